/**
 * The life of a vCPU thread: run the machine in slices, and between two slices look at what others want.
 *
 * A slice is about 2 ms, which bounds how late a request is served; every 8 ms the thread gives its event loop
 * a turn. With nothing to run it sleeps in `Atomics.wait`, always with a finite timeout. Console output goes
 * to a ring; when that is full the thread sleeps inside the guest's own store, so that to the guest no time
 * passes: nothing is dropped and nothing is queued without limit. Where machine and page's end of it live in one
 * thread, nobody else could empty the ring or end a sleep: there the machine stops before the ring is full, and
 * sleeping is a promise. The clock and the event loop come from the host, so the whole loop runs in a unit test.
 */
import type { Problem } from '../../base/problem.ts';
import type { VcpuChannel } from './channel.ts';
import { ActiveClock } from './active-clock.ts';
import { SpeedLimit } from './speed-limit.ts';
import { type Effort, type SpentNs, TimeUse } from './time-use.ts';

const SLICE_TARGET_MS = 2;
const MIN_SLICE_INSTRUCTIONS = 1_000;
const MAX_SLICE_INSTRUCTIONS = 20_000_000;
const FIRST_SLICE_INSTRUCTIONS = 100_000;
const YIELD_EVERY_MS = 8;
/** The longest sleep; infinite waits were seen to hang. */
const MAX_SLEEP_MS = 100;
/** At most ten clock corrections and ten statistics reports a second. */
const PACE_EVERY_MS = 100;
const REPORT_EVERY_MS = 100;
/** Without a thread of its own, the machine stops when the ring has less room than this. */
const OUTPUT_RESERVE_BYTES = 8 * 1024;
/** A gap in the thread's life that is told: the computer slept. */
const MIN_REPORTED_GAP_MS = 30_000;
/** A step that is over sooner is never said to run: a button would change its name under the finger. */
const SHORT_STEP_MS = 250;
/** A long step gives way to requests this often. */
const MAX_STEP_SLICE_INSTRUCTIONS = 1_000_000;

/** Why a slice ended. */
export type SliceEnd =
  | { readonly kind: 'budget' }
  /** Every hart waits: for input alone, or for at most `waitNs` of guest time as well. */
  | { readonly kind: 'idle'; readonly waitNs: number | undefined }
  /** The guest asked for a restart. */
  | { readonly kind: 'reboot' }
  | MachineEnd;

/** The guest is over; only a restart follows. */
export interface MachineEnd {
  readonly kind: 'ended';
  readonly reason: 'poweroff' | 'tohost' | 'finisher' | 'error';
  /** 0 is success. */
  readonly code: number;
  readonly problem?: Problem;
}

/** What the loop needs of a machine. */
export interface RunnableMachine<Stats> {
  /** Retires at most `maxInstructions`, exactly that many if the end is 'budget'; `hit`: it is to be paused. */
  run(maxInstructions: number): SliceEnd | { readonly kind: 'hit' };
  /** Does a piece of what was asked of the machine's past. */
  travel(): 'nothing' | 'under way' | 'done';
  /** The guest is over. */
  hasEnded(): boolean;
  /** Takes leading bytes of console input and returns how many. */
  input(bytes: Uint8Array): number;
  /** Room for console input in bytes. */
  inputRoom(): number;
  /** Tells the guest the terminal's size; false if it can't be told just now. */
  resize(columns: number, rows: number): boolean;
  /** Fits guest time to `wallNs` of running wall time. */
  pace(wallNs: number): void;
  /** Instructions retired since the machine was made, summed over harts. */
  retired(): number;
  /** Called while it runs: `run` returns after the present instruction. */
  requestStop(): void;
  /** What it counted up to now, for where time goes. */
  effort(): Effort;
  stats(spentNs: SpentNs): Stats;
}

/** A guest that waits for an event is running. */
export type VcpuState = 'running' | 'paused' | 'ended';

