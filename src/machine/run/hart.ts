/** One hart on the driver's side: its module instance, its state, and the bookkeeping of a run. */
import {
  buildInterpreter,
  type InterpreterCode,
  type InterpreterExports,
} from '../../exec/interp/interpreter.ts';
import { Predecoder } from '../../exec/interp/predecode.ts';
import { riscvGuest, type RiscvGuest } from '../../isa/riscv64/guest.ts';
import { hartState, type HartState } from '../../isa/riscv64/state.ts';
import type { Neighbour } from '../../exec/jit/guest-code.ts';
import type { RegionCache, RegionHost } from '../../exec/jit/region-cache.ts';
import { exportName } from '../../exec/jit/shell.ts';
import {
  ALL_TLB_BYTES,
  ATTENTION,
  engineState,
  FETCH_TLB_SETS,
  JUMP_LOG_ENTRIES,
  GUEST_STATE_OFFSET,
  TLB_ENTRY_BYTES,
  TLB_OFFSET,
  TLB_PAGE,
} from '../../memory/hart.ts';
import { hartBase, MAX_REGIONS, type MemoryPlan, PAGE_BYTES, PAGE_SHIFT } from '../../memory/layout.ts';
import type { VirtualClock } from './clock.ts';
import { Heat } from './heat.ts';
import type { FunctionTable, Imports, MachineHost } from './host.ts';
import { Samples } from './samples.ts';

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

function interpreterFor(plan: MemoryPlan, index: number, tailCalls: boolean): GeneratedCode {
  const ofPlan = generated.get(plan) ?? new Map<number, GeneratedCode>();
  generated.set(plan, ofPlan);
  const known = ofPlan.get(index);
  if (known) return known;
  const { guest, memory } = riscvGuest(plan, index);
  const made = { guest, code: buildInterpreter(guest, plan, index, memory, tailCalls) };
  ofPlan.set(index, made);
  return made;
}

type RegionExports = Readonly<Record<string, object>>;

/** What a region cache needs of the harts that run its code. */
export function regionHost(first: Hart, ...others: readonly Hart[]): RegionHost {
  return {
    install: (module) => new Map([first, ...others].map((hart) => [hart, hart.instantiateRegions(module)])),
    place: (handle, index, number) => {
      for (const [hart, exports] of handle as ReadonlyMap<Hart, RegionExports>) {
        hart.placeRegion(number, exports[exportName(index)]);
      }
    },
    release: (number) => {
      for (const hart of [first, ...others]) hart.placeRegion(number, undefined);
    },
    decodePage: (page) => first.predecoder.pageEntries(page),
    decode: (entry) => first.predecoder.decode(entry),
    nowNs: () => first.hostNowNs(),
  };
}

/** With less than this left of a budget no region is made: a block takes its whole length or leaves. */
const SHORTEST_BUDGET = 128;
/** Instructions between two looks at the exits of translated code, and how many of the last ones are looked at. */
const JUMPS_INTERVAL = 1 << 18;
const JUMPS_READ = 16;
/** How far a jump may go to become part of a region, in bytes either way. */
const MAX_DISTANCE = 1n << 30n;

interface Place {
  readonly page: number;
  readonly offset: number;
  readonly neighbour: Neighbour;
}

export class Hart {
  readonly index: number;
  readonly state: HartState;
  readonly engine: EngineState;
  readonly predecoder: Predecoder;
  readonly code: GeneratedCode;
  private readonly host: MachineHost;
  private readonly table: FunctionTable;
  private readonly exports: InterpreterExports & Readonly<Record<string, object>>;
  private readonly heat = new Heat();
  /** Where it was found between two steps. */
  readonly samples = new Samples();
  /** What translated code may call. */
  private regionImports: Imports;
  /** Translated code, where a translating tier is on. */
  private regions: RegionCache | undefined;
  /** Whether code may be interpreted before it is translated. */
  private interprets = true;
  /** Entries decoded at the end of a budget that no region could begin in: they say nothing of the code there. */
  private readonly endings: number[] = [];
  /** Retired up to the last step's end, and up to the last run's start. */
  private jumpsRead = 0;
  private jumpsReadAt = 0;
  retired = 0;
  retiredBefore = 0;

  constructor(index: number, plan: MemoryPlan, host: MachineHost, calls: HartCalls, predecoder?: Predecoder) {
    this.index = index;

    const base = hartBase(plan, index);
    const { buffer } = host.memory;
    this.state = hartState.bind(buffer, base + GUEST_STATE_OFFSET);
    this.engine = engineState.bind(buffer, base);
    this.engine.hartIndex = index;
    new Uint8Array(buffer, base + TLB_OFFSET, ALL_TLB_BYTES).fill(0xff);
    const { guest, code } = interpreterFor(plan, index, host.tailCalls);
    const physical = (low: number, high: number): number => (high >>> 0) * 2 ** 32 + (low >>> 0);
    this.predecoder =
      predecoder ??
      new Predecoder(guest, code.handlers, plan, buffer, (page) => this.exports.evictStores(page));
    const decoder = this.predecoder;
    this.host = host;
    this.code = { guest, code };
    this.table = host.createTable(MAX_REGIONS);
    this.exports = host.instantiate(code.bytes, {
      deviceLoad: (low, high, bytes) => (calls.deviceLoad(this, physical(low, high), bytes) ? 0 : 1),
      deviceStore: (low, high, bytes) => (calls.deviceStore(this, physical(low, high), bytes) ? 0 : 1),
      decode: (entry) => (this.interprets ? decoder.decode(entry) : this.decodeFirst(entry)),
      decodeScratch: (word) => decoder.decodeScratch(index, word),
      decodeStraddling: (entry, word) => decoder.decodeStraddling(entry, word),
      newDecodedPage: (page) => decoder.newPage(page),
      dropDecodedPage: (page) => decoder.dropPage(page),
      dropRegions: (page, offset, bytes) => this.regions?.storeTo(page, offset, bytes),
      regions: this.table,
      sbiCall: () => calls.sbiCall(this),
    }) as Hart['exports'];
    this.regionImports = this.exports;
  }

