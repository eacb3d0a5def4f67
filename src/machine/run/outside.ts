/**
 * The world outside as one machine sees it: typed bytes and, in real time, the wall clock. Everything that comes
 * in here is an event at an exact count, told to whoever records it, so that every run can be replayed.
 *
 * A count alone must say where an event applies. So outside events wait while the machine stands elsewhere than
 * at the first moment of its count: after a stop in the middle of a slice, where traps may have been taken
 * since the last retired instruction. The next slice ends that.
 */
import type { MachineEvent, OutsideAction } from '../log/event.ts';
import type { VirtualClock } from './clock.ts';
import type { GuestConsole } from './guest-console.ts';
import { Pacer } from './pacer.ts';

/** Where a machine stands between two slices: see above. */
export type Standing = 'settled' | 'idle' | 'between';

export interface OutsideHost {
  readonly clock: VirtualClock;
  readonly console: GuestConsole;
  /** Retired by all harts so far, in the middle of a piece too. */
  totalNow(): number;
  nowNs(): bigint;
  /** When something happens by itself next. */
  nextHappeningNs(): bigint | undefined;
  resizeConsole(columns: number, rows: number): void;
}

/** Told of each event; `replaces` when the event takes the place of the last one. */
export type EventListener = (event: MachineEvent, replaces: boolean) => void;

export class Outside {
  readonly listeners = new Set<EventListener>();
  private stands: Standing = 'settled';
  /** The last event, if there was one since the machine last ran, was told as one for a machine that waits. */
  private toldIdle: boolean | undefined;
  private readonly pacer: Pacer;
  private readonly host: OutsideHost;
  /** Wall time at which virtual time was 0; found out at the first fit after a jump of our own. */
  private wallOffsetNs: number | undefined = 0;
  /** The last event was a jump during which nothing happened: a further one takes its place. */
  private quietJump = false;

  constructor(host: OutsideHost) {
    this.host = host;
    this.pacer = new Pacer(host.clock, {
      jump: (_count, toNs) => this.jump(toNs),
      setRate: (_count, rate) => this.act({ kind: 'rate', rate }),
    });
  }

  get standing(): Standing {
    return this.stands;
  }

  /** The machine has run, or is about to. */
  stand(standing: Standing): void {
    this.stands = standing;
    this.toldIdle = undefined;
  }

  get isOpen(): boolean {
    return this.stands !== 'between';
  }

  /** Every hart waits: the wall time since the last fit says nothing about speed. */
  noteIdle(): void {
    this.pacer.noteIdle();
  }

  /** Something went on in the machine. */
  noteProgress(): void {
    this.quietJump = false;
  }

  /** Something comes in now. */
  act(action: OutsideAction): void {
    this.quietJump = false;
    this.perform(action);
    this.tell(action, false);
  }

  /** What a listener was told once, again: nobody is told, and what follows in this pause comes second. */
  performAgain(action: OutsideAction): void {
    this.perform(action);
    this.toldIdle ??= this.stands === 'idle';
  }

  private perform(action: OutsideAction): void {
    const { clock, console } = this.host;
    const now = this.host.totalNow();
    switch (action.kind) {
      case 'input':
        console.schedule(action.bytes, this.host.nowNs() + BigInt(action.delayNs), BigInt(action.gapNs));
        return;
      case 'jump':
        clock.jump(now, BigInt(action.toUs) * 1000n);
        return;
      case 'rate':
        clock.setRate(now, action.rate);
        return;
      case 'resize':
        this.host.resizeConsole(action.columns, action.rows);
    }
  }

  /** Of several events in one pause only the first has to wait for the machine to wait. */
  private tell(action: OutsideAction, replaces: boolean): void {
    const isFirst = this.toldIdle === undefined || (replaces && this.toldIdle);
    const idle = this.stands === 'idle' && isFirst;
    this.toldIdle = idle;
    const event = { ...action, at: this.host.totalNow(), idle };
    for (const listener of this.listeners) listener(event, replaces);
  }

  private jump(toNs: bigint): void {
    const toUs = Math.ceil(Number(toNs) / 1000);
    const action = { kind: 'jump', toUs } as const;
    if (BigInt(toUs) * 1000n <= this.host.nowNs()) return;
    const replaces = this.quietJump && this.stands === 'idle';
    this.perform(action);
    this.tell(action, replaces);
    const nextNs = this.host.nextHappeningNs();
    this.quietJump = nextNs === undefined || nextNs > this.host.nowNs();
  }

  /** Fits virtual time to `wallNs` of running wall time; `idle` while every hart waits. */
  pace(wallNs: number, idle: boolean): void {
    if (!this.isOpen) return;
    this.wallOffsetNs ??= wallNs - Number(this.host.nowNs());
    this.pacer.fit(wallNs - this.wallOffsetNs, this.host.totalNow(), idle);
  }

  /** Virtual time was set by a snapshot: the next fit takes it as right. */
  forgetWallTime(): void {
    this.wallOffsetNs = undefined;
    this.quietJump = false;
  }
}
