/**
 * A machine whose run is written down: events, and the state hash at evenly spaced counts. A run of unknown
 * length has few enough checkpoints because their spacing doubles whenever there are too many.
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

export type RunEnd = 'poweroff' | 'tohost' | 'finisher' | 'reset';

const MAX_CHECKPOINTS = 64;
/** Hex digits of a checkpoint: 4 bytes of the hash. */
export const CHECKPOINT_DIGITS = 8;
const FIRST_SPACING = 4096;
/** Instructions between two hashes for each page that they are over: keeps a boot within 1.3 times of what it costs unrecorded. */
const INSTRUCTIONS_PER_PAGE = 1024;

/** How a slice's end shows in a record. */
export function runEnd(end: SliceEnd): RunEnd | undefined {
  if (end.kind === 'reboot') return 'reset';
  return end.kind === 'ended' && end.reason !== 'error' ? end.reason : undefined;
}

export class Recording {
  readonly machine: Machine;
  private readonly events: MachineEvent[] = [];
  private checkpoints: string[] = [];
  private spacing = FIRST_SPACING;
  private end: RunEnd | undefined;
  private broke = false;
  private stopped = false;

  /** Of a machine that has not run yet. */
  constructor(machine: Machine) {
    this.machine = machine;
    machine.listen((event, replaces) => {
      if (replaces) this.events.pop();
      this.events.push(event);
    });
  }

  /** As `Machine.run`. */
  run(maxInstructions: number): SliceEnd {
    const { machine } = this;
    const limit = machine.retired() + maxInstructions;
    this.stopped = false;
    for (;;) {
      const next = (this.checkpoints.length + 1) * this.spacing;
      const end = machine.run(Math.min(limit, next) - machine.retired());
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
    this.machine.requestStop();
  }

  private takeCheckpoint(): void {
    this.checkpoints.push(this.machine.stateHash().slice(0, CHECKPOINT_DIGITS));
    const least = this.machine.hashedPages * INSTRUCTIONS_PER_PAGE;
    while (this.checkpoints.length > MAX_CHECKPOINTS || this.spacing < least) {
      this.checkpoints = this.checkpoints.filter((_, index) => index % 2 === 1);
      this.spacing *= 2;
    }
  }

  /**
   * What was recorded. Where the machine was stopped between two counts it first goes on to the next one.
   * Undefined if it broke.
   */
  finish(): RunRecord | undefined {
    const { machine } = this;
    while (machine.standing === 'between' && this.end === undefined && !this.broke) this.run(1);
    if (this.broke) return undefined;
    return {
      events: [...this.events],
      instructions: machine.retired(),
      stateHash: machine.stateHash(),
      end: this.end,
      checkpoints: this.checkpoints,
      spacing: this.spacing,
    };
  }
}
