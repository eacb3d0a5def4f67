/**
 * A machine with its past: what reached it from outside is logged, its state is kept every so often, and any
 * moment of the run can be gone back to (nearest kept state, then forward along the log).
 *
 * Moments are counts of retired instructions, summed over harts: a count stands for the first moment at which
 * the machine has it. The machine is `live` at the newest moment it has ever reached; before that it is in its
 * past, where `run` replays, wall time stands still, and typing begins another future.
 *
 * Example:
 *   const history = new History((output) => new Machine({ …, output }, plan, host), { output });
 *   history.run(5_000_000);
 *   history.goTo(1_000_000);
 *   finish(stepBack(history, 1));
 */
import { assert } from '../../base/assert.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { MachineEvent } from '../log/event.ts';
import { type LogRunner, Replay, type ReplayEnd } from '../log/replay.ts';
import type { Machine, MachineParts } from '../machine.ts';
import { SnapshotChain } from '../snapshot/chain.ts';
import type { SliceEnd } from '../vcpu/loop.ts';
import { Spacing } from './spacing.ts';
import { type Hit, Stops } from './stops.ts';

type Output = MachineParts['output'];

export interface HistoryOptions {
  /** Takes each byte of console output once, however often its moment is replayed. */
  readonly output: Output;
  /** Instructions from one kept state to the next, at first. */
  readonly intervalInstructions?: number;
  /** The host's clock: keeping states shall take a small part of the time. */
  readonly nowMs?: () => number;
  /** Bytes that kept states may take. */
  readonly budgetBytes?: number;
  /** Told of each logged event; `replaces` when it takes the place of the last one. */
  readonly onEvent?: (event: MachineEvent, replaces: boolean) => void;
  /**
   * Another future begins: of the log `events` are left, of the console the first `consoleBytes` bytes. Where a
   * branch is taken up again, `more` events come after those.
   */
  readonly onFork?: (left: Fork) => void;
  /** What happened to this machine before: it begins in its past. For a new machine only. */
  readonly events?: readonly MachineEvent[];
  /** The count that run ended at, if it went beyond its last event. */
  readonly newestCount?: number;
}

export interface Fork {
  readonly events: number;
  readonly consoleBytes: number;
  readonly more: readonly MachineEvent[];
}

/** A future that another one has taken the place of: all that is needed to have it again. */
export interface Branch {
  /** Where the other future began. */
  readonly at: number;
  readonly newestCount: number;
  readonly events: readonly MachineEvent[];
}

/** Kept with each state. */
interface Moment {
  readonly next: number;
  readonly printed: number;
}

export type TravelEnd = ReplayEnd | { readonly kind: 'hit'; readonly hit: Hit };

const DEFAULT_BUDGET_BYTES = 192 << 20;
/** Futures that can be had again; of more, the oldest is forgotten. */
const MAX_BRANCHES = 8;
const FAR = Number.MAX_SAFE_INTEGER;

const diverged = (count: number): Problem =>
  problem(
    'input',
    'log.diverged',
    'the log',
    `the machine leaves it at ${count} instructions`,
    'use the image and the build that it was made with',
  );

export class History implements LogRunner {
  readonly machine: Machine;
  readonly stops: Stops;
  private readonly options: HistoryOptions;
  private readonly events: MachineEvent[];
  private readonly replay: Replay;
  private readonly chain: SnapshotChain<Moment>;
  private readonly spacing: Spacing;
  /** The newest moment ever reached. */
  private newest = 0;
  /** Console bytes up to the present moment, and those that were passed on. */
  private printed = 0;
  private shown = 0;
  private hit: Hit | undefined;
  private readonly left: Branch[] = [];

  constructor(create: (output: Output) => Machine, options: HistoryOptions) {
    this.options = options;
    this.spacing = new Spacing(options.intervalInstructions, options.nowMs);
    this.events = [...(options.events ?? [])];
    this.machine = create((byte, console) => this.print(byte, console));
    this.newest = Math.max(options.newestCount ?? 0, this.events.at(-1)?.at ?? 0);
    this.replay = new Replay(this.machine, this.events);
    this.chain = new SnapshotChain(this.machine, { next: 0, printed: this.printed });
    this.stops = new Stops(this.machine);
    this.machine.listen((event, replaces) => this.record(event, replaces));
  }

