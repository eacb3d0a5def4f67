import { describe, expect, it } from 'vitest';
import { type Effort, TimeUse } from './time-use.ts';

const effort = (
  interpreter: number,
  baseline: number,
  executingNs: number,
  translatingNs = 0,
  answeringNs = 0,
): Effort => ({
  retired: { interpreter, baseline, optimizing: 0 },
  executingNs,
  translatingNs,
  answeringNs,
});

function clocked(): { time: TimeUse; clock: { nowMs: number } } {
  const clock = { nowMs: 100 };
  return { time: new TimeUse(() => clock.nowMs), clock };
}

const total = (time: TimeUse): number => Object.values(time.spentNs).reduce((sum, ns) => sum + ns, 0);

describe('where time goes', () => {
  it('divides a slice among tiers by what they retired, less what was measured apart', () => {
    const { time, clock } = clocked();
    clock.nowMs += 10;
    time.ran(effort(0, 0, 0), effort(1000, 3000, 9e6, 2e6, 3e6));
    expect(time.spentNs).toMatchObject({
      interpreter: 1e6,
      baseline: 3e6,
      translating: 2e6,
      answering: 3e6,
      housekeeping: 1e6,
    });
    expect(total(time)).toBe(10e6);
  });

  it('takes waiting for the console out of the access that waits', () => {
    const { time, clock } = clocked();
    clock.nowMs += 1;
    time.holding(() => (clock.nowMs += 6));
    clock.nowMs += 3;
    time.ran(effort(0, 0, 0), effort(100, 0, 10e6, 0, 7e6));
    expect(time.spentNs).toMatchObject({ waiting: 6e6, answering: 1e6, interpreter: 3e6 });
    expect(total(time)).toBe(10e6);
  });

  it('adds up to the time that passed whatever the machine says, and leaves pauses out', () => {
    const { time, clock } = clocked();
    clock.nowMs += 2;
    // It went back in its past: its counts fell.
    time.ran(effort(500, 500, 5e6, 9e6), effort(100, 100, 50e6, 1e6));
    clock.nowMs += 3;
    time.kept();
    clock.nowMs += 5;
    time.waited();
    clock.nowMs += 1000;
    time.paused();
    expect(total(time)).toBe(10e6);
    expect(time.spentNs.waiting).toBe(5e6);
    time.begin();
    expect(total(time)).toBe(0);
  });
});
