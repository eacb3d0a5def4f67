/**
 * Where the last second went, in the order and with the names that every view uses. Each part has a colour and a
 * pattern (`part part-NAME`, strip.css); the tiers have theirs from the tiers' marks.
 */
import { timeCounters } from '../../stats/time-counters.ts';
import type { TimePart } from '../../stats/time-parts.ts';
import { type Figure, figureOf, type RecentSamples } from '../statistics/recent.ts';

export interface PartName {
  readonly part: TimePart;
  readonly name: string;
  readonly counter: string;
  readonly meaning: string;
}

const NAMES: Readonly<Record<TimePart, string>> = {
  interpreter: 'Interpreter',
  baseline: 'Baseline',
  optimizing: 'Optimizing',
  translating: 'Translating',
  answering: 'Devices and SBI',
  waiting: 'Waiting',
  housekeeping: 'Housekeeping',
};

export const PARTS: readonly PartName[] = timeCounters.map(({ name, part, meaning }) => ({
  part,
  name: NAMES[part],
  counter: name,
  meaning,
}));

export interface PartShare extends PartName {
  /** Nanoseconds. */
  readonly spent: number;
  /** Whole per cent; those of all parts add up to 100. */
  readonly percent: number;
}

/** Whole numbers in proportion that add up to 100: the largest remainders are rounded up. */
export function percentages(values: readonly number[]): readonly number[] {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total <= 0) return values.map(() => 0);
  const exact = values.map((value) => (value / total) * 100);
  const result = exact.map(Math.floor);
  const missing = 100 - result.reduce((sum, value) => sum + value, 0);
  exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder)
    .slice(0, missing)
    .forEach(({ index }) => (result[index] = (result[index] ?? 0) + 1));
  return result;
}

/** Undefined where nothing was measured yet. */
function sharesOf(read: (counter: string) => Figure): readonly PartShare[] | undefined {
  const spent = PARTS.map(({ counter }) => read(counter));
  if (spent.includes(null)) return undefined;
  const values = spent.map((value) => value ?? 0);
  if (!values.some((value) => value > 0)) return undefined;
  const percents = percentages(values);
  return PARTS.map((part, index) => ({
    ...part,
    spent: values[index] ?? 0,
    percent: percents[index] ?? 0,
  }));
}

export const lastSecond = (recent: RecentSamples): readonly PartShare[] | undefined =>
  sharesOf((counter) => recent.grown((sample) => figureOf(sample, counter)));

export const sinceStart = (recent: RecentSamples): readonly PartShare[] | undefined =>
  sharesOf((counter) => figureOf(recent.latest, counter));
