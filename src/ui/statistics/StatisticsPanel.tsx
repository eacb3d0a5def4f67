/** What runs the machine, and what it did in the last second and since its start. */
import './statistics.css';
import { usePage } from '../state/store.ts';
import { rate } from '../components/format.ts';
import { stats } from '../state/page.ts';
import { Explained, FigureTable } from './FigureTable.tsx';
import { type Figure, figureOf, ratio, type RecentSamples, retiredOf } from './recent.ts';
import { TierSwitches } from './TierSwitches.tsx';
import { TIER_NAMES } from './tiers.ts';
import { useRecent } from './use-recent.ts';
import { LABELS, meaningOf, perMillion, share, total } from './words.ts';

const EVENTS = ['trap.exceptions', 'trap.interrupts', 'sbi.calls', 'code.stores', 'harts.stops'] as const;

const counterOf = (tier: string): string => `tier.${tier}.instructions`;

/** What each tier retired in the last second; tiers that nobody counts are left out. */
function TierShares({
  recent,
  tiers,
}: {
  readonly recent: RecentSamples;
  readonly tiers: readonly string[];
}) {
  const retired = recent.grown(retiredOf);
  const rows = TIER_NAMES.filter(({ tier }) => tiers.includes(tier)).map(({ tier }) => {
    const name = counterOf(tier);
    const part = ratio(
      recent.grown((sample) => figureOf(sample, name)),
      retired,
    );
    return { tier, name, part, whole: figureOf(recent.latest, name) };
  });
  return (
    <>
      <div className="tier-bar" aria-hidden="true">
        {rows.map(({ tier, part }) => (
          <span key={tier} className={`tier-${tier}`} style={{ flexGrow: part ?? 0 }} />
        ))}
      </div>
      <table className="figures">
        <caption>Instructions by tier</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">Last second</th>
            <th scope="col">Since the start</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ tier, name, part, whole }) => (
            <tr key={tier}>
              <th scope="row">
                <span className="tier-name">
                  <span className={`tier tier-${tier}`} />
                  <Explained label={LABELS[name] ?? tier} name={name}>
                    {meaningOf(name)}
                  </Explained>
                </span>
              </th>
              <td>{share(part)}</td>
              <td>{total(whole)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function eventRow(recent: RecentSamples, name: string) {
  const read = (sample: Parameters<typeof figureOf>[0]): Figure => figureOf(sample, name);
  const grown = recent.grown(read);
  return {
    name,
    values: [total(grown), perMillion(ratio(grown, recent.grown(retiredOf))), total(read(recent.latest))],
  };
}

export function StatisticsPanel() {
  const recent = useRecent();
  const { machine, state } = usePage();
  if (!machine) return <p className="quiet">There is no machine yet.</p>;
  return (
    <div className="statistics">
      <TierSwitches />
      <p className="statistics-speed">
        <b>{state === 'running' ? rate(stats.mips()) : '–'}</b> million instructions a second
      </p>
      <TierShares recent={recent} tiers={machine.availableTiers} />
      <FigureTable
        caption="What the machine had to deal with"
        columns={['Last second', 'Per million instructions', 'Since the start']}
        rows={EVENTS.map((name) => eventRow(recent, name))}
      />
      <p className="quiet">Press a name to read what exactly it counts. A dash: not counted, or no events.</p>
    </div>
  );
}
