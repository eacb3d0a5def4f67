/** Reads the harts' counters, by the table in `src/stats`. */
import { hartCounters } from '../../stats/counters.ts';
import type { Hart } from './hart.ts';

export function readCounters(harts: readonly Hart[]): Record<string, readonly number[] | null> {
  const read: Record<string, readonly number[] | null> = {};
  for (const { name, field } of hartCounters) {
    read[name] =
      field === null
        ? null
        : harts.map(({ engine, retired }) => (field === 'retired' ? retired : Number(engine[field])));
  }
  return read;
}
