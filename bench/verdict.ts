/** What a ratio of times, new build over old, is called. */
import { intervalOf, type Ratio } from '../src/base/sampling.ts';

export type Verdict = 'slower' | 'a little slower' | 'faster' | 'same' | 'too few samples';

/** From here a pull request fails, or is warned, where the interval leaves 1.00 out. */
export const FAIL_RATIO = 1.1;
export const WARN_RATIO = 1.05;

/** The interval decides whether there is a difference at all, the ratio whether it matters. */
export function judge(measured: Ratio): Verdict {
  const interval = intervalOf(measured);
  if (!interval) return 'too few samples';
  const { ratio } = measured;
  const { low, high } = interval;
  if (low > 1 && ratio >= FAIL_RATIO) return 'slower';
  if (low > 1 && ratio >= WARN_RATIO) return 'a little slower';
  if (high < 1 && ratio <= 1 / WARN_RATIO) return 'faster';
  return 'same';
}

/** Whether the interval leaves open that both sides are the same. */
export function holdsOne(measured: Ratio): boolean {
  const interval = intervalOf(measured);
  return interval !== undefined && interval.low <= 1 && interval.high >= 1;
}
