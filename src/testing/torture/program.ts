/**
 * The torture program of a seed: functions of random blocks that branch to one another in any way, call one another
 * and write over one another, over data and page tables that keep changing, with handlers that bring it back
 * whenever it is lost. It never ends.
 */
import { Random } from '../../base/random.ts';
import { csrNumbers } from '../../isa/riscv64/csr/numbers.ts';
import type { HartState } from '../../isa/riscv64/state.ts';
import { CLINT_BASE, RAM_BASE, UART_BASE } from '../../machine/board/address-map.ts';
import { type Mmu, MMUS } from '../../machine/config/configuration.ts';
import { DEVICE_TREE_BYTES } from '../../machine/config/limits.ts';
import type { BootPlan } from '../../machine/loaders/boot-plan.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import { DOUBLE, floatRegister, integerValue, SINGLE } from '../generator/values.ts';
import { CODE_START, CodeWriter, createLabel, type Label } from './code.ts';
import { assembleHandlers } from './handlers.ts';
import { drawItem, type Surroundings } from './items.ts';
import {
  ALIAS_BASE,
  addressOf,
  CONTEXT_COUNT,
  CONTEXTS_OFFSET,
  JUMP_TABLES_OFFSET,
  PAGES,
  PLACE_COUNT,
  PLACES_OFFSET,
  pageOffset,
  RAM_BYTES,
  REGISTER,
  SAVED,
  SLOTS_OFFSET,
  SUPERVISOR_HANDLER_OFFSET,
} from './layout.ts';
import { drawTables, highestMode, satpOf } from './tables.ts';
import { word } from './words.ts';

const FRAME_BYTES = 528;
const RETURN_SLOT = 520;
const MTIMECMP = CLINT_BASE + 0x4000;
const BRANCHES = ['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu'] as const;

let handlers: Uint8Array | undefined;

export interface TortureProgram {
  readonly seed: number;
  readonly mmu: Mmu;
  /** All of RAM below {@link PAGES.filled}. */
  readonly ram: Uint8Array;
  /** Where instructions begin, from the start of RAM. */
  readonly starts: readonly number[];
  /** Where blocks begin: what is worth translating. */
  readonly entries: readonly number[];
  /** Virtual nanoseconds of an instruction: the more, the more timer interrupts. */
  readonly nsPerInstruction: number;
  readonly plan: BootPlan;
  /** The same program from other bytes. */
  withRam(ram: Uint8Array): TortureProgram;
  prepare(state: HartState, hart: number): void;
}

/** One block: some items, then a way on to any block of the function. Ways back are counted. */
function writeBlock(code: CodeWriter, around: Surroundings, place: Label): void {
  const { random } = code;
  code.place(place);
  for (let count = 1 + random.below(9); count > 0; count--) drawItem(code, around);
  const target = random.pick(around.blocks);
  if (target.offset !== undefined) {
    code.emit(word('addi', { rd: REGISTER.loop, rs1: REGISTER.loop, imm: -1 }));
    code.branch('blt', REGISTER.zero, REGISTER.loop, target);
  } else if (random.oneIn(3)) {
    code.jump(target);
  } else if (!random.oneIn(3)) {
    code.branch(random.pick(BRANCHES), random.below(32), random.oneIn(3) ? 0 : random.below(32), target);
  }
}

/** Halfwords that nothing stands in: often so many that the next function lies across the end of a page. */
function gapBefore(random: Random, offset: number): number {
  if (random.oneIn(2)) return 0;
  if (random.oneIn(2)) return random.below(200);
  return Math.max(0, Math.floor((PAGE_BYTES - (offset % PAGE_BYTES) - random.below(200)) / 2));
}

function writeFunction(code: CodeWriter, functions: readonly Label[], own: Label, mmu: Mmu): Label[] {
  const { random } = code;
  const { sp, ra } = REGISTER;
  code.place(own);
  code.emit(
    word('addi', { rd: sp, rs1: sp, imm: -FRAME_BYTES }),
    word('sd', { rs1: sp, rs2: ra, imm: RETURN_SLOT }),
  );
  code.number(REGISTER.loop, random.oneIn(6) ? 400 : 2 + random.below(40));
  const blocks = Array.from({ length: 2 + random.below(8) }, createLabel);
  const isPlain = !random.oneIn(3);
  for (const block of blocks) writeBlock(code, { blocks, functions, mmu, isPlain }, block);
  code.emit(word('ld', { rd: ra, rs1: sp, imm: RETURN_SLOT }));
  if (random.oneIn(2)) code.emit(word('addi', { rd: sp, rs1: sp, imm: FRAME_BYTES }));
  else code.emit(word('c.addi16sp', { imm: 496 }), word('c.addi16sp', { imm: 32 }));
  code.emit(random.oneIn(2) ? word('c.jr', { rs1: ra }) : word('jalr', { rd: 0, rs1: ra }));
  return blocks;
}

