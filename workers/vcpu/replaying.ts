/**
 * A machine that came as a link: it goes along its record as fast as it can, and is compared. Then it pauses; from
 * there on it is a machine like any other, recorded as one run with what it had gone along.
 */
import type { RunRecord } from '../../src/machine/log/recording.ts';
import { Reproduction, type Verdict } from '../../src/machine/log/reproduction.ts';
import type { History } from '../../src/machine/time-travel/history.ts';
import type { SliceEnd } from '../../src/machine/vcpu/loop.ts';
import { type Driver, recorded, unrecorded } from './driver.ts';

const PAUSED: SliceEnd = { kind: 'budget' };

/** `done` is told once, and has the machine pause. */
export function replaying(history: History, record: RunRecord, done: (verdict: Verdict) => void): Driver {
  const { machine } = history;
  const reproduction = new Reproduction(machine, record, history);
  let live: Driver | undefined;
  return {
    get isLive() {
      return live !== undefined;
    },
    run(maxInstructions) {
      if (live) return live.run(maxInstructions);
      const verdict = reproduction.run(maxInstructions);
      if (!verdict) return PAUSED;
      machine.enterRealTime();
      // One that left its record would not do so again in the same way.
      history.fork();
      live = verdict.kind === 'reproduced' ? recorded(history, record) : unrecorded(history);
      done(verdict);
      // A guest that asked for a restart has to wait for whoever reads the verdict.
      return machine.hasEnded && record.end !== 'reset' ? machine.run(0) : PAUSED;
    },
    requestStop() {
      if (live) live.requestStop();
      else reproduction.requestStop();
    },
    fork: (fork) => live?.fork(fork),
    finish: () => live?.finish(),
    past: () => live?.past(),
  };
}
