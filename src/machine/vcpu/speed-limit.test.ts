import { describe, expect, it } from 'vitest';
import { SpeedLimit } from './speed-limit.ts';

/** What is retired in so many milliseconds by a thread that looks whenever something is due. */
function retiredIn(ms: number, perSecond: number): number {
  const limit = new SpeedLimit();
  let retired = 0;
  for (let nowMs = 0; nowMs <= ms; ) {
    const allowed = limit.allow(perSecond, nowMs);
    limit.spend(allowed);
    retired += allowed;
    if (allowed === 0) nowMs += Math.max(0.5, limit.waitMs(perSecond));
  }
  return retired;
}

describe('a limit', () => {
  it.each([1, 10, 1000, 1_000_000])('of %d a second is kept', (perSecond) => {
    expect(retiredIn(10_000, perSecond) / (perSecond * 10)).toBeCloseTo(1, 1);
  });

  it('is not made up for', () => {
    const limit = new SpeedLimit();
    expect(limit.allow(1000, 0)).toBe(0);
    expect(limit.allow(1000, 60_000)).toBe(40);
  });
});
