/** Runs a machine along a record and compares: at each checkpoint, and at the end. */
import type { Machine } from '../machine.ts';
import type { MachineEvent } from './event.ts';
import { CHECKPOINT_DIGITS, type RunRecord, runEnd } from './recording.ts';
import { type LogRunner, Replay, type ReplayEnd } from './replay.ts';

export type Verdict =
  | { readonly kind: 'reproduced'; readonly instructions: number }
  /** The states agree at `from` and no longer at `to`; `events` are the logged ones between. */
  | {
      readonly kind: 'differs';
      readonly from: number;
      readonly to: number;
      readonly events: readonly MachineEvent[];
    };

/** Past the end of a run that the guest ended: it is about to. */
const ENDING_INSTRUCTIONS = 1;

export class Reproduction {
  readonly machine: Machine;
  private readonly record: RunRecord;
  private readonly replay: LogRunner;
  /** Checkpoints that agreed. */
  private agreed = 0;

  /** Of a machine that has not run yet; `replay` takes it along the record's events. */
  constructor(machine: Machine, record: RunRecord, replay: LogRunner = new Replay(machine, record.events)) {
    this.machine = machine;
    this.record = record;
    this.replay = replay;
  }

  requestStop(): void {
    this.replay.requestStop();
  }

  private get nextCheckpoint(): number | undefined {
    return this.agreed < this.record.checkpoints.length ? (this.agreed + 1) * this.record.spacing : undefined;
  }

  /** Goes on by at most so many instructions; the verdict once there is one. */
  run(maxInstructions: number): Verdict | undefined {
    const { machine, record } = this;
    const limit = machine.retired() + maxInstructions;
    for (;;) {
      const next = this.nextCheckpoint;
      const target = Math.min(limit, next ?? record.instructions);
      const end = this.replay.runTo(target);
      if (end.kind === 'stopped') return undefined;
      if (end.kind !== 'reached') return this.ended(end);
      if (next !== undefined && machine.retired() === next) {
        if (!this.agrees()) return this.differs(next);
        this.agreed++;
      } else if (next === undefined && machine.retired() === record.instructions) return this.compareEnd();
      if (machine.retired() >= limit) return undefined;
    }
  }

  private agrees(): boolean {
    const hash = this.machine.stateHash().slice(0, CHECKPOINT_DIGITS);
    return hash === this.record.checkpoints[this.agreed];
  }

  /** The guest ended, or waits for ever, or left the log: right only at the very end. */
  private ended(end: ReplayEnd): Verdict {
    const { machine, record } = this;
    const isRight =
      machine.retired() === record.instructions &&
      this.nextCheckpoint === undefined &&
      this.replay.isAtEnd &&
      (end.kind === 'idle' || end.kind === 'ended' || end.kind === 'reboot') &&
      (record.end === undefined || (end.kind !== 'idle' && runEnd(end) === record.end));
    return isRight ? this.compareHash() : this.differs(Math.max(machine.retired(), this.from + 1));
  }

  private compareEnd(): Verdict {
    const { record } = this;
    const left = this.replay.finish();
    if (left) return this.ended(left);
    if (record.end === undefined) return this.compareHash();
    const end = this.replay.runTo(record.instructions + ENDING_INSTRUCTIONS);
    return end.kind === 'reached' ? this.differs(record.instructions) : this.ended(end);
  }

  private compareHash(): Verdict {
    const { record, machine } = this;
    if (machine.stateHash() === record.stateHash)
      return { kind: 'reproduced', instructions: record.instructions };
    return this.differs(record.instructions);
  }

  private get from(): number {
    return this.agreed * this.record.spacing;
  }

  private differs(to: number): Verdict {
    const { from } = this;
    const events = this.record.events.filter(({ at }) => at >= from && at <= to);
    return { kind: 'differs', from, to, events };
  }
}
