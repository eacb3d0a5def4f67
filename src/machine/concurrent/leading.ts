/**
 * The leading thread's side of harts that run at the same time. It has board, console and clock to itself, and never
 * runs guest code during a slice: it serves what harts ask of devices, makes events happen when they are due, and
 * wakes harts whose timer is. Between two slices all harts stand at an instruction boundary, so that whatever is done
 * with a machine then (snapshots, hashes, input, steps) knows nothing of threads.
 */
import { problem } from '../../base/problem.ts';
import type { MemoryPlan } from '../../memory/layout.ts';
import { INBOX, MAIL, PHASE, ThreadWords } from '../../memory/threads.ts';
import { type Tier, tierBits } from '../config/tiers.ts';
import type { Hart } from '../run/hart.ts';
import type { HartStart, HartThreadHandle, MachineHost } from '../run/host.ts';
import type { MachineEnd } from '../vcpu/loop.ts';
import { StaleCode } from './stale-code.ts';

/** Shorter slices are steps, which retire exactly what was asked for: there harts take turns. */
const SHORTEST_SLICE = 1000;
/** The longest sleep with nothing to do. */
const MAX_SLEEP_MS = 50;

/** A thread broke down outside its loop, perhaps before it came up: nobody may wait for it. */
export function noteBroken({ plan, hart }: HartStart, buffer: ArrayBufferLike): void {
  const words = new ThreadWords(plan, buffer);
  words.set(hart, 'phase', PHASE.failed);
  words.ring();
}

/** What the machine does for its harts' threads. */
export interface LedMachine {
  getHarts(): readonly Hart[];
  /** Makes everything happen that is due. */
  happen(): void;
  /** The slice is to end now: the guest is over, or a stop was asked for. */
  isOver(): boolean;
  nextHappeningNs(): bigint | undefined;
  /** The virtual time at which a hart's timer interrupts it, if it may. */
  timerNs(hart: Hart): bigint | undefined;
  access(hart: Hart, address: number, bytes: number, access: 'load' | 'store'): boolean;
  sbiCall(hart: Hart): void;
}

type ThreadHost = Required<Pick<MachineHost, 'wallNs' | 'startHart' | 'memory'>>;

const FAILED: MachineEnd = {
  kind: 'ended',
  reason: 'error',
  code: 1,
  problem: problem(
    'internal',
    'hart.failed',
    'a hart’s thread',
    'it broke down',
    'report this with the command that you gave, and run with --threads off meanwhile',
  ),
};

export class HartThreads {
  private readonly words: ThreadWords;
  private readonly stale: StaleCode;
  private readonly harts: number;
  private readonly wallNs: () => number;
  private readonly handles: readonly HartThreadHandle[];
  /** Harts run, or may be let go on any moment. */
  isRunning = false;
  private isTogether = false;

  private constructor(plan: MemoryPlan, host: ThreadHost, tiers: readonly Tier[]) {
    const { buffer } = host.memory;
    this.words = new ThreadWords(plan, buffer);
    this.stale = new StaleCode(plan, buffer, this.words);
    this.harts = plan.harts;
    this.wallNs = host.wallNs;
    this.handles = Array.from({ length: plan.harts }, (_, hart) => host.startHart({ hart, plan, tiers }));
  }

  /** Begins a thread for each hart, where the plan has room for them and the host can. */
  static start(plan: MemoryPlan, host: MachineHost, tiers: readonly Tier[]): HartThreads | undefined {
    const { wallNs, startHart, memory } = host;
    if (!plan.concurrent || !wallNs || !startHart) return undefined;
    return new HartThreads(plan, { wallNs, startHart, memory }, tiers);
  }

  end(): void {
    for (const handle of this.handles) handle.end();
  }

  private phases(): readonly number[] {
    return Array.from({ length: this.harts }, (_, hart) => this.words.get(hart, 'phase'));
  }

  /** No thread is on its way still. */
  get isReady(): boolean {
    return this.phases().every((phase) => phase !== PHASE.absent);
  }

  /** All threads have come up, and the slice is not a step that has to be exact. */
  takesSlice(instructions: number): boolean {
    return instructions >= SHORTEST_SLICE && this.isReady;
  }

  private get hasFailed(): boolean {
    return this.phases().includes(PHASE.failed);
  }

  /** Set once a thread has broken down. */
  get failure(): MachineEnd | undefined {
    return this.hasFailed ? FAILED : undefined;
  }

  nowNs(): bigint {
    return this.words.nowNs(this.wallNs());
  }

  /** Has a hart look at something. */
  post(hart: number, bits: number): void {
    this.words.post(hart, bits);
  }

