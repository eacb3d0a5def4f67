/** How addresses are translated: what the TLBs had, and what the page tables had to say. */
import './statistics.css';
import { FigureTable } from './FigureTable.tsx';
import { type Figure, figureOf, ratio, type RecentSamples, retiredOf } from './recent.ts';
import { useRecent } from './use-recent.ts';
import { meaningOf, perMillion, share, total } from './words.ts';

const KINDS = [
  ['load', 'Loads'],
  ['store', 'Stores'],
  ['fetch', 'Fetches'],
] as const;

const grown = (recent: RecentSamples, name: string): Figure =>
  recent.grown((sample) => figureOf(sample, name));

const rateOf = (hits: Figure, misses: Figure): Figure =>
  hits === null || misses === null ? null : ratio(hits, hits + misses);

function accessRow(recent: RecentSamples, kind: string, label: string) {
  const misses = `tlb.${kind}.misses`;
  const missed = grown(recent, misses);
  return {
    name: misses,
    label,
    meaning: meaningOf(misses),
    values: [
      share(rateOf(grown(recent, `tlb.${kind}.hits`), missed)),
      perMillion(ratio(missed, recent.grown(retiredOf))),
      total(figureOf(recent.latest, misses)),
    ],
  };
}

function workRow(recent: RecentSamples, name: string) {
  const count = grown(recent, name);
  return {
    name,
    values: [
      total(count),
      perMillion(ratio(count, recent.grown(retiredOf))),
      total(figureOf(recent.latest, name)),
    ],
  };
}

export function TlbPanel() {
  const recent = useRecent();
  const countsHits = figureOf(recent.latest, 'tlb.load.hits') !== null;
  return (
    <div className="statistics">
      <FigureTable
        caption="Accesses that had to translate"
        columns={['Hit rate', 'Misses per million instructions', 'Misses since the start']}
        rows={KINDS.map(([kind, label]) => accessRow(recent, kind, label))}
      />
      {!countsHits && (
        <p className="quiet">
          Hits are not counted here: counting each access would slow every load and store down.
        </p>
      )}
      <FigureTable
        caption="What that took"
        columns={['Last second', 'Per million instructions', 'Since the start']}
        rows={['mmu.walks', 'tlb.flushes'].map((name) => workRow(recent, name))}
      />
    </div>
  );
}