  private print(byte: number, console: Parameters<Output>[1]): void {
    if (this.printed++ < this.shown) return;
    this.shown = this.printed;
    this.options.output(byte, console);
  }

  private record(event: MachineEvent, replaces: boolean): void {
    this.fork();
    if (replaces) this.events.pop();
    this.events.push(event);
    this.replay.next = this.events.length;
    this.options.onEvent?.(event, replaces);
  }

  /** Retired by all harts: where the machine is, and the newest moment it has ever reached. */
  get count(): number {
    return this.machine.retired();
  }

  get newestCount(): number {
    return Math.max(this.newest, this.count);
  }

  get isLive(): boolean {
    return this.replay.isAtEnd && this.count >= this.newest;
  }

  /** All of the log has happened, though the machine may have been further. */
  get isAtEnd(): boolean {
    return this.replay.isAtEnd;
  }

  /** So many events of the log have happened. */
  get happened(): number {
    return this.replay.next;
  }

  /** Everything that reached the machine from outside, in order. */
  get log(): readonly MachineEvent[] {
    return this.events;
  }

  /** Console bytes printed up to the present moment. */
  get consoleBytes(): number {
    return this.printed;
  }

  get keptBytes(): number {
    return this.chain.totalBytes;
  }

  get budgetBytes(): number {
    return this.options.budgetBytes ?? DEFAULT_BUDGET_BYTES;
  }

  /** The counts at which states are kept, ascending. */
  get keptCounts(): readonly number[] {
    return this.chain.points.map(({ count }) => count);
  }

  /** Futures that others took the place of, oldest first. */
  get branches(): readonly Branch[] {
    return this.left;
  }

  /** Makes the present moment the newest: whatever came after it becomes a branch. */
  fork(): void {
    if (this.isLive) return;
    this.leaveFuture([]);
    this.newest = this.count;
  }

  private leaveFuture(more: readonly MachineEvent[]): void {
    const { count, newestCount, events } = this;
    this.left.push({ at: count, newestCount, events: [...events] });
    if (this.left.length > MAX_BRANCHES) this.left.shift();
    this.chain.forgetLater();
    this.shown = this.printed;
    events.splice(this.replay.next, events.length, ...more);
    this.options.onFork?.({ events: this.replay.next, consoleBytes: this.printed, more });
  }

  /** Events that the branch and the present log begin with. */
  commonEvents(branch: Branch): number {
    const index = this.events.findIndex((event, position) => event !== branch.events[position]);
    return index < 0 ? this.events.length : index;
  }

  /** Up to this count the branch and the present log are the same run. */
  commonCount(branch: Branch): number {
    const length = this.commonEvents(branch);
    const here = this.events[length]?.at ?? this.newestCount;
    return Math.min(here, branch.events[length]?.at ?? branch.newestCount, branch.newestCount);
  }

  /** Puts a branch in the place of what comes after now, which is not after {@link commonCount}. */
  adopt(branch: Branch): void {
    assert(this.count <= this.commonCount(branch), 'the branch begins in the past');
    this.leaveFuture(branch.events.slice(this.replay.next));
    this.left.splice(this.left.indexOf(branch), 1);
    this.newest = branch.newestCount;
  }

  /** As `Machine.run`: forward, along the log while there is one. Ends where a breakpoint or watchpoint is hit. */
  run(maxInstructions: number): SliceEnd | { readonly kind: 'hit'; readonly hit: Hit } {
    const target = this.count + maxInstructions;
    const end = this.stops.isEmpty ? this.forward(target) : this.continue(target);
    switch (end.kind) {
      case 'reached':
      case 'stopped':
        return { kind: 'budget' };
      case 'diverged':
        return { kind: 'ended', reason: 'error', code: 1, problem: diverged(end.at) };
      default:
        return end;
    }
  }

  /** As `Machine.pace`; in its past the machine has no wall clock. */
  pace(wallNs: number): void {
    if (this.isLive) this.machine.pace(wallNs);
  }

  inputRoom(): number {
    return this.machine.inputRoom();
  }

  /** Typing in the past begins another future. */
  input(bytes: Uint8Array): number {
    if (bytes.length > 0 && this.inputRoom() > 0) this.fork();
    return this.machine.input(bytes);
  }