export type VcpuReport<Stats> =
  /** The output ring has bytes. Sent once until the reader clears `outputAnnounced`. */
  | { readonly kind: 'output' }
  | { readonly kind: 'state'; readonly state: VcpuState; readonly stepsServed: number }
  | { readonly kind: 'restarted'; readonly byGuest: boolean }
  | { readonly kind: 'ended'; readonly end: MachineEnd }
  /** The running machine stood still for so long and its clock did not go on: the computer slept. */
  | { readonly kind: 'gap'; readonly gapMs: number }
  | { readonly kind: 'stats'; readonly stats: Stats };

export interface VcpuHost<Stats> {
  /** Monotonic wall time. */
  nowMs(): number;
  /** Lets the thread's event loop have a turn; false when the loop shall end. */
  yieldToEvents(): Promise<boolean>;
  report(report: VcpuReport<Stats>): void;
  /** Set where the thread has other duties and must not block. */
  readonly shared?: SharedThread;
}

export interface SharedThread {
  /** Resolves when something is wanted of the machine, after at most `timeoutMs`. */
  sleep(timeoutMs: number): Promise<void>;
  /** Empties the output ring at once, whoever may have to wait for it. */
  overflow(): void;
}

/** Tells the reader of the output ring once that there is something to read. */
function announceOutput<Stats>(channel: VcpuChannel, host: VcpuHost<Stats>): void {
  channel.output.publish();
  if (channel.output.available() > 0 && channel.outputAnnounced.exchange(1) === 0)
    host.report({ kind: 'output' });
}

/** Where a machine's console bytes go: sleeps in shared memory while the ring is full. */
function consoleSink<Stats>(
  channel: VcpuChannel,
  host: VcpuHost<Stats>,
  time: TimeUse,
): (byte: number) => void {
  return (byte) => {
    while (!channel.output.stage(byte)) {
      const seen = channel.drained.load();
      announceOutput(channel, host);
      channel.beat.bump();
      if (channel.output.room() > 0) continue;
      if (host.shared) host.shared.overflow();
      else time.holding(() => channel.drained.sleep(seen, MAX_SLEEP_MS));
    }
  };
}

/** Makes a machine whose console bytes go to `output`. Called again for every restart. */
export type CreateMachine<Stats> = (output: (byte: number) => void) => RunnableMachine<Stats>;

/** Runs machines made by `create` until the host ends the loop. */
export async function runVcpu<Stats>(
  create: CreateMachine<Stats>,
  channel: VcpuChannel,
  host: VcpuHost<Stats>,
): Promise<void> {
  const loop = new VcpuLoop(create, channel, host);
  let lastYieldMs = host.nowMs();
  for (;;) {
    await loop.turn();
    if (host.nowMs() - lastYieldMs < YIELD_EVERY_MS) continue;
    if (!(await host.yieldToEvents())) return;
    lastYieldMs = host.nowMs();
  }
}

class VcpuLoop<Stats> {
  private readonly create: () => RunnableMachine<Stats>;
  private readonly channel: VcpuChannel;
  private readonly host: VcpuHost<Stats>;
  private readonly clock = new ActiveClock();
  private readonly time: TimeUse;
  private readonly limit = new SpeedLimit();
  private readonly scratch = new Uint8Array(4096);
  private machine: RunnableMachine<Stats>;
  private state: VcpuState = 'paused';
  private ended = false;
  /** Somewhere in its past: whoever waits for it is shown how far it is. */
  private isTravelling = false;
  private budget = FIRST_SLICE_INSTRUCTIONS;
  /** Requests may have been made before this thread began: the channel's first is number 1. */
  private resetsServed = 0;
  private stepsServed = 0;
  /** The terminal's size as this machine knows it. */
  private toldSize = 0;
  private lastPaceMs: number;
  private lastReportMs: number;

  constructor(create: CreateMachine<Stats>, channel: VcpuChannel, host: VcpuHost<Stats>) {
    this.time = new TimeUse(() => host.nowMs());
    const sink = consoleSink(channel, host, this.time);
    this.create = () => create(host.shared ? this.sparing(sink) : sink);
    this.channel = channel;
    this.host = host;
    this.machine = this.create();
    this.lastPaceMs = host.nowMs();
    this.lastReportMs = host.nowMs();
    this.announceState();
  }

