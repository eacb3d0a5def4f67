/**
 * Runs a machine along its log: each event at its exact place. Past the last event the machine just runs.
 *
 * A count stands for the first moment at which the machine has it, before the events there: `runTo(count)`
 * stops at that moment, so that states can be compared by count alone.
 */
import type { MachineEnd, SliceEnd } from '../vcpu/loop.ts';
import type { Machine } from '../machine.ts';
import type { MachineEvent } from './event.ts';

export type ReplayEnd =
  /** The count is reached. */
  | { readonly kind: 'reached' }
  /** A stop was asked for on the way. */
  | { readonly kind: 'stopped' }
  /** Every hart waits, and the log has no more. */
  | { readonly kind: 'idle'; readonly waitNs: number | undefined }
  | { readonly kind: 'reboot' }
  | MachineEnd
  /** The machine does not go the way of its log: another image, or a defect. */
  | { readonly kind: 'diverged'; readonly at: number };

/** Takes a machine along a log: a {@link Replay}, or what keeps a machine's past meanwhile. */
export interface LogRunner {
  /** True once every event has happened. */
  readonly isAtEnd: boolean;
  /** To the first moment of a count; what happens at that count has not happened then. */
  runTo(count: number): ReplayEnd;
  /** Has {@link runTo} return after the piece in progress. */
  requestStop(): void;
  /** Performs whatever stands at this count, and at the wait that follows it, and nothing beyond. */
  finish(): ReplayEnd | undefined;
}

/** Slices in a row that retire nothing before the driver gets its turn: the guest traps for ever. */
const MAX_EMPTY_SLICES = 20;
const FAR = Number.MAX_SAFE_INTEGER;

export class Replay implements LogRunner {
  /** Index of the next event. */
  next = 0;
  private readonly machine: Machine;
  private readonly events: readonly MachineEvent[];
  private stopRequested = false;

  /** Events may be added at the end while this runs. */
  constructor(machine: Machine, events: readonly MachineEvent[]) {
    this.machine = machine;
    this.events = events;
  }

  /** True once every event has happened. */
  get isAtEnd(): boolean {
    return this.next >= this.events.length;
  }

  /** Makes {@link runTo} return after the piece in progress. */
  requestStop(): void {
    this.stopRequested = true;
    this.machine.requestStop();
  }

  /** Runs to the first moment of a count; what happens at that count has not happened then. */
  runTo(count: number): ReplayEnd {
    this.stopRequested = false;
    let empty = 0;
    while (this.machine.retired() < count) {
      const before = this.machine.retired();
      if (this.happenHere()) continue;
      const event = this.events[this.next];
      // Where every hart is to wait, one instruction more would be one too many.
      const limit = Math.min(count, event ? event.at + (event.idle ? 1 : 0) : FAR);
      if (event && event.at < before) return { kind: 'diverged', at: before };
      const end = this.machine.run(limit - before);
      const stop = this.afterSlice(end, event);
      if (stop) return stop;
      empty = this.machine.retired() === before && end.kind !== 'idle' ? empty + 1 : 0;
      if (empty > MAX_EMPTY_SLICES) return { kind: 'stopped' };
    }
    const missed = (this.events[this.next]?.at ?? count) < count;
    return this.machine.retired() === count && !missed
      ? { kind: 'reached' }
      : { kind: 'diverged', at: count };
  }

  /** Performs the next event if it stands at this count and does not need every hart to wait. */
  private happenHere(): boolean {
    const event = this.events[this.next];
    if (!event || event.idle || event.at !== this.machine.retired()) return false;
    this.perform(event);
    return true;
  }

  private perform(event: MachineEvent): void {
    this.next++;
    this.machine.replay(event);
  }

  private afterSlice(end: SliceEnd, event: MachineEvent | undefined): ReplayEnd | undefined {
    if (end.kind === 'idle') {
      if (!event) return end;
      if (!event.idle || event.at !== this.machine.retired()) {
        return { kind: 'diverged', at: this.machine.retired() };
      }
      this.perform(event);
      return undefined;
    }
    if (end.kind !== 'budget') return end;
    return this.stopRequested ? { kind: 'stopped' } : undefined;
  }

  /** Performs whatever stands at this count, and at the wait that follows it, and nothing beyond. */
  finish(): ReplayEnd | undefined {
    while (!this.isAtEnd) {
      if (this.happenHere()) continue;
      const event = this.events[this.next];
      if (!event || event.at !== this.machine.retired())
        return { kind: 'diverged', at: this.machine.retired() };
      const stop = this.afterSlice(this.machine.run(1), event);
      if (stop) return stop;
    }
    return undefined;
  }
}
