/** How a vCPU thread drives its machine: the machine alone, recorded, or first along the record that it came with. */
import { type RecordedPast, Recording, type RunRecord } from '../../src/machine/log/recording.ts';
import type { Fork, History } from '../../src/machine/time-travel/history.ts';

export interface Driver {
  /** False while it goes along a record: then nothing from outside may reach it. */
  readonly isLive: boolean;
  run(maxInstructions: number): ReturnType<History['run']> | { readonly kind: 'hit' };
  requestStop(): void;
  /** Ends the way along what came in after a kept state, where it has come to. */
  stopCatchingUp?(): void;
  /** In its past another future begins. */
  fork(fork: Fork): void;
  /** What was recorded, as far as it was. */
  finish(): RunRecord | undefined;
  /** For a machine that goes on from here elsewhere. */
  past(): RecordedPast | undefined;
}

/** Of a machine whose run may never go the same way again. */
export const unrecorded = (history: History): Driver => ({
  isLive: true,
  run: (maxInstructions) => history.run(maxInstructions),
  requestStop: () => history.requestStop(),
  fork: () => undefined,
  finish: () => undefined,
  past: () => undefined,
});

/** `past`: what the machine has gone along already, of which the history knows all but the first `unknown` events. */
export function recorded(history: History, past?: RecordedPast, unknown = 0): Driver {
  const recording = new Recording(history.machine, past, undefined, {
    run: (maxInstructions) => history.run(maxInstructions),
    requestStop: () => history.requestStop(),
    nowMs: () => performance.now(),
    get happened() {
      return unknown + history.happened;
    },
  });
  return {
    isLive: true,
    run: (maxInstructions) => recording.run(maxInstructions),
    requestStop: () => recording.requestStop(),
    fork: ({ events, more }) => recording.cut(unknown + events, more),
    finish: () => recording.finish(),
    past: () => recording.past(),
  };
}
