/** What a ratio of times, new build over old, is called. */
import type { Ratio } from '../src/base/sampling.ts';

export type Verdict = 'slower' | 'a little slower' | 'faster' | 'same';

/** From here a pull request fails, or is warned, where the interval leaves 1.00 out. */
export const FAIL_RATIO = 1.1;
export const WARN_RATIO = 1.05;

/** The interval decides whether there is a difference at all, the ratio whether it matters. */
export function judge({ ratio, low, high }: Ratio): Verdict {
  if (low > 1 && ratio >= FAIL_RATIO) return 'slower';
  if (low > 1 && ratio >= WARN_RATIO) return 'a little slower';
  if (high < 1 && ratio <= 1 / WARN_RATIO) return 'faster';
  return 'same';
}
