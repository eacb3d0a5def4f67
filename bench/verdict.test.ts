import { describe, expect, it } from 'vitest';
import { Random } from '../src/base/random.ts';
import { compareSamples } from '../src/base/sampling.ts';
import { holdsOne, judge } from './verdict.ts';

const SAMPLES = 15;
const EXPERIMENTS = 100;

/** CPU seconds of a build on a shared machine: 3 % of jitter, and one in twelve 20 % longer. */
const times = (random: Random, factor: number): number[] =>
  Array.from(
    { length: SAMPLES },
    () => factor * (1 + random.below(3000) / 100_000) * (random.oneIn(12) ? 1.2 : 1),
  );

/** How often each verdict is given to a build that is slower by a factor. */
function verdicts(factor: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let seed = 0; seed < EXPERIMENTS; seed++) {
    const random = new Random(seed);
    const verdict = judge(compareSamples(times(random, factor), times(random, 1)));
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return counts;
}

describe('judge', () => {
  it('wants both a difference that matters and an interval without 1.00', () => {
    expect(judge({ ratio: 1.12, low: 1.08, high: 1.16 })).toBe('slower');
    expect(judge({ ratio: 1.12, low: 0.99, high: 1.3 })).toBe('same');
    expect(judge({ ratio: 1.06, low: 1.02, high: 1.1 })).toBe('a little slower');
    expect(judge({ ratio: 1.01, low: 1.005, high: 1.02 })).toBe('same');
    expect(judge({ ratio: 0.9, low: 0.88, high: 0.93 })).toBe('faster');
    expect(judge({ ratio: 0.9, low: 0.7, high: 1.01 })).toBe('same');
  });

  it('says nothing without an interval', () => {
    expect(judge({ ratio: 2, low: null, high: null })).toBe('too few samples');
    expect(holdsOne({ ratio: 1, low: null, high: null })).toBe(false);
  });

  it('knows whether the interval holds 1.00, which a small difference may leave out', () => {
    expect(holdsOne({ ratio: 1.01, low: 0.99, high: 1.03 })).toBe(true);
    expect([
      judge({ ratio: 1.02, low: 1.01, high: 1.03 }),
      holdsOne({ ratio: 1.02, low: 1.01, high: 1.03 }),
    ]).toEqual(['same', false]);
  });

  it('calls a build against itself the same', () => {
    expect(verdicts(1)).toEqual({ same: EXPERIMENTS });
  });

  it('catches a build slowed by 12 %', () => {
    expect(verdicts(1.12)['slower']).toBeGreaterThan(0.9 * EXPERIMENTS);
  });

  it('does not call a build slowed by 1 % a regression', () => {
    expect(verdicts(1.01)).toEqual({ same: EXPERIMENTS });
  });
});
