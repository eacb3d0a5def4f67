/**
 * The engine's tiers as executors of cases: one hart in user mode over 16 MiB of RAM, without a board. As under the
 * witness, what a case can reach is `c.ebreak`, so that every case ends in a trap; what is left of its budget is
 * spent at the trap handler, which jumps to itself.
 *
 * With address translation the same cases run under Sv39, every 4 KiB page mapped to itself. In the baseline tier
 * each case's code is translated before it runs.
 */
import { VirtualClock } from '../machine/run/clock.ts';
import { Hart } from '../machine/run/hart.ts';
import { regionHost } from '../machine/run/region-host.ts';
import { CAUSE } from '../isa/riscv64/builder.ts';
import { planMemory } from '../memory/layout.ts';
import {
  bytesOf,
  CODE_BASE,
  CODE_BYTES,
  type Case,
  codeBytesOf,
  type End,
  type Outcome,
  registerChanges,
  startRegisters,
  startWindow,
  WINDOW_BASE,
  WINDOW_BYTES,
  windowChange,
} from './case.ts';
import { RegionCache } from '../exec/jit/region-cache.ts';
import type { Imports } from '../machine/run/host.ts';
import type { Executor } from './executor.ts';

const RAM_START = 0x8000_0000;
const RAM_BYTES = 16 << 20;
const PAGE_BYTES = 4096;
const HANDLER = RAM_START;
/** `j .` */
const JUMP_TO_ITSELF = 0x0000_006f;
const C_EBREAK = 0x9002;
/** More instructions than any case has. */
const BUDGET = 24;
const FLOAT_DIRTY = 3n << 13n;
const ALL_ADDRESSES = (1n << 54n) - 1n;
const OPEN = 0x1fn;
const COUNTERS = 7n;

const ENDS = new Map<number, End>([
  [CAUSE.fetchAccess, 'access'],
  [CAUSE.illegalInstruction, 'illegal'],
  [CAUSE.breakpoint, 'breakpoint'],
  [CAUSE.loadMisaligned, 'misaligned'],
  [CAUSE.loadAccess, 'access'],
  [CAUSE.storeMisaligned, 'misaligned'],
  [CAUSE.storeAccess, 'access'],
  [CAUSE.fetchPage, 'access'],
  [CAUSE.loadPage, 'access'],
  [CAUSE.storePage, 'access'],
]);

/** Root, one middle table, then the tables of the leaves, in RAM that no case touches. */
const TABLES = RAM_START + 0x10_0000;
const ENTRIES = 512;
const POINTER = 1n;
/** Valid, all permissions, user, accessed, dirty. */
const LEAF = 0xdfn;
const SV39 = 8n << 60n;

interface Bench {
  readonly hart: Hart;
  readonly ram: Uint8Array;
  readonly clock: VirtualClock;
  readonly satp: bigint;
  readonly regions: RegionCache | undefined;
  translatedCases: number;
}

function writeTables(ram: Uint8Array): bigint {
  const view = new DataView(ram.buffer, ram.byteOffset);
  const entryOf = (physical: number, flags: bigint): bigint => ((BigInt(physical) >> 12n) << 10n) | flags;
  const write = (table: number, index: number, entry: bigint): void =>
    view.setBigUint64(table - RAM_START + index * 8, entry, true);
  const middle = TABLES + PAGE_BYTES;
  const firstLeaves = middle + PAGE_BYTES;
  write(TABLES, RAM_START / 2 ** 30, entryOf(middle, POINTER));
  for (let page = 0; page < RAM_BYTES / PAGE_BYTES; page++) {
    const leaves = firstLeaves + Math.floor(page / ENTRIES) * PAGE_BYTES;
    write(middle, Math.floor(page / ENTRIES), entryOf(leaves, POINTER));
    write(leaves, page % ENTRIES, entryOf(RAM_START + page * PAGE_BYTES, LEAF));
  }
  return SV39 | (BigInt(TABLES) >> 12n);
}