/** The hart's timer interrupt becomes pending: its handler sets it up anew. */
function writeStart(code: CodeWriter): void {
  code.emit(
    word('csrrs', { rd: 5, rs1: 0, csr: csrNumbers['mhartid'] ?? 0 }),
    word('slli', { rd: 5, rs1: 5, shamt: 3 }),
  );
  code.number(6, MTIMECMP);
  code.emit(word('add', { rd: 5, rs1: 5, rs2: 6 }), word('sd', { rs1: 5, rs2: 0 }));
  if (!code.random.oneIn(4)) code.emit(word('ecall'));
}

function writeCode(code: CodeWriter, mmu: Mmu): Label[] {
  const { random } = code;
  const functions = Array.from({ length: 4 + random.below(20) }, createLabel);
  const main = createLabel();
  const around: Surroundings = { blocks: [main], functions, mmu, isPlain: random.oneIn(2) };
  writeStart(code);
  code.place(main);
  code.emit(word('addi', { rd: REGISTER.fuel, imm: 10 }));
  for (let calls = 1 + random.below(8); calls > 0; calls--) {
    code.relative(random.pick(functions), (offset) => word('jal', { rd: REGISTER.ra, offset }));
    drawItem(code, around);
  }
  code.jump(main);
  const labels = [main, ...functions];
  for (const own of functions) {
    code.emit(...Array.from({ length: gapBefore(random, code.offset) }, () => word('c.nop')));
    // One that does not fit any more is another name of the first.
    if (code.isFull) code.alias(own, main);
    else labels.push(...writeFunction(code, functions, own, mmu));
  }
  return labels;
}

const offsetOf = (label: Label): number => label.offset ?? CODE_START;

function writeData(random: Random, ram: DataView, labels: readonly Label[], code: CodeWriter): void {
  const end = pageOffset(PAGES.data + PAGES.dataCount);
  for (let offset = pageOffset(PAGES.data); offset < end; offset += 8 + random.below(60) * 8) {
    ram.setBigUint64(offset, random.oneIn(3) ? floatRegister(DOUBLE, random) : integerValue(random), true);
  }
  code.kept.forEach((one, index) => ram.setUint32(SLOTS_OFFSET + index * 4, one, true));
  const address = (label: Label): bigint => BigInt(addressOf(offsetOf(label)));
  code.tables.forEach((table, number) =>
    table.forEach((label, index) => {
      const elsewhere = random.oneIn(8) ? BigInt(RAM_BASE - ALIAS_BASE) : 0n;
      ram.setBigUint64(JUMP_TABLES_OFFSET + number * 64 + index * 8, address(label) - elsewhere, true);
    }),
  );
  for (let place = 0; place < PLACE_COUNT; place++) {
    ram.setBigUint64(PLACES_OFFSET + place * 8, address(random.pick(labels)), true);
  }
}

/** Privilege and translation as calls of the environment choose them; some also let machine mode borrow them. */
function writeContexts(random: Random, ram: DataView, mmu: Mmu): void {
  for (let context = 0; context < CONTEXT_COUNT; context++) {
    const privilege = random.pick([0n, 0n, 1n, 1n, 1n, 3n]);
    const translates = privilege !== 3n && !random.oneIn(4);
    const mode = 8 + random.below(highestMode(mmu) - 7);
    const borrows = random.oneIn(8) ? 1n << 17n : 0n;
    const satp = translates ? satpOf(mode, privilege === 0n ? 1 : 0, random.below(4)) : 0n;
    ram.setBigUint64(CONTEXTS_OFFSET + context * 16, (privilege << 11n) | borrows, true);
    ram.setBigUint64(CONTEXTS_OFFSET + context * 16 + 8, satp, true);
  }
}

/**
 * Ticks to the next timer interrupt, less one, by the length of an instruction: at most a tick's hundred nanoseconds, so
 * that interrupts fall on every instruction, and seldom enough that not only handlers run.
 */
const INTERRUPT_MASKS: Readonly<Record<number, readonly number[]>> = {
  1: [3, 15],
  4: [7, 31],
  20: [31, 127],
  100: [127, 255, 1023],
};

const blockOf = (hart: number): number => pageOffset(PAGES.handlerData) + hart * SAVED.sizeBytes;

function writeHartBlock(random: Random, ram: DataView, hart: number, nsPerInstruction: number): void {
  const set = (offset: number, value: bigint): void => ram.setBigUint64(blockOf(hart) + offset, value, true);
  const data = (): bigint =>
    BigInt(addressOf(pageOffset(PAGES.data + 1 + random.below(PAGES.dataCount - 2))));
  for (const start of [SAVED.machine, SAVED.supervisor]) set(start + SAVED.random, random.next64() | 1n);
  set(SAVED.compare, BigInt(MTIMECMP + hart * 8));
  set(SAVED.softwareInterrupt, BigInt(CLINT_BASE + hart * 4));
  set(SAVED.interruptMask, BigInt(random.pick(INTERRUPT_MASKS[nsPerInstruction] ?? [15])));
  const stack = BigInt(addressOf(pageOffset(PAGES.stacks + 4 * (hart + 1))));
  const bad = random.pick([
    0n,
    BigInt(UART_BASE),
    BigInt(RAM_BASE + RAM_BYTES - 4),
    0x1234_5678_9abcn,
    BigInt(CLINT_BASE + 0xbff8),
  ]);
  const bases = [stack, data() + 1024n, data() - BigInt(random.below(9)), data(), bad];
  const distance = BigInt(RAM_BASE - ALIAS_BASE);
  bases.forEach((base, index) => {
    set(SAVED.bases + index * 8, base);
    // The stack and what is bad anyway stay.
    const isAliased = index % 4 !== 0 && !random.oneIn(3);
    set(SAVED.translatedBases + index * 8, isAliased ? base - distance : base);
  });
}