  /** A page was written by a device or by the machine itself, or is about to be by engine `own`. */
  written(page: number, own = -1): void {
    this.stale.written(page, own);
  }

  /** The tables of the harts lead to decoded code of the engine that runs them: another one finds them empty. */
  handOver(harts: readonly Hart[], together: boolean): void {
    const predecoder = harts[0]?.predecoder;
    for (const page of this.stale.take(0)) if (predecoder?.hasPage(page)) predecoder.dropPage(page);
    if (together === this.isTogether) return;
    this.isTogether = together;
    for (const hart of harts) hart.flush();
  }

  /**
   * Runs all harts until one has retired `limit` instructions, all wait, or the machine is over. Begins at `nowNs`;
   * true where all wait.
   */
  run(led: LedMachine, nowNs: bigint, limit: number, tiers: readonly Tier[]): boolean {
    this.handOver(led.getHarts(), true);
    this.begin(nowNs, limit, tierBits(tiers));
    let idle = false;
    while (!led.isOver() && this.words.machine('stop') === 0 && !this.hasFailed) {
      const seen = this.words.machine('doorbell');
      this.serve(led);
      led.happen();
      this.wakeTimers(led);
      if (led.isOver()) break;
      idle = this.allWait();
      if (idle) break;
      this.rest(led, seen);
    }
    this.halt(led);
    return idle;
  }

  private begin(nowNs: bigint, limit: number, bits: number): void {
    const { words } = this;
    words.setClock(nowNs, this.wallNs());
    words.setMachine('stop', 0);
    words.setMachine('limit', Math.min(limit, 2 ** 31 - 1));
    words.setMachine('tiers', bits);
    this.isRunning = true;
    for (let hart = 0; hart < this.harts; hart++) {
      while (
        !words.enter(hart, PHASE.dormant, PHASE.asleep) &&
        !words.enter(hart, PHASE.parked, PHASE.running)
      ) {
        if (words.get(hart, 'phase') === PHASE.failed) break;
      }
    }
  }

  /** Stops every hart at an instruction boundary. */
  private halt(led: LedMachine): void {
    const { words } = this;
    words.setMachine('stop', 1);
    for (;;) {
      const seen = words.machine('doorbell');
      this.serve(led);
      for (let hart = 0; hart < this.harts; hart++) words.enter(hart, PHASE.asleep, PHASE.dormant);
      if (!this.phases().some((phase) => phase === PHASE.running || phase === PHASE.asleep)) break;
      words.awaitRing(seen, 1);
    }
    this.isRunning = false;
    for (const hart of led.getHarts()) hart.retired = Number(hart.state.retired);
  }

  /** Answers every hart that asks. */
  private serve(led: LedMachine): void {
    const { words } = this;
    for (const hart of led.getHarts()) {
      const { index } = hart;
      const kind = words.get(index, 'mail');
      if (kind === MAIL.none) continue;
      if (kind === MAIL.sbi) led.sbiCall(hart);
      else {
        const address =
          (words.get(index, 'addressHigh') >>> 0) * 2 ** 32 + (words.get(index, 'addressLow') >>> 0);
        const access = kind === MAIL.load ? 'load' : 'store';
        if (!led.access(hart, address, words.get(index, 'bytes'), access)) words.set(index, 'refused', 1);
      }
      words.wake(index, 'mail', MAIL.none);
    }
  }

  /** Another hart's registers may be changed: its thread sleeps. */
  awaitAsleep(hart: number): void {
    while (this.words.get(hart, 'phase') === PHASE.running) {
      this.words.awaitRing(this.words.machine('doorbell'), 1);
    }
  }

  private allWait(): boolean {
    return this.phases().every(
      (phase, hart) => phase === PHASE.asleep && this.words.get(hart, 'inbox') === 0,
    );
  }

  /** A hart that sleeps does not look at the clock. */
  private wakeTimers(led: LedMachine): void {
    const nowNs = this.nowNs();
    for (const hart of led.getHarts()) {
      if (this.words.get(hart.index, 'phase') !== PHASE.asleep) continue;
      const due = led.timerNs(hart);
      if (due !== undefined && due <= nowNs) this.words.post(hart.index, INBOX.interrupts);
    }
  }

  private rest(led: LedMachine, seen: number): void {
    const nextNs = led.nextHappeningNs();
    const untilMs = nextNs === undefined ? MAX_SLEEP_MS : Number(nextNs - this.nowNs()) / 1e6;
    if (untilMs > 0) this.words.awaitRing(seen, Math.min(MAX_SLEEP_MS, untilMs));
  }
}
