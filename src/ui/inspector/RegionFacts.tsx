/** What the code cache knows of a region, and how control leaves it. */
import type { Inspection } from '../../protocol/inspect.ts';
import { count, NO_FIGURE } from '../components/format.ts';
import { bytes, time } from '../statistics/words.ts';
import { exitGroups } from './lines.ts';

const figure = (value: number | null): string => (value === null ? NO_FIGURE : count(value));

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Exits({ inspection }: { readonly inspection: Inspection }) {
  return (
    <details className="exits">
      <summary>Exits</summary>
      <ul>
        {exitGroups(inspection).map(({ reason, targets, executions }) => (
          <li key={reason}>
            {reason}
            {executions !== null && `: ${count(executions)} times`}
            <code>{targets.join(' ')}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function RegionFacts({ inspection }: { readonly inspection: Inspection }) {
  const { region, start, others, physical } = inspection;
  return (
    <div className="region-facts">
      <p>
        {region ? (
          <>
            <span className={`tier tier-${region.tier}`} /> Region of the baseline tier, from{' '}
            <code>{start}</code>
          </>
        ) : (
          <>
            <span className="tier tier-interpreter" /> Not translated: this is what the baseline tier would
            make from <code>{start}</code> on.
          </>
        )}
      </p>
      {region && (
        <dl>
          <Fact name="Instructions" value={count(region.instructions)} />
          <Fact name="Size" value={bytes(region.bytes)} />
          <Fact name="Entered" value={figure(region.entries)} />
          <Fact name="Translated in" value={time(region.translationNs)} />
          <Fact name="Age" value={time(region.ageNs)} />
          <Fact name="RAM pages" value={count(region.pages)} />
          <Fact name="Physical address" value={physical} />
        </dl>
      )}
      {region?.isSame === false && (
        <p className="quiet">Made by another build: made again here it comes out otherwise.</p>
      )}
      {others.length > 0 && (
        <p className="quiet">
          Other regions hold this address, too: <code>{others.join(' ')}</code>
        </p>
      )}
      <Exits inspection={inspection} />
    </div>
  );
}
