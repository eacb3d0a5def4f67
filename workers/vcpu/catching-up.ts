/**
 * A machine that was given a kept state goes along what came in after that state, as fast as it can, and is live from
 * then on. It can be stopped on the way: what would have come is another future of its past.
 */
import { type Problem, problem } from '../../src/base/problem.ts';
import type { History, TravelEnd } from '../../src/machine/time-travel/history.ts';
import type { SliceEnd } from '../../src/machine/vcpu/loop.ts';
import type { Driver } from './driver.ts';

const GOES_ON: SliceEnd = { kind: 'budget' };

/** `live` is made where the machine has come to; `done` is told how many instructions it was stopped before the end. */
export function catchingUp(history: History, live: () => Driver, done: (left: number) => void): Driver {
  const to = history.newestCount;
  let driver: Driver | undefined;
  const arrive = (): void => {
    const left = to - history.count;
    history.fork();
    history.machine.enterRealTime();
    driver = live();
    done(Math.max(0, left));
  };
  return {
    get isLive() {
      return driver !== undefined;
    },
    run(maxInstructions) {
      if (driver) return driver.run(maxInstructions);
      const end = further(history, to, maxInstructions);
      if (end === 'under way') return GOES_ON;
      if (end.kind === 'diverged' || end.kind === 'idle') return leftItsLog(history.count);
      arrive();
      return end.kind === 'ended' || end.kind === 'reboot' ? end : GOES_ON;
    },
    requestStop: () => (driver ?? history).requestStop(),
    stopCatchingUp() {
      if (!driver) arrive();
    },
    fork: (fork) => driver?.fork(fork),
    finish: () => driver?.finish(),
    past: () => driver?.past(),
  };
}

function further(history: History, to: number, maxInstructions: number): TravelEnd | 'under way' {
  if (history.count < to) {
    const end = history.runTo(Math.min(to, history.count + maxInstructions));
    if (end.kind === 'stopped' || (end.kind === 'reached' && history.count < to)) return 'under way';
    if (end.kind !== 'reached') return end;
  }
  // At the last count everything that is in the log has happened.
  const end = history.finish();
  return end?.kind === 'stopped' ? 'under way' : (end ?? { kind: 'reached' });
}

const leftItsLog = (count: number): SliceEnd => {
  const what = `it leaves its log at ${count} instructions`;
  const action = 'in the library, go back to its last snapshot, and report this';
  const cause: Problem = problem('input', 'log.diverged', 'the kept machine', what, action);
  return { kind: 'ended', reason: 'error', code: 1, problem: cause };
};
