/** What a machine holds outside shared memory and disks: the part of a snapshot that is not a copy of bytes. */
import type { ClockLine } from './clock.ts';
import type { ScheduledBytes } from './console-input.ts';
import type { PendingEvent } from './events.ts';
import type { ActiveConsole } from './guest-console.ts';

export interface RunState {
  /** Retired, by all harts and by each. */
  readonly total: number;
  readonly retired: readonly number[];
  readonly clock: ClockLine;
  readonly events: readonly PendingEvent[];
  readonly activeConsole: ActiveConsole;
  readonly input: readonly ScheduledBytes[];
  readonly turn: { readonly hart: number; readonly used: number };
}