  /** For answers given inside `output`, which is called for new bytes only. */
  scheduleInput(bytes: Uint8Array, firstDelayNs: number, gapNs: number): void {
    this.machine.scheduleInput(bytes, firstDelayNs, gapNs);
  }

  requestStop(): void {
    this.replay.requestStop();
  }

  /** Forward to the first moment of a count, keeping states on the way. */
  private forward(count: number): ReplayEnd {
    while (this.count < count) {
      const index = this.chain.indexAfter(this.count);
      const next =
        index === undefined ? this.spacing.next(this.chain.points.at(-1)?.count ?? 0) : this.keptCount(index);
      const end = this.replay.runTo(Math.min(count, Math.max(next, this.count + 1)));
      this.newest = Math.max(this.newest, this.count);
      if (end.kind !== 'reached') return end;
      if (index === undefined) {
        if (this.count >= next) this.keep();
      } else if (this.count === next) this.chain.arrive(index);
    }
    return { kind: 'reached' };
  }

  private keptCount(index: number): number {
    return this.chain.points[index]?.count ?? 0;
  }

  /** Keeps the present state, if the machine stands at the first moment of its count. */
  keep(): void {
    if (this.machine.standing !== 'settled' || this.count <= this.keptCount(this.chain.indexAt(this.count)))
      return;
    this.spacing.timed(this.count, () => {
      this.chain.capture({ next: this.replay.next, printed: this.printed });
      this.chain.shrinkTo(this.budgetBytes);
    });
  }

  /** To the so-many-th of {@link keptCounts}. */
  restore(index: number): void {
    const { next, printed } = this.chain.restore(index);
    this.replay.next = next;
    this.printed = printed;
    this.stops.look();
  }

  /** The latest of {@link keptCounts} that is not above a count. */
  keptBefore(count: number): number {
    return this.chain.indexAt(count);
  }

  /** Goes to the first moment of a count, at most the newest. */
  goTo(count: number): ReplayEnd {
    this.newest = this.newestCount;
    const target = Math.max(this.keptCount(0), Math.min(count, this.newest));
    const index = this.chain.indexAt(target);
    const from = this.keptCount(index);
    if (this.count >= target || this.count < from) this.restore(index);
    return this.unstopped(() => this.forward(target));
  }

  /** Goes to the newest moment: everything that is in the log has happened. */
  goToNewest(): ReplayEnd {
    const end = this.unstopped(() => this.forward(this.newestCount));
    if (end.kind !== 'reached') return end;
    return this.replay.finish() ?? end;
  }

  private unstopped(work: () => ReplayEnd): ReplayEnd {
    this.disarm();
    const end = work();
    this.stops.look();
    return end;
  }

  disarm(): void {
    this.machine.afterPiece = undefined;
    this.stops.arm(false);
  }

  /** Forward along the log, whatever breakpoints are set. */
  runTo(count: number): ReplayEnd {
    return this.unstopped(() => this.forward(count));
  }

  finish(): ReplayEnd | undefined {
    return this.replay.finish();
  }

  /** Retires so many instructions, along the log while there is one. */
  step(instructions = 1): ReplayEnd {
    return this.unstopped(() => this.forward(this.count + instructions));
  }

  /** Forward until a breakpoint or watchpoint is hit, or the count is reached. */
  continue(count = FAR): TravelEnd {
    this.stops.look();
    const end = this.search(count);
    this.disarm();
    return end;
  }

  /** The next hit up to a count, breakpoints left armed; one where the machine stands now is none. */
  search(count: number): TravelEnd {
    this.machine.afterPiece = () => {
      this.hit ??= this.stops.check();
      if (this.hit || this.stops.isAtOffset) this.replay.requestStop();
    };
    this.hit = undefined;
    let over = this.stops.isAtOffset;
    while (this.count < count) {
      this.stops.arm(!over);
      const end = this.forward(over ? this.count + 1 : count);
      if (this.hit) return { kind: 'hit', hit: this.hit };
      if (end.kind !== 'stopped' && !(over && end.kind === 'reached')) return end;
      // Sent back by an address that only looks like a breakpoint.
      over = this.stops.isAtOffset;
    }
    const hit = this.stops.breakpointHere();
    return hit ? { kind: 'hit', hit } : { kind: 'reached' };
  }
}
