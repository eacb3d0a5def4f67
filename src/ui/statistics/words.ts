/** How the panels write figures, and what they call the counters. What a counter means stands in its table. */
import { cacheCounters, hartCounters } from '../../stats/counters.ts';
import { count, NO_FIGURE } from '../components/format.ts';
import type { Figure } from './recent.ts';

export const LABELS: Readonly<Record<string, string>> = {
  'tier.interpreter.instructions': 'Interpreter',
  'tier.baseline.instructions': 'Baseline',
  'tier.optimizing.instructions': 'Optimizing',
  'cache.hits': 'Regions found',
  'cache.misses': 'Regions not found',
  'cache.chained': 'Direct links',
  'cache.translations': 'Translations',
  'cache.translationNs': 'Time translating',
  'cache.evictions': 'Evicted for room',
  'cache.invalidations': 'Dropped with their bytes',
  'cache.bytes': 'Size',
  'cache.capacity': 'Room',
  'cache.warmed': 'Translated beforehand',
  'tlb.flushes': 'Flushes',
  'mmu.walks': 'Page-table walks',
  'trap.exceptions': 'Exceptions',
  'trap.interrupts': 'Interrupts',
  'sbi.calls': 'SBI calls',
  'code.stores': 'Stores to code',
  'harts.stops': 'Stops by other harts',
};

const MEANINGS = new Map([...hartCounters, ...cacheCounters].map(({ name, meaning }) => [name, meaning]));

export const meaningOf = (name: string): string => MEANINGS.get(name) ?? '';

export const total = (figure: Figure): string => (figure === null ? NO_FIGURE : count(figure));

/** `98.7 %`; small shares keep a digit. */
export function share(figure: Figure): string {
  if (figure === null) return NO_FIGURE;
  const percent = figure * 100;
  return `${percent === 0 || percent >= 99.95 ? percent.toFixed(0) : percent.toFixed(1)} %`;
}

/** So many of a million: `12`, `0.4`, `1,204`. */
export function perMillion(figure: Figure): string {
  if (figure === null) return NO_FIGURE;
  const value = figure * 1e6;
  return value < 10 ? Number(value.toPrecision(2)).toString() : Math.round(value).toLocaleString('en');
}

/** `0.3 ms`, `1.2 s`. */
export function time(ns: Figure): string {
  if (ns === null) return NO_FIGURE;
  return ns >= 1e9 ? `${(ns / 1e9).toPrecision(3)} s` : `${(ns / 1e6).toPrecision(ns >= 1e6 ? 3 : 2)} ms`;
}

/** `445 bytes`, `20.2 KiB`, `1.5 MiB`. */
export function bytes(figure: Figure): string {
  if (figure === null) return NO_FIGURE;
  if (figure < 1024) return `${figure} bytes`;
  const [value, unit] = figure < 2 ** 20 ? [figure / 1024, 'KiB'] : [figure / 2 ** 20, 'MiB'];
  return `${Number(value.toPrecision(3))} ${unit}`;
}
