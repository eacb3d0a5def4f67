/**
 * Words by which the threads of a machine's harts and the thread that leads them meet: see
 * `src/machine/concurrent`. Each line of 64 bytes has one writer while the machine runs, but for the words that are
 * made to be written by everybody (doorbell, inbox, phase).
 */
import { type MemoryPlan, THREAD_BYTES } from './layout.ts';

/** What a hart's thread does. */
export const PHASE = {
  /** It has not come up yet. */
  absent: 0,
  /** The machine stands still, and the thread waits to be let go on. */
  parked: 1,
  running: 2,
  /** The hart waits for an interrupt, or is stopped: its thread sleeps. */
  asleep: 3,
  /** The same while the machine stands still. */
  dormant: 4,
  failed: 5,
} as const;

/** What a hart is asked to look at before it goes on. */
export const INBOX = {
  interrupts: 1,
  /** A supervisor software interrupt was sent. */
  software: 2,
  flush: 4,
  /** Code was written: see the stale pages. */
  code: 8,
} as const;

/** What a hart asks of the leading thread, which has the devices. */
export const MAIL = { none: 0, load: 1, store: 2, sbi: 3 } as const;

const LINE_WORDS = 16;
const WORD = {
  doorbell: 0,
  stop: LINE_WORDS,
  limit: LINE_WORDS + 1,
  tiers: LINE_WORDS + 2,
} as const;
const LAST_NS_OFFSET = 128;
const CLOCK_OFFSET = 192;
const HART_WORD = {
  phase: 0,
  inbox: LINE_WORDS,
  epoch: 2 * LINE_WORDS,
  still: 2 * LINE_WORDS + 1,
  mail: 3 * LINE_WORDS,
  addressLow: 3 * LINE_WORDS + 1,
  addressHigh: 3 * LINE_WORDS + 2,
  bytes: 3 * LINE_WORDS + 3,
  /** 1: nothing answered. */
  refused: 3 * LINE_WORDS + 4,
} as const;

/** Address of the latest time that any hart has seen, in nanoseconds. */
export const lastNsAddress = (plan: MemoryPlan): number => plan.threadsBase + LAST_NS_OFFSET;

/** A looks-again interval of whoever waits for a thread that may not be running on any processor now. */
const NAP_MS = 0.05;
const SPINS = 500;

export class ThreadWords {
  private readonly words: Int32Array;
  private readonly lastNs: BigInt64Array;
  /** Virtual time is wall time and this. */
  private readonly clock: Float64Array;
  private readonly harts: number;

  constructor(plan: MemoryPlan, buffer: ArrayBufferLike) {
    this.harts = plan.harts;
    this.words = new Int32Array(buffer, plan.threadsBase, ((plan.harts + 1) * THREAD_BYTES) / 4);
    this.lastNs = new BigInt64Array(buffer, lastNsAddress(plan), 1);
    this.clock = new Float64Array(buffer, plan.threadsBase + CLOCK_OFFSET, 1);
  }

  private at(hart: number, name: keyof typeof HART_WORD): number {
    return ((hart + 1) * THREAD_BYTES) / 4 + HART_WORD[name];
  }

  get(hart: number, name: keyof typeof HART_WORD): number {
    return Atomics.load(this.words, this.at(hart, name));
  }

  set(hart: number, name: keyof typeof HART_WORD, value: number): void {
    Atomics.store(this.words, this.at(hart, name), value);
  }

  machine(name: keyof typeof WORD): number {
    return Atomics.load(this.words, WORD[name]);
  }

  setMachine(name: keyof typeof WORD, value: number): void {
    Atomics.store(this.words, WORD[name], value);
  }

  /** From one phase to another; false where the hart is in a third. */
  enter(hart: number, from: number, to: number): boolean {
    const place = this.at(hart, 'phase');
    if (Atomics.compareExchange(this.words, place, from, to) !== from) return false;
    Atomics.notify(this.words, place);
    return true;
  }

  /** Sleeps while the word is `seen`. Infinite waits were seen to hang. */
  sleep(hart: number, name: keyof typeof HART_WORD, seen: number, timeoutMs = 1000): void {
    Atomics.wait(this.words, this.at(hart, name), seen, timeoutMs);
  }

  /** Writes a word and wakes whoever sleeps on it. */
  wake(hart: number, name: keyof typeof HART_WORD, value: number): void {
    this.set(hart, name, value);
    Atomics.notify(this.words, this.at(hart, name));
  }

  /** Has a hart look at something before its next piece; it wakes if it sleeps. */
  post(hart: number, bits: number): void {
    const place = this.at(hart, 'inbox');
    Atomics.or(this.words, place, bits);
    Atomics.notify(this.words, place);
  }

  takeInbox(hart: number): number {
    return Atomics.exchange(this.words, this.at(hart, 'inbox'), 0);
  }

  /** Wakes the leading thread. */
  ring(): void {
    Atomics.add(this.words, WORD.doorbell, 1);
    Atomics.notify(this.words, WORD.doorbell);
  }

  awaitRing(seen: number, timeoutMs: number): void {
    Atomics.wait(this.words, WORD.doorbell, seen, timeoutMs);
  }

  /** From one piece to the next: odd while guest code may run. */
  turnEpoch(hart: number): void {
    Atomics.add(this.words, this.at(hart, 'epoch'), 1);
  }

  /**
   * Returns when every other hart has come to the end of a piece since this was called, or runs none. A hart that is
   * `still` waits in the middle of a piece with no access under way: enough where `stillCounts`.
   */
  awaitOthers(own: number, stillCounts: boolean, which: (hart: number) => boolean = () => true): void {
    for (let hart = 0; hart < this.harts; hart++) {
      if (hart === own || !which(hart)) continue;
      const epoch = this.get(hart, 'epoch');
      if ((epoch & 1) === 0) continue;
      for (let spins = 0; this.get(hart, 'epoch') === epoch; spins++) {
        if (stillCounts && this.get(hart, 'still') !== 0) break;
        if (spins > SPINS) this.sleep(own, 'still', this.get(own, 'still'), NAP_MS);
      }
    }
  }

  /** Between two slices: `nowNs` is the virtual time at the wall time `wallNs`. */
  setClock(nowNs: bigint, wallNs: number): void {
    this.clock[0] = Number(nowNs) - wallNs;
    Atomics.store(this.lastNs, 0, nowNs);
  }

  /** Virtual time of a wall time, not fitted to what others have seen. */
  ownNs(wallNs: number): number {
    return wallNs + (this.clock[0] ?? 0);
  }

  /** Virtual time: it never runs backwards, whichever thread asks. */
  nowNs(wallNs: number): bigint {
    const own = BigInt(Math.floor(this.ownNs(wallNs)));
    for (;;) {
      const last = Atomics.load(this.lastNs, 0);
      if (own <= last) return last;
      if (Atomics.compareExchange(this.lastNs, 0, last, own) === last) return own;
    }
  }
}
