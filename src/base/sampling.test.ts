import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { compareSamples, FEWEST_FOR_INTERVAL, intervalOf, summarize } from './sampling.ts';

/** Times of about `centre` as a busy machine gives them: a little jitter, and sometimes a long one. */
function noisy(random: Random, centre: number, count: number): number[] {
  return Array.from({ length: count }, () => {
    const jitter = 1 + random.below(1000) / 50_000;
    return centre * jitter * (random.oneIn(20) ? 1.5 : 1);
  });
}

const none = { low: Number.NaN, high: Number.NaN };

/** In what share of 100 experiments something holds. */
function share(holds: (random: Random) => boolean): number {
  let held = 0;
  for (let seed = 0; seed < 100; seed++) if (holds(new Random(seed))) held += 1;
  return held / 100;
}

describe('summarize', () => {
  it('takes the median of an odd and of an even number of samples', () => {
    expect(summarize([3, 1, 2]).median).toBe(2);
    expect(summarize([4, 1, 2, 3]).median).toBe(2.5);
    expect(summarize([7])).toEqual({ count: 1, median: 7, p10: 7, p90: 7, outliers: 0 });
  });

  it('interpolates percentiles', () => {
    const { p10, p90 } = summarize([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([p10, p90]).toEqual([1, 9]);
  });

  it('counts what is more than 1.5 interquartile ranges outside, on both sides', () => {
    expect(summarize([10, 11, 12, 13, 14, 18]).outliers).toBe(1);
    expect(summarize([10, 11, 12, 13, 14, 17]).outliers).toBe(0);
    expect(summarize([-50, 10, 11, 12, 13, 14, 90]).outliers).toBe(2);
  });
});

describe('compareSamples', () => {
  it('is exact where nothing varies', () => {
    expect(compareSamples([2, 2, 2, 2, 2], [1, 1, 1, 1, 1])).toEqual({ ratio: 2, low: 2, high: 2 });
  });

  it('gives no interval below five samples of either side', () => {
    const [few, enough] = [FEWEST_FOR_INTERVAL - 1, FEWEST_FOR_INTERVAL].map((count) =>
      Array.from({ length: count }, (_, index) => 1 + index),
    );
    if (!few || !enough) throw new Error('there are two lists');
    expect(compareSamples(few, few)).toEqual({ ratio: 1, low: null, high: null });
    expect(intervalOf(compareSamples(enough, few))).toBeUndefined();
    expect(intervalOf(compareSamples(enough, enough))).toEqual({ low: 1, high: 1 });
  });

  it('gives the same interval for the same samples', () => {
    const [of, to] = [noisy(new Random(1), 1, 9), noisy(new Random(2), 1, 9)];
    expect(compareSamples(of, to)).toEqual(compareSamples(of, to));
  });

  it('keeps a load that both sides met out of the interval', () => {
    const load = noisy(new Random(3), 1, 15).map((value, index) => value * (1 + index / 5));
    const { low, high } = compareSamples(
      load.map((value) => value * 1.1),
      load,
    );
    expect(low).toBeCloseTo(1.1, 9);
    expect(high).toBeCloseTo(1.1, 9);
  });

  it('holds 1.00 where both sides are the same, in at least 9 of 10 experiments', () => {
    const held = share((random) => {
      const { low, high } = intervalOf(compareSamples(noisy(random, 1, 11), noisy(random, 1, 11))) ?? none;
      return low <= 1 && high >= 1;
    });
    expect(held).toBeGreaterThan(0.9);
  });

  it('excludes 1.00 where one side is 12 % slower, in at least 19 of 20', () => {
    const excluded = share((random) => {
      const { low } = intervalOf(compareSamples(noisy(random, 1.12, 11), noisy(random, 1, 11))) ?? none;
      return low > 1;
    });
    expect(excluded).toBeGreaterThan(0.95);
  });

  it('takes sides of different length', () => {
    const { low, ratio, high } = compareSamples([2, 2.1, 2.2, 2.1, 2, 2.3], [1, 1.1, 1, 1.2, 1]);
    expect(low).toBeLessThanOrEqual(ratio);
    expect(high).toBeGreaterThanOrEqual(ratio);
  });
});
