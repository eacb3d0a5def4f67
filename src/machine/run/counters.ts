/** Reads the harts' counters, by the table in `src/stats`. */
import type { RegionCache } from '../../exec/jit/region-cache.ts';
import { cacheCounters, hartCounters } from '../../stats/counters.ts';
import { TIME_PARTS, timeName } from '../../stats/time-parts.ts';
import type { Effort } from '../vcpu/time-use.ts';
import type { Hart } from './hart.ts';

/** Without a region cache nothing is translated, and its counters stand at 0. */
export function readCounters(
  harts: readonly Hart[],
  regions: RegionCache | undefined,
): Record<string, readonly number[] | null> {
  const read: Record<string, readonly number[] | null> = {};
  for (const { name, field } of hartCounters) {
    read[name] =
      field === null
        ? null
        : harts.map(({ engine, retired }) =>
            field === 'interpreted' ? retired - Number(engine.translatedRetired) : Number(engine[field]),
          );
  }
  for (const { name, field } of cacheCounters) {
    // A cache without a clock does not know its time.
    const figure = regions ? regions[field] : 0;
    read[name] = figure === null ? null : [figure];
  }
  // Where time goes is known to the thread that a machine runs in, if it has one.
  for (const part of TIME_PARTS) read[timeName(part)] = null;
  return read;
}

/** Instructions by tier, summed over harts. */
export function readTiers(harts: readonly Hart[]): Effort['retired'] {
  let all = 0;
  let baseline = 0;
  for (const { engine, retired } of harts) {
    all += retired;
    baseline += Number(engine.translatedRetired);
  }
  return { interpreter: all - baseline, baseline, optimizing: 0 };
}
