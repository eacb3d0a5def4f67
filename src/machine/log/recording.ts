/**
 * A machine whose run is written down: events, and the state hash at evenly spaced counts. A run of unknown
 * length has few enough checkpoints because their spacing doubles whenever there are too many.
 *
 * Memory is bounded: once {@link RecordingLimits} are reached the record stands as it is at that moment, and the
 * machine goes on unrecorded.
 */
import type { Machine } from '../machine.ts';
import type { SliceEnd } from '../vcpu/loop.ts';
import type { MachineEvent } from './event.ts';

/** What a run can be compared with. */
export interface RunRecord {
  readonly events: readonly MachineEvent[];
  /** Retired by all harts at the end. */
  readonly instructions: number;
  readonly stateHash: string;
  /** How the guest ended the run; undefined where it was stopped. */
  readonly end: RunEnd | undefined;
  /** The first bytes of the hash, as hex, at each multiple of `spacing` before the end. */
  readonly checkpoints: readonly string[];
  readonly spacing: number;
}

/** What a machine that goes on from the end of a record brings along. */
export type RecordedPast = Pick<RunRecord, 'events' | 'checkpoints' | 'spacing' | 'end'>;

/** What a recording runs: a machine, or one with its past, in which it may have gone back. */
export interface Runner {
  run(maxInstructions: number): SliceEnd | { readonly kind: 'hit' };
  requestStop(): void;
  /** The host's clock, where checkpoints shall take a small part of the time. */
  readonly nowMs?: () => number;
  /** So many events of the log have happened by now; undefined where all have. */
  readonly happened?: number;
}

export interface RecordingLimits {
  readonly maxEvents: number;
  readonly maxTypedBytes: number;
}

export type RunEnd = 'poweroff' | 'tohost' | 'finisher' | 'reset';

const MAX_CHECKPOINTS = 64;
/** Hex digits of a checkpoint: 4 bytes of the hash. */
export const CHECKPOINT_DIGITS = 8;
const FIRST_SPACING = 4096;
const NO_PAST: RecordedPast = { events: [], checkpoints: [], spacing: FIRST_SPACING, end: undefined };
/** What a link's file may hold, with room for what comes in at once. An hour of typing logs about 10,000 events. */
const DEFAULT_LIMITS: RecordingLimits = { maxEvents: 60_000, maxTypedBytes: 1 << 20 };
/** Instructions between two hashes for each page that they are over: keeps a boot within 1.3 times of what it costs unrecorded. */
const INSTRUCTIONS_PER_PAGE = 1024;

/** Where there is a clock: checkpoints may take so long, and one part in so many of the run besides. */
const CHECKPOINTS_MS = 150;
const SHARE = 6;

/** How a slice's end shows in a record. */
export function runEnd(end: SliceEnd): RunEnd | undefined {
  if (end.kind === 'reboot') return 'reset';
  return end.kind === 'ended' && end.reason !== 'error' ? end.reason : undefined;
}

export class Recording {
  readonly machine: Machine;
  private readonly runner: Runner;
  private readonly limits: RecordingLimits;
  private readonly events: MachineEvent[];
  private checkpoints: readonly string[];
  private spacing: number;
  private typedBytes = 0;
  /** The clock at the first checkpoint, and what all of them took. */
  private startedMs: number | undefined;
  private spentMs = 0;
  private end: RunEnd | undefined;
  private broke = false;
  private stopped = false;
  /** The record of a run that reached the limits, as it was then. */
  private full: RunRecord | undefined;

  /** Of a machine that has not run yet, or has just come to the end of the record that `past` is of. */
  constructor(
    machine: Machine,
    past: RecordedPast = NO_PAST,
    limits: RecordingLimits = DEFAULT_LIMITS,
    runner: Runner = machine,
  ) {
    this.machine = machine;
    this.runner = runner;
    this.limits = limits;
    this.events = [...past.events];
    this.checkpoints = past.checkpoints;
    this.spacing = past.spacing;
    this.end = past.end;
    this.passOver(machine.retired());
    for (const event of this.events) this.weigh(event);
    machine.listen((event, replaces) => {
      if (this.full) return;
      if (replaces) this.events.pop();
      this.events.push(event);
      this.weigh(event);
    });
  }

