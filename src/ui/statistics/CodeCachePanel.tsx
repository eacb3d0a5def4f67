/** What is translated, and how often it is found. */
import './statistics.css';
import { FigureTable } from './FigureTable.tsx';
import { figureOf, ratio, type RecentSamples, retiredOf } from './recent.ts';
import { useRecent } from './use-recent.ts';
import { WarmingControls } from './WarmingControls.tsx';
import { bytes, perMillion, share, time, total } from './words.ts';

const grown = (recent: RecentSamples, name: string) => recent.grown((sample) => figureOf(sample, name));

function lookups(recent: RecentSamples) {
  const names = ['cache.hits', 'cache.misses'] as const;
  const [hits = null, misses = null] = names.map((name) => grown(recent, name));
  const [allHits = null, allMisses = null] = names.map((name) => figureOf(recent.latest, name));
  const rateOf = (found: number | null, lost: number | null) =>
    share(found === null || lost === null ? null : ratio(found, found + lost));
  return [
    {
      name: 'cache.hits',
      label: 'Hit rate',
      meaning: 'Look-ups of a region that found one, of all.',
      values: [rateOf(hits, misses), rateOf(allHits, allMisses)],
    },
    {
      name: 'cache.misses',
      label: 'Misses per million instructions',
      values: [
        perMillion(ratio(misses, recent.grown(retiredOf))),
        perMillion(ratio(allMisses, retiredOf(recent.latest))),
      ],
    },
    { name: 'cache.hits', values: [total(hits), total(allHits)] },
    { name: 'cache.misses', values: [total(misses), total(allMisses)] },
    {
      name: 'cache.chained',
      values: [total(grown(recent, 'cache.chained')), total(figureOf(recent.latest, 'cache.chained'))],
    },
  ];
}

export function CodeCachePanel() {
  const recent = useRecent();
  const { latest } = recent;
  const counted = (name: string) => ({
    name,
    values: [total(grown(recent, name)), total(figureOf(latest, name))],
  });
  const size = figureOf(latest, 'cache.bytes');
  const room = figureOf(latest, 'cache.capacity');
  return (
    <div className="statistics">
      <WarmingControls />
      <FigureTable
        caption="Finding translated code"
        columns={['Last second', 'Since the start']}
        rows={lookups(recent)}
      />
      <FigureTable
        caption="Making and dropping it"
        columns={['Last second', 'Since the start']}
        rows={[
          counted('cache.translations'),
          {
            name: 'cache.translationNs',
            values: [
              time(grown(recent, 'cache.translationNs')),
              time(figureOf(latest, 'cache.translationNs')),
            ],
          },
          counted('cache.warmed'),
          counted('cache.evictions'),
          counted('cache.invalidations'),
        ]}
      />
      <FigureTable
        caption="Kept now"
        columns={['Now', 'Of its room']}
        rows={[
          { name: 'cache.bytes', values: [bytes(size), share(ratio(size, room))] },
          { name: 'cache.capacity', values: [bytes(room), ''] },
        ]}
      />
    </div>
  );
}