  /** Stops the machine in time, where nobody could make room while it runs. */
  private sparing(sink: (byte: number) => void): (byte: number) => void {
    return (byte) => {
      sink(byte);
      if (this.isCrowded()) this.machine.requestStop();
    };
  }

  private isCrowded(): boolean {
    return this.channel.output.room() < OUTPUT_RESERVE_BYTES;
  }

  private async sleep(seen: number, timeoutMs: number, isHeld = false): Promise<void> {
    const { channel, host, time } = this;
    time.kept();
    if (!host.shared) channel.wake.sleep(seen, timeoutMs);
    else if (channel.wake.load() === seen) await host.shared.sleep(timeoutMs);
    if (this.state === 'running' && !isHeld) time.waited();
    else time.paused();
  }

  private run(maxInstructions: number): ReturnType<RunnableMachine<Stats>['run']> {
    const { machine, time } = this;
    const before = machine.effort();
    time.kept();
    const end = machine.run(maxInstructions);
    time.ran(before, machine.effort());
    return end;
  }

  /** Serves one request, or runs one slice, or sleeps. */
  async turn(): Promise<void> {
    const { channel } = this;
    channel.beat.bump();
    const gapMs = this.clock.takeGapMs(this.host.nowMs());
    if (gapMs > MIN_REPORTED_GAP_MS) this.host.report({ kind: 'gap', gapMs });
    // Read before the words below: whatever is asked after this line ends the sleep at once.
    const seen = channel.wake.load();
    const running = channel.running.load() === 1;
    if (channel.resetRequest.load() !== this.resetsServed) {
      this.resetsServed = channel.resetRequest.load();
      this.restart(false);
    }
    const travelled = this.machine.travel();
    this.isTravelling = travelled === 'under way';
    if (travelled !== 'nothing') {
      announceOutput(channel, this.host);
      // A machine that has ended lives in its past.
      this.ended = this.machine.hasEnded();
      if (!running) this.enter(this.ended ? 'ended' : 'paused', travelled === 'done');
    } else if (channel.stepRequest.load() !== this.stepsServed) await this.step();
    else if (running && !this.ended) await this.slice(seen);
    else {
      this.enter(this.ended ? 'ended' : 'paused');
      await this.sleep(seen, MAX_SLEEP_MS);
    }
    this.reportInTime();
  }

  private async slice(seen: number): Promise<void> {
    this.enter('running');
    if (this.host.shared && this.isCrowded()) {
      announceOutput(this.channel, this.host);
      if (this.isCrowded()) return this.sleep(seen, MAX_SLEEP_MS);
    }
    this.feedInput();
    this.tellSize();
    const startedMs = this.host.nowMs();
    if (startedMs - this.lastPaceMs >= PACE_EVERY_MS) this.pace();
    const speed = this.channel.speed.load() >>> 0;
    const allowed = speed === 0 ? this.budget : this.limit.allow(speed, startedMs);
    if (allowed === 0) return this.hold(seen, this.limit.waitMs(speed));
    const before = this.machine.retired();
    const end = this.run(Math.min(this.budget, allowed));
    const done = this.machine.retired() - before;
    if (speed !== 0) this.limit.spend(done);
    if (done >= this.budget) this.fitBudget(this.host.nowMs() - startedMs);
    this.finish(end);
    if (end.kind === 'idle' && this.channel.input.available() === 0) await this.sleepIdle(seen, end.waitNs);
  }

  /** Between two portions of a limited speed: to the guest no time passes. */
  private async hold(seen: number, timeoutMs: number): Promise<void> {
    this.clock.setActive(false, this.host.nowMs());
    await this.sleep(seen, Math.min(timeoutMs, MAX_SLEEP_MS), true);
    this.clock.setActive(true, this.host.nowMs());
  }

