/** One hart on the driver's side: its module instance, its state, and the bookkeeping of a run. */
import {
  buildInterpreter,
  type InterpreterCode,
  type InterpreterExports,
} from '../../exec/interp/interpreter.ts';
import { Predecoder } from '../../exec/interp/predecode.ts';
import { riscvGuest, type RiscvGuest } from '../../isa/riscv64/guest.ts';
import { hartState, type HartState } from '../../isa/riscv64/state.ts';
import { ALL_TLB_BYTES, ATTENTION, engineState, GUEST_STATE_OFFSET, TLB_OFFSET } from '../../memory/hart.ts';
import { hartBase, type MemoryPlan } from '../../memory/layout.ts';
import type { VirtualClock } from './clock.ts';
import type { MachineHost } from './host.ts';

type EngineState = ReturnType<typeof engineState.bind>;

/** What the module calls in JavaScript. */
export interface HartCalls {
  /** An address and width; true when a device answered. Values pass through the engine's `transfer` fields. */
  deviceLoad(hart: Hart, address: number, bytes: number): boolean;
  deviceStore(hart: Hart, address: number, bytes: number): boolean;
  sbiCall(hart: Hart): void;
}

interface GeneratedCode {
  readonly guest: RiscvGuest['guest'];
  readonly code: InterpreterCode;
}

/** By plan and hart: a machine that starts anew with the same plan needs no new code. */
const generated = new WeakMap<MemoryPlan, Map<number, GeneratedCode>>();

function interpreterFor(plan: MemoryPlan, index: number): GeneratedCode {
  const ofPlan = generated.get(plan) ?? new Map<number, GeneratedCode>();
  generated.set(plan, ofPlan);
  const known = ofPlan.get(index);
  if (known) return known;
  const { guest, memory } = riscvGuest(plan, index);
  const made = { guest, code: buildInterpreter(guest, plan, index, memory) };
  ofPlan.set(index, made);
  return made;
}

export class Hart {
  readonly index: number;
  readonly state: HartState;
  readonly engine: EngineState;
  readonly predecoder: Predecoder;
  private readonly exports: InterpreterExports;
  /** Retired up to the last run's end. */
  retired = 0;

  constructor(index: number, plan: MemoryPlan, host: MachineHost, calls: HartCalls, predecoder?: Predecoder) {
    this.index = index;
    const base = hartBase(plan, index);
    const { buffer } = host.memory;
    this.state = hartState.bind(buffer, base + GUEST_STATE_OFFSET);
    this.engine = engineState.bind(buffer, base);
    this.engine.hartIndex = index;
    new Uint8Array(buffer, base + TLB_OFFSET, ALL_TLB_BYTES).fill(0xff);
    const { guest, code } = interpreterFor(plan, index);
    const physical = (low: number, high: number): number => (high >>> 0) * 2 ** 32 + (low >>> 0);
    this.predecoder =
      predecoder ??
      new Predecoder(guest, code.handlers, plan, buffer, (page) => this.exports.evictStores(page));
    const decoder = this.predecoder;
    this.exports = host.instantiate(code.bytes, {
      deviceLoad: (low, high, bytes) => (calls.deviceLoad(this, physical(low, high), bytes) ? 0 : 1),
      deviceStore: (low, high, bytes) => (calls.deviceStore(this, physical(low, high), bytes) ? 0 : 1),
      decode: (entry) => decoder.decode(entry),
      decodeScratch: (word) => decoder.decodeScratch(index, word),
      decodeStraddling: (entry, word) => decoder.decodeStraddling(entry, word),
      newDecodedPage: (page) => decoder.newPage(page),
      dropDecodedPage: (page) => decoder.dropPage(page),
      sbiCall: () => calls.sbiCall(this),
    }) as unknown as InterpreterExports;
  }

  /** Tells the module what time it is and how far it may go. */
  private prepare(budget: number, clock: VirtualClock, totalRetired: number): void {
    const { engine } = this;
    const anchor = clock.anchorFor(this.retired, totalRetired);
    engine.runStartNs = anchor.ns;
    engine.runStart = anchor.count;
    engine.nsPerInstruction = clock.rate;
    engine.runEnd = BigInt(this.retired + budget);
    engine.remaining = budget;
  }

  /** Retires at most `budget` instructions; returns how many. */
  run(budget: number, clock: VirtualClock, totalRetired: number): number {
    this.prepare(budget, clock, totalRetired);
    this.exports.run(budget);
    const done = budget - this.engine.remaining;
    this.retired += done;
    this.state.retired = BigInt(this.retired);
    return done;
  }

  /** Whether an interrupt would end this hart's wait now. */
  wakes(clock: VirtualClock, totalRetired: number): boolean {
    this.prepare(0, clock, totalRetired);
    return this.exports.wakePending() !== 0;
  }

  /** Instructions retired so far, in the middle of a run too. */
  get retiredNow(): number {
    return Number(this.engine.runEnd) - this.engine.remaining;
  }

  /** The state was put in from outside: nothing derived from the old one is kept. */
  stateReplaced(retired: number): void {
    const { engine } = this;
    this.retired = retired;
    engine.faulted = 0;
    engine.heldBack = 0;
    engine.attention |= ATTENTION.interrupts | ATTENTION.contexts | ATTENTION.flush;
  }

  /** After RAM was written from outside: what was derived from those bytes goes. At most one page. */
  memoryWritten(physical: number, bytes: number): void {
    this.exports.prepareStore(BigInt(physical), bytes, 1);
  }

  flush(): void {
    this.exports.flush();
  }
}