function prepareHart(seed: number, bytes: Uint8Array, state: HartState, hart: number): void {
  const random = new Random(seed * 8 + hart);
  for (let index = 1; index < 32; index++) state.x[index] = integerValue(random);
  for (let index = 0; index < 32; index++)
    state.f[index] = floatRegister(random.oneIn(2) ? SINGLE : DOUBLE, random);
  const block = blockOf(hart);
  const ram = new DataView(bytes.buffer);
  const { sp, s0, s1, a5, tp } = REGISTER;
  [sp, s0, s1, a5, tp].forEach((register, index) => {
    state.x[register] = ram.getBigUint64(block + SAVED.bases + index * 8, true);
  });
  state.mscratch = BigInt(addressOf(block + SAVED.machine));
  state.sscratch = BigInt(addressOf(block + SAVED.supervisor));
  state.mtvec = BigInt(RAM_BASE);
  state.stvec = BigInt(RAM_BASE + SUPERVISOR_HANDLER_OFFSET);
  // Faults of fetches and calls stay with machine mode, which brings the program back.
  state.medeleg = random.oneIn(2) ? random.next64() & 0xa0fcn : 0n;
  state.mideleg = random.next64() & 0x222n;
  state.mie = random.oneIn(8) ? random.next64() & 0xaaan : 0xaaan;
  state.mstatus = 0x6000n | (random.next64() & 0xc_008an) | 0x8n;
  state.menvcfg = (1n << 63n) | ((random.next64() & 1n) << 61n);
  state.pmpcfg[0] = 0x1f18n | (random.oneIn(6) ? 0x19n : 0x1fn);
  // One page of data that less privileged modes may not write, then everything.
  state.pmpaddr[0] =
    (BigInt(addressOf(pageOffset(PAGES.data + random.below(PAGES.dataCount)))) >> 2n) | 0x1ffn;
  state.pmpaddr[1] = (1n << 54n) - 1n;
  state.mcounteren = random.oneIn(12) ? random.next64() & 7n : 7n;
  state.scounteren = random.oneIn(12) ? random.next64() & 7n : 7n;
  state.stimecmp = BigInt(random.below(300));
  state.frm = random.below(5);
}

const bootPlan = (ram: Uint8Array): BootPlan => ({
  segments: [{ name: 'torture', physicalAddress: RAM_BASE, bytes: ram, sizeBytes: ram.length }],
  entry: addressOf(CODE_START),
  privilege: 'machine',
  harts: 'all',
  deviceTree: { address: RAM_BASE + RAM_BYTES - DEVICE_TREE_BYTES, capacityBytes: DEVICE_TREE_BYTES },
  firmwareInfoAddress: 0,
  initrd: undefined,
  append: '',
  htif: undefined,
});

/** The program of a seed, for so many harts. */
export function tortureProgram(seed: number, harts: number): TortureProgram {
  const random = new Random(seed);
  const ram = new Uint8Array(pageOffset(PAGES.filled));
  const view = new DataView(ram.buffer);
  const mmu = random.pick(MMUS);
  handlers ??= assembleHandlers();
  ram.set(handlers);
  // Whoever runs past the end of something returns.
  const words = new Uint16Array(ram.buffer);
  words.fill(word('c.jr', { rs1: REGISTER.ra }), pageOffset(PAGES.code) / 2, pageOffset(PAGES.pool) / 2);
  words.fill(word('c.jr', { rs1: REGISTER.ra }), pageOffset(PAGES.copies) / 2, pageOffset(PAGES.tables) / 2);
  const code = new CodeWriter(random, view);
  const labels = writeCode(code, mmu);
  writeData(random, view, labels, code);
  writeContexts(random, view, mmu);
  const nsPerInstruction = random.pick([1, 4, 20, 100]);
  for (let hart = 0; hart < harts; hart++) writeHartBlock(random, view, hart, nsPerInstruction);
  drawTables(random, view);
  const rest = {
    seed,
    mmu,
    starts: code.starts,
    entries: labels.map(offsetOf),
    nsPerInstruction,
  };
  const withRam = (bytes: Uint8Array): TortureProgram => ({
    ...rest,
    ram: bytes,
    plan: bootPlan(bytes),
    withRam,
    prepare: (state, hart) => prepareHart(seed, bytes, state, hart),
  });
  return withRam(ram);
}