  /**
   * From now on runs with these regions, which all harts share, or none; without `interprets`, code is translated
   * when it is first reached. Between two runs only.
   */
  execute(regions: RegionCache | undefined, interprets: boolean): void {
    this.regions = regions;
    this.interprets = interprets;
  }

  /** The interpreter has come to code that nobody knows, and is off: it makes one instruction at most by itself. */
  private decodeFirst(entry: number): void {
    const { predecoder, engine } = this;
    predecoder.decode(entry, 1);
    const { page, offset } = predecoder.placeOf(entry);
    if (engine.remaining < SHORTEST_BUDGET) this.endings.push(entry);
    else this.regions?.translate(page, offset);
  }

  /** What translated code calls that counts what it does. */
  countWith(count: (site: number) => void): void {
    this.regionImports = { ...this.exports, count };
  }

  /** Regions' code is the same for all harts; what it calls is not. */
  instantiateRegions(module: Uint8Array): RegionExports {
    return this.host.instantiate(module, this.regionImports) as RegionExports;
  }

  /** Puts a region where this hart calls it, or nothing. */
  placeRegion(number: number, region: object | undefined): void {
    this.table.set(number, region ?? null);
  }

  hostNowNs(): number | undefined {
    return this.host.nowNs?.();
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
    let done = 0;
    this.retiredBefore = this.retired;
    while (done < budget) {
      const looks = this.regions && this.interprets;
      const step = looks ? Math.min(budget - done, this.heat.interval) : budget - done;
      const retired = this.runStep(step, clock, totalRetired + done);
      done += retired;
      if (retired < step) break;
      this.sample(step);
      if (looks && this.regions) this.look(this.regions);
    }
    for (const entry of this.endings.splice(0)) this.predecoder.forget(entry);
    this.state.retired = BigInt(this.retired);
    return done;
  }

  private runStep(budget: number, clock: VirtualClock, totalRetired: number): number {
    this.prepare(budget, clock, totalRetired);
    this.exports.run(budget);
    const done = budget - this.engine.remaining;
    this.retired += done;
    return done;
  }

  private sample(instructions: number): void {
    const place = this.placeOf(this.state.pc);
    if (place) this.samples.note(place.page, place.offset, this.state.pc, instructions);
  }

  /** Looks where the hart is, and translates what it has been found at often. */
  private look(regions: RegionCache): void {
    this.readJumps(regions);
    const place = this.placeOf(this.state.pc);
    if (!place) return;
    const { page, offset, neighbour } = place;
    if (!this.heat.look(page, offset, regions.covers(page, offset, neighbour), this.retired)) return;
    const startNs = this.host.nowNs?.();
    if (!regions.translate(page, offset, neighbour)) return this.heat.giveUp(page, offset);
    const endNs = this.host.nowNs?.();
    this.heat.noteCost(startNs === undefined || endNs === undefined ? undefined : endNs - startNs);
  }

  /** The RAM page that a virtual page is fetched from, if it is in the fetch TLB. */
  private ramPage(virtual: bigint): number | undefined {
    const number = Number((virtual >> BigInt(PAGE_SHIFT)) & BigInt(FETCH_TLB_SETS - 1));
    const slot = this.engine.fetchTlb + number * TLB_ENTRY_BYTES;
    const words = new DataView(this.host.memory.buffer, slot, TLB_ENTRY_BYTES);
    if (words.getBigUint64(0, true) !== BigInt.asUintN(64, virtual)) return undefined;
    return words.getUint32(TLB_PAGE, true);
  }

  /** Where a virtual address is in RAM, and the pages around it; undefined where it was not fetched from lately. */
  private placeOf(virtual: bigint): Place | undefined {
    const start = virtual & -BigInt(PAGE_BYTES);
    const page = this.ramPage(start);
    if (page === undefined) return undefined;
    const neighbour: Neighbour = (distance) => this.ramPage(start + BigInt(distance * PAGE_BYTES));
    return { page, offset: Number(virtual - start), neighbour };
  }

  /** What the jumps that left translated code since the last look say to the translator. */
  private readJumps(regions: RegionCache): void {
    const { jumps, jumpLog } = this.engine;
    if (this.retired - this.jumpsReadAt < JUMPS_INTERVAL) return;
    const count = Math.min(JUMPS_READ, (jumps - this.jumpsRead) >>> 0);
    this.jumpsRead = jumps;
    this.jumpsReadAt = this.retired;
    for (let index = jumps - count; index < jumps; index++) {
      const entry = (index % JUMP_LOG_ENTRIES) * 2;
      const source = jumpLog[entry] ?? 0n;
      const place = this.placeOf(source);
      const start = source & -BigInt(PAGE_BYTES);
      const distance = BigInt.asIntN(64, (jumpLog[entry + 1] ?? 0n) - start);
      if (place && distance >= -MAX_DISTANCE && distance < MAX_DISTANCE)
        regions.left(place.page, place.offset, Number(distance), place.neighbour);
    }
    regions.renewLeft();
  }

  /** Translates what begins at the pc, hot or not; false where nothing can be. */
  translateHere(): boolean {
    const place = this.placeOf(this.state.pc);
    return (
      place !== undefined && (this.regions?.translate(place.page, place.offset, place.neighbour) ?? false)
    );
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