  private weigh(event: MachineEvent): void {
    if (event.kind === 'input') this.typedBytes += event.bytes.length;
  }

  private get isFull(): boolean {
    return this.events.length >= this.limits.maxEvents || this.typedBytes >= this.limits.maxTypedBytes;
  }

  /** As `Machine.run`. */
  run(maxInstructions: number): ReturnType<Runner['run']> {
    if (!this.full && this.isFull) this.full = this.finish();
    return this.full ? this.runner.run(maxInstructions) : this.runRecorded(maxInstructions);
  }

  private runRecorded(maxInstructions: number): ReturnType<Runner['run']> {
    const { machine, runner } = this;
    const limit = machine.retired() + maxInstructions;
    this.stopped = false;
    this.passOver(machine.retired());
    for (;;) {
      const next = (this.checkpoints.length + 1) * this.spacing;
      const end = runner.run(Math.min(limit, next) - machine.retired());
      if (end.kind === 'hit') return end;
      if (end.kind === 'ended' || end.kind === 'reboot') {
        this.end = runEnd(end);
        this.broke = this.end === undefined;
        return end;
      }
      if (machine.retired() === next && machine.standing !== 'between') this.takeCheckpoint();
      if (end.kind === 'idle' || this.stopped || machine.retired() >= limit) return end;
      if (machine.standing === 'between') return end;
    }
  }

  requestStop(): void {
    this.stopped = true;
    this.runner.requestStop();
  }

  private takeCheckpoint(): void {
    const startMs = this.runner.nowMs?.();
    this.checkpoints = [...this.checkpoints, this.machine.stateHash().slice(0, CHECKPOINT_DIGITS)];
    const least = this.machine.hashedPages * INSTRUCTIONS_PER_PAGE;
    while (this.checkpoints.length > MAX_CHECKPOINTS || this.spacing < least) this.thinOut();
    const endMs = this.runner.nowMs?.();
    if (startMs === undefined || endMs === undefined) return;
    this.startedMs ??= startMs;
    this.spentMs += endMs - startMs;
    // A guest that writes all its memory again and again would be hashed for longer than it runs.
    if (this.spentMs > CHECKPOINTS_MS + (endMs - this.startedMs) / SHARE) this.thinOut();
  }

  /** A count that cannot be hashed any more is between two checkpoints. */
  private passOver(count: number): void {
    while ((this.checkpoints.length + 1) * this.spacing <= count) this.thinOut();
  }

  /** Another future begins where the machine stands: of the events so many are left, and `more` come after them. */
  cut(left: number, more: readonly MachineEvent[] = []): void {
    this.events.splice(left, this.events.length, ...more);
    this.checkpoints = this.checkpoints.slice(0, Math.floor(this.machine.retired() / this.spacing));
    this.typedBytes = 0;
    for (const event of this.events) this.weigh(event);
  }

  private thinOut(): void {
    this.checkpoints = this.checkpoints.filter((_, index) => index % 2 === 1);
    this.spacing *= 2;
  }

  /** For a machine that goes on from the present state elsewhere; undefined if the run is not recorded to here. */
  past(): RecordedPast | undefined {
    if (this.full || this.machine.hasEnded) return undefined;
    const { events, checkpoints, spacing } = this;
    return { events: [...events], checkpoints, spacing, end: undefined };
  }

  /**
   * What was recorded until now, or until the limits were reached. Where the machine was stopped between two counts
   * it first goes on to the next one. Undefined if it broke.
   */
  finish(): RunRecord | undefined {
    if (this.full) return this.full;
    const { machine } = this;
    while (machine.standing === 'between' && !machine.hasEnded) this.runRecorded(1);
    if (machine.hasEnded && this.broke) return undefined;
    const instructions = machine.retired();
    return {
      events: this.events.slice(0, this.runner.happened),
      instructions,
      stateHash: machine.stateHash(),
      end: machine.hasEnded ? this.end : undefined,
      checkpoints: this.checkpoints.slice(0, Math.floor(instructions / this.spacing)),
      spacing: this.spacing,
    };
  }
}
