/** How a vCPU thread drives its machine: the machine alone, recorded, or first along the record that it came with. */
import { Recording, type RunRecord } from '../../src/machine/log/recording.ts';
import type { Fork, History } from '../../src/machine/time-travel/history.ts';

export interface Driver {
  /** False while it goes along a record: then nothing from outside may reach it. */
  readonly isLive: boolean;
  run(maxInstructions: number): ReturnType<History['run']> | { readonly kind: 'hit' };
  requestStop(): void;
  /** In its past another future begins. */
  fork(fork: Fork): void;
  /** What was recorded, as far as it was. */
  finish(): RunRecord | undefined;
}

/** Of a machine whose run may never go the same way again. */
export const unrecorded = (history: History): Driver => ({
  isLive: true,
  run: (maxInstructions) => history.run(maxInstructions),
  requestStop: () => history.requestStop(),
  fork: () => undefined,
  finish: () => undefined,
});

/** `past`: what the machine has gone along already. */
export function recorded(history: History, past?: RunRecord): Driver {
  const recording = new Recording(history.machine, past, undefined, history);
  return {
    isLive: true,
    run: (maxInstructions) => recording.run(maxInstructions),
    requestStop: () => recording.requestStop(),
    fork: ({ events, more }) => recording.cut(events, more),
    finish: () => recording.finish(),
  };
}