function createBench(translated: boolean, baseline: boolean): Bench {
  const plan = planMemory({
    harts: 1,
    ramBytes: RAM_BYTES,
    ramStart: RAM_START,
    machineBytes: 64,
    deviceBytes: 64,
    ringBytes: 64,
    decodedPages: 256,
  });
  const pages = plan.totalBytes / 65536;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const instantiate = (bytes: Uint8Array, functions: Imports): object =>
    new WebAssembly.Instance(new WebAssembly.Module(bytes.slice()), {
      env: { memory, ...functions },
    }).exports;
  const createTable = (elements: number) => new WebAssembly.Table({ element: 'anyfunc', initial: elements });
  const nothing = { deviceLoad: () => false, deviceStore: () => false, sbiCall: () => {} };
  const hart = new Hart(0, plan, { memory, instantiate, createTable, tailCalls: true }, nothing);
  const ram = new Uint8Array(memory.buffer, plan.ramBase, plan.ramBytes);
  new DataView(ram.buffer, ram.byteOffset).setUint32(HANDLER - RAM_START, JUMP_TO_ITSELF, true);
  new Uint16Array(ram.buffer, ram.byteOffset + CODE_BASE - RAM_START, CODE_BYTES / 2).fill(C_EBREAK);
  const regions = baseline ? new RegionCache(hart.code, plan, memory.buffer, regionHost(hart)) : undefined;
  if (regions) hart.execute(regions, true);
  return {
    hart,
    ram,
    clock: new VirtualClock(),
    satp: translated ? writeTables(ram) : 0n,
    regions,
    translatedCases: 0,
  };
}

function writeWords(ram: Uint8Array, pc: number, words: readonly number[]): void {
  const view = new DataView(ram.buffer, ram.byteOffset);
  let at = pc - RAM_START;
  for (const word of words) {
    if (bytesOf(word) === 2) {
      view.setUint16(at, word, true);
    } else {
      view.setUint16(at, word & 0xffff, true);
      view.setUint16(at + 2, word >>> 16, true);
    }
    at += bytesOf(word);
  }
}

function layCode({ hart, ram }: Bench, pc: number, words: readonly number[]): void {
  writeWords(ram, pc, words);
  const end = pc + codeBytesOf(words);
  const boundary = (Math.floor(pc / PAGE_BYTES) + 1) * PAGE_BYTES;
  hart.memoryWritten(pc, Math.min(end, boundary) - pc);
  if (end > boundary) hart.memoryWritten(boundary, end - boundary);
}

function setState({ hart: { state }, satp }: Bench, one: Case, registers: readonly bigint[]): void {
  for (let i = 0; i < 32; i++) {
    state.x[i] = registers[i] ?? 0n;
    state.f[i] = registers[32 + i] ?? 0n;
  }
  state.pc = BigInt(one.pc);
  state.privilege = 0;
  state.satp = satp;
  state.fflags = one.fcsr & 31;
  state.frm = one.fcsr >> 5;
  state.reservationValid = 0;
  state.mstatus = FLOAT_DIRTY;
  state.mcounteren = COUNTERS;
  state.scounteren = COUNTERS;
  state.pmpcfg[0] = OPEN;
  state.pmpaddr[0] = ALL_ADDRESSES;
  state.mtvec = BigInt(HANDLER);
}

/** A trap outside the case's instructions comes after them. */
function endOf({ hart: { state } }: Bench, one: Case): Pick<Outcome, 'end' | 'pc' | 'faultAddress'> {
  const { mcause, mepc, mtval } = state;
  const start = BigInt(one.pc);
  const inside = mepc >= start && mepc < start + BigInt(codeBytesOf(one.words));
  if (!inside) return { end: 'next', pc: mepc, faultAddress: 0n };
  const end = ENDS.get(Number(mcause));
  if (!end) throw new Error(`unforeseen trap ${mcause} at ${mepc}`);
  return { end, pc: mepc, faultAddress: end === 'access' ? mtval : 0n };
}

function runCase(bench: Bench, one: Case): Outcome {
  const { hart, ram, clock } = bench;
  const before = startRegisters(one);
  const windowBefore = startWindow(one);
  const windowAt = WINDOW_BASE - RAM_START;
  layCode(bench, one.pc, one.words);
  setState(bench, one, before);
  ram.set(windowBefore, windowAt);
  const page = Math.floor((one.pc - RAM_START) / PAGE_BYTES);
  if (bench.regions?.translate(page, one.pc % PAGE_BYTES)) bench.translatedCases++;
  hart.run(BUDGET, clock, hart.retired);
  layCode(
    bench,
    one.pc,
    Array.from({ length: codeBytesOf(one.words) / 2 }, () => C_EBREAK),
  );
  const { state } = hart;
  const after = [...state.x, ...state.f];
  const memory = windowChange(windowBefore, ram.slice(windowAt, windowAt + WINDOW_BYTES));
  return {
    ...endOf(bench, one),
    changes: registerChanges(before, after),
    fcsr: (state.frm << 5) | state.fflags,
    ...(memory && { memory }),
  };
}

export function interpreterExecutor({ translated = false, baseline = false } = {}): Executor {
  const bench = createBench(translated, baseline);
  return {
    name: `${baseline ? 'baseline' : 'interpreter'}${translated ? ' under Sv39' : ''}`,
    run: (cases) => cases.map((one) => runCase(bench, one)),
    ...(baseline && { translated: () => bench.translatedCases }),
  };
}