  /**
   * Retires what the latest request asks for. A guest that waits for nothing but input ends it early, and so do Run,
   * Pause, and the next request while the guest sleeps: its next timer may be minutes away.
   */
  private async step(): Promise<void> {
    const { channel } = this;
    const request = channel.stepRequest.load();
    let left = Number(channel.stepCount());
    const startedMs = this.host.nowMs();
    while (left > 0 && !this.ended && channel.resetRequest.load() === this.resetsServed) {
      // Read before what may end the step: whatever is asked after this line ends the sleep at once.
      const seen = channel.wake.load();
      if (channel.running.load() === 1 || channel.stepCount() === 0n) break;
      this.feedInput();
      if (this.host.nowMs() - startedMs >= SHORT_STEP_MS) this.enter('running');
      else this.clock.setActive(true, this.host.nowMs());
      channel.beat.bump();
      const before = this.machine.retired();
      const end = this.run(Math.min(left, MAX_STEP_SLICE_INSTRUCTIONS));
      left -= this.machine.retired() - before;
      this.finish(end);
      if (end.kind === 'hit' || (end.kind === 'idle' && end.waitNs === undefined)) break;
      if (end.kind === 'idle') {
        if (channel.stepRequest.load() !== request) break;
        await this.sleepIdle(seen, end.waitNs);
      }
      if (!(await this.host.yieldToEvents())) break;
    }
    this.stepsServed = request;
    this.enter(this.ended ? 'ended' : 'paused', true);
  }

  private feedInput(): void {
    const { channel, machine, scratch } = this;
    while (channel.input.available() > 0) {
      const count = channel.input.read(scratch.subarray(0, Math.min(scratch.length, machine.inputRoom())));
      if (count === 0) return;
      machine.input(scratch.subarray(0, count));
    }
  }

  /** Tells the machine the terminal's size, once after each change of either. */
  private tellSize(): void {
    const size = this.channel.terminalSize.load();
    if (size !== this.toldSize && this.machine.resize(size >>> 16, size & 0xffff)) this.toldSize = size;
  }

  /** Lets the budget follow the machine's speed, at most doubling or quartering it at a time. */
  private fitBudget(elapsedMs: number): void {
    const factor = elapsedMs <= 0 ? 2 : Math.min(2, Math.max(0.25, SLICE_TARGET_MS / elapsedMs));
    const wanted = Math.round(this.budget * factor);
    this.budget = Math.min(MAX_SLICE_INSTRUCTIONS, Math.max(MIN_SLICE_INSTRUCTIONS, wanted));
  }

  private finish(end: ReturnType<RunnableMachine<Stats>['run']>): void {
    announceOutput(this.channel, this.host);
    if (end.kind === 'hit') this.channel.running.store(0);
    if (end.kind === 'reboot') this.restart(true);
    if (end.kind !== 'ended') return;
    this.ended = true;
    this.enter('ended');
    this.host.report({ kind: 'ended', end });
  }

  private restart(byGuest: boolean): void {
    this.machine = this.create();
    this.toldSize = 0;
    this.ended = false;
    this.clock.restart(this.host.nowMs());
    this.time.begin();
    this.budget = FIRST_SLICE_INSTRUCTIONS;
    this.host.report({ kind: 'restarted', byGuest });
    this.report();
  }

  private pace(): void {
    this.lastPaceMs = this.host.nowMs();
    this.machine.pace(this.clock.activeMs(this.lastPaceMs) * 1e6);
  }

  /** Sleeps until something is wanted, input comes, or the guest's next event is due. */
  private async sleepIdle(seen: number, waitNs: number | undefined): Promise<void> {
    const timeoutMs = waitNs === undefined ? MAX_SLEEP_MS : Math.min(MAX_SLEEP_MS, waitNs / 1e6);
    await this.sleep(seen, timeoutMs);
    this.pace();
  }

  private enter(next: VcpuState, announce = false): void {
    this.clock.setActive(next === 'running', this.host.nowMs());
    if (this.state !== 'running') this.time.paused();
    if (next === this.state && !announce) return;
    this.state = next;
    if (next !== 'running') this.report();
    this.announceState();
  }

  private announceState(): void {
    this.host.report({ kind: 'state', state: this.state, stepsServed: this.stepsServed });
  }

  private reportInTime(): void {
    if (
      (this.state === 'running' || this.isTravelling) &&
      this.host.nowMs() - this.lastReportMs >= REPORT_EVERY_MS
    )
      this.report();
  }

  private report(): void {
    this.lastReportMs = this.host.nowMs();
    this.host.report({ kind: 'stats', stats: this.machine.stats(this.time.spentNs) });
  }
}
