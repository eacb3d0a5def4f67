/**
 * Statistics of repeated measurements: medians, outliers, and how sure a ratio is.
 *
 * Times on a shared machine are skewed and have outliers, so nothing here assumes a normal distribution: the
 * middle is a median, the spread two percentiles, and the interval of a ratio a bootstrap. Samples of two sides
 * are taken in turn, so that the n-th of one and the n-th of the other met the same neighbours; the bootstrap
 * draws them as pairs, which keeps what they have in common out of the interval.
 */
import { assert } from './assert.ts';
import { Random } from './random.ts';

export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  /** Samples more than 1.5 interquartile ranges outside the quartiles. They stay in the other figures. */
  readonly outliers: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Ratio {
  /** Median of one side divided by the median of the other. */
  readonly ratio: number;
  /** Null, both, where there are too few samples for an interval. */
  readonly low: number | null;
  readonly high: number | null;
}

/** The interval of a ratio, or undefined where there were too few samples for one. */
export const intervalOf = ({ low, high }: Ratio): Interval | undefined =>
  low === null || high === null ? undefined : { low, high };

/** Below this number of samples of either side an interval says little: there is none. */
export const FEWEST_FOR_INTERVAL = 5;

/** Share of resampled ratios that the interval holds. */
const CONFIDENCE = 0.95;
const RESAMPLES = 1000;
const BOOTSTRAP_SEED = 0x7ea5_0b1e;
const OUTLIER_RANGES = 1.5;

/** The `q`-quantile (0 to 1) of ascending numbers, interpolated between neighbours. */
function quantile(ascending: readonly number[], q: number): number {
  const place = (ascending.length - 1) * q;
  const below = ascending[Math.floor(place)];
  const above = ascending[Math.ceil(place)];
  assert(below !== undefined && above !== undefined, 'there is at least one sample');
  return below + (above - below) * (place - Math.floor(place));
}

const ascending = (samples: readonly number[]): number[] => samples.toSorted((a, b) => a - b);

export const median = (samples: readonly number[]): number => quantile(ascending(samples), 0.5);

/** Of one sample or more. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = ascending(samples);
  const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = OUTLIER_RANGES * (upper - lower);
  return {
    count: samples.length,
    median: quantile(sorted, 0.5),
    p10: quantile(sorted, 0.1),
    p90: quantile(sorted, 0.9),
    outliers: samples.filter((value) => value < lower - reach || value > upper + reach).length,
  };
}

/**
 * Median of `of` divided by median of `to`, with the interval that holds {@link CONFIDENCE} of the ratios of
 * resampled samples; without it below {@link FEWEST_FOR_INTERVAL} samples. Both lists hold one sample or more, in
 * the order they were taken; where they are equally long, the n-th samples are drawn together. The same samples
 * always give the same interval.
 */
export function compareSamples(of: readonly number[], to: readonly number[]): Ratio {
  const ratio = median(of) / median(to);
  if (Math.min(of.length, to.length) < FEWEST_FOR_INTERVAL) return { ratio, low: null, high: null };
  const random = new Random(BOOTSTRAP_SEED);
  const paired = of.length === to.length;
  const drawn: number[] = [];
  const draw = (samples: readonly number[], places: readonly number[]): number =>
    median(places.map((place) => samples[place] ?? 0));
  const places = (count: number): number[] => Array.from({ length: count }, () => random.below(count));
  for (let round = 0; round < RESAMPLES; round++) {
    const first = places(of.length);
    drawn.push(draw(of, first) / draw(to, paired ? first : places(to.length)));
  }
  const sorted = ascending(drawn);
  const tail = (1 - CONFIDENCE) / 2;
  return { ratio, low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}
