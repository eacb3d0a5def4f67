/**
 * The building stones of torture programs between plain instructions: calls, jump tables, writes to code, changes
 * of mappings and modes, atomics in loops, copies of code. Each may use the temporaries t0 to t3, and leaves the kept
 * registers alone.
 */
import { at } from '../../base/assert.ts';
import type { Random } from '../../base/random.ts';
import { csrNumbers } from '../../isa/riscv64/csr/numbers.ts';
import { drawFlags, highestMode, rootOffset, tableOffset } from './tables.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { bytesOf } from '../case.ts';
import { isAccess, isAtomic } from '../generator/rows.ts';
import { drawWord } from '../generator/words.ts';
import { type CodeWriter, createLabel, type Label } from './code.ts';
import { BASES, JUMP_TABLES_OFFSET, PAGES, pageOffset, REGISTER, SLOTS_OFFSET } from './layout.ts';
import { pool, word } from './words.ts';

const CROSSING_ROWS = riscv64.rows.filter(
  (row) => isAccess(row) && !isAtomic(row) && !/^(?:lb|sb)/.test(row.mnemonic),
);
const T0 = 5;
const T1 = 6;
const T2 = 7;
const T3 = 28;
const BRANCHES = ['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu'] as const;

/** What an item may refer to. */
export interface Surroundings {
  /** The function's blocks, those that stand already among them. */
  readonly blocks: readonly Label[];
  readonly functions: readonly Label[];
  readonly mmu: 'sv39' | 'sv48' | 'sv57';
  /** Only what regions can be long of. */
  readonly isPlain: boolean;
}

type Item = (code: CodeWriter, around: Surroundings) => void;

const anyRegister = ({ random }: CodeWriter): number => random.below(32);
const csrWord = (mnemonic: string, csr: string, operands: Readonly<Record<string, number>>): number =>
  word(mnemonic, { ...operands, csr: csrNumbers[csr] ?? 0 });

const straight: Item = (code, { isPlain }) => {
  const one = code.random.pick(code.random.pick(isPlain ? pool.plain : pool.straight));
  if (bytesOf(one) === 4) code.slots.push(code.offset);
  code.emit(one);
};

const skipAhead: Item = (code, around) => {
  const label = createLabel();
  if (code.random.oneIn(3)) {
    const short = code.random.pick(['c.beqz', 'c.bnez']);
    const rs1 = 8 + code.random.below(8);
    code.relative(label, (offset) => word(short, { rs1, offset }));
  } else {
    code.branch(code.random.pick(BRANCHES), anyRegister(code), anyRegister(code), label);
  }
  for (let count = 1 + code.random.below(5); count > 0; count--) straight(code, around);
  code.place(label);
};

/** Down to a depth that the fuel allows. */
const call: Item = (code, { functions }) => {
  const { random } = code;
  const skip = createLabel();
  code.emit(word('addi', { rd: REGISTER.fuel, rs1: REGISTER.fuel, imm: -1 }));
  code.branch('blt', REGISTER.fuel, 0, skip);
  const callee = random.pick(functions);
  if (random.oneIn(3)) {
    code.labelAddress(T0, callee);
    code.emit(random.oneIn(2) ? word('c.jalr', { rs1: T0 }) : word('jalr', { rd: REGISTER.ra, rs1: T0 }));
  } else {
    code.relative(callee, (offset) => word('jal', { rd: REGISTER.ra, offset }));
  }
  code.emit(word('addi', { rd: REGISTER.fuel, rs1: REGISTER.fuel, imm: 1 }));
  code.place(skip);
};

/** Through a table, by the low bits of whatever a register holds. */
const tableJump: Item = (code, { blocks, functions }) => {
  const { random } = code;
  const open = blocks.filter(({ offset }) => offset === undefined);
  const labels = open.length > 0 ? open : functions;
  const table = code.table([random.pick(labels), random.pick(labels), random.pick(labels)]);
  code.emit(word('andi', { rd: T0, rs1: anyRegister(code), imm: 0x38 }));
  code.address(T1, JUMP_TABLES_OFFSET + table * 64);
  code.emit(word('add', { rd: T0, rs1: T0, rs2: T1 }), word('ld', { rd: T0, rs1: T0 }));
  code.emit(random.oneIn(2) ? word('c.jr', { rs1: T0 }) : word('jalr', { rd: 0, rs1: T0 }));
};

/** Into the middle of a run of instructions, by an address that is computed. */
const computedJump: Item = (code, around) => {
  code.emit(word('andi', { rd: T0, rs1: anyRegister(code), imm: code.random.pick([4, 6, 12, 14]) }));
  code.emit(word('auipc', { rd: T1 }), word('add', { rd: T1, rs1: T1, rs2: T0 }));
  code.emit(word('jalr', { rd: code.random.oneIn(4) ? T2 : 0, rs1: T1, imm: 12 }));
  for (let count = 0; count < 5; count++) straight(code, around);
};

/** Writes over an instruction: of this function or another, ahead or behind, often the very next. */
const patchCode: Item = (code, around) => {
  const { random } = code;
  const slot = code.keep(random.pick(pool.patches));
  const isNext = random.oneIn(3);
  code.address(T0, SLOTS_OFFSET + slot * 4);
  code.emit(word('lw', { rd: T1, rs1: T0 }));
  const store = random.oneIn(4) ? 'sh' : 'sw';
  const half = store === 'sh' && random.oneIn(2) ? 2 : 0;
  if (isNext || code.slots.length === 0) {
    const target = createLabel();
    code.labelAddress(T0, target);
    code.emit(word(store, { rs1: T0, rs2: T1, imm: half }));
    if (random.oneIn(2)) code.emit(word('fence.i'));
    for (let count = random.oneIn(2) ? 0 : random.below(6); count > 0; count--) straight(code, around);
    code.place(target);
    code.slots.push(code.offset);
    code.emit(random.pick(pool.patches));
    return;
  }
  code.address(T0, random.pick(code.slots));
  code.emit(word(store, { rs1: T0, rs2: T1, imm: half }));
  if (random.oneIn(2)) code.emit(word('fence.i'));
};

/** Copies some code to another page and calls it there. */
const copyCode: Item = (code) => {
  const { random } = code;
  const from =
    random.oneIn(2) && code.starts.length > 0
      ? at(code.starts, random.below(code.starts.length))
      : code.offset;
  const to = pageOffset(PAGES.copies) + random.below(1800) * 2;
  const loop = createLabel();
  code.address(T0, from & ~7);
  code.address(T1, to);
  code.emit(word('addi', { rd: T2, imm: 4 + random.below(20) }));
  code.place(loop);
  code.emit(word('ld', { rd: T3, rs1: T0 }), word('sd', { rs1: T1, rs2: T3 }));
  code.emit(word('addi', { rd: T0, rs1: T0, imm: 8 }), word('addi', { rd: T1, rs1: T1, imm: 8 }));
  code.emit(word('addi', { rd: T2, rs1: T2, imm: -1 }));
  code.branch('bne', T2, 0, loop);
  if (random.oneIn(2)) code.emit(word('fence.i'));
  code.emit(word('jalr', { rd: REGISTER.ra, rs1: T1, imm: -8 * (1 + random.below(4)) }));
};

/** Reads and writes over the end of a page, by the name that a base has for it. */
const cross: Item = (code) => {
  const { random } = code;
  code.emit(
    word('srli', { rd: T0, rs1: random.pick(BASES), shamt: 12 }),
    word('slli', { rd: T0, rs1: T0, shamt: 12 }),
  );
  for (let count = 1 + random.below(3); count > 0; count--) {
    const forced = new Map([
      ['rs1', T0],
      ['rd', 10 + random.below(5)],
      ['imm', -1 - random.below(7)],
    ]);
    code.emit(drawWord(random, random.pick(CROSSING_ROWS), forced).word);
  }
};

const repoint: Item = (code) => {
  const { random } = code;
  const base = random.pick(BASES);
  const data = pageOffset(PAGES.data) + random.below(pageOffset(PAGES.dataCount));
  const target = random.oneIn(16)
    ? random.pick([
        SLOTS_OFFSET,
        code.offset,
        tableOffset(random.below(2), 'aliases') + 8 * PAGES.data,
        pageOffset(PAGES.copies),
      ])
    : base === REGISTER.s0 || random.oneIn(2)
      ? data & ~7
      : pageOffset(PAGES.data + 1 + random.below(PAGES.dataCount - 2)) + random.below(9) - 4;
  code.address(base, target);
  if (!random.oneIn(3)) return;
  // The same page in the alias.
  code.emit(word('lui', { rd: T0, upper: 0x4000_0000 }), word('xor', { rd: base, rs1: base, rs2: T0 }));
  code.emit(word('slli', { rd: T0, rs1: T0, shamt: 1 }), word('xor', { rd: base, rs1: base, rs2: T0 }));
};

/** Changes one or two leaves of the tables, by plain stores or an atomic, often without saying so. */
const remap: Item = (code) => {
  const { random } = code;
  const user = random.below(2);
  const table = random.oneIn(4) ? 'identity' : 'aliases';
  const page = random.oneIn(table === 'aliases' ? 3 : 12)
    ? PAGES.code + random.below(PAGES.codeCount)
    : PAGES.data + random.below(PAGES.dataCount);
  code.address(T0, tableOffset(user, table) + page * 8);
  const other = (random.below(PAGES.dataCount) - 8) * 8;
  const flags = Number(drawFlags(random, user));
  switch (random.below(5)) {
    case 0:
      code.emit(
        word('ld', { rd: T1, rs1: T0 }),
        word('xori', { rd: T1, rs1: T1, imm: 1 << random.below(8) }),
      );
      code.emit(word('sd', { rs1: T0, rs2: T1 }));
      break;
    case 1:
      code.emit(word('ld', { rd: T1, rs1: T0 }), word('ld', { rd: T2, rs1: T0, imm: other }));
      code.emit(word('sd', { rs1: T0, rs2: T2 }), word('sd', { rs1: T0, rs2: T1, imm: other }));
      break;
    case 2:
      code.number(T1, 1 << random.below(8));
      code.emit(word(random.pick(['amoor.d', 'amoxor.d', 'amoadd.w']), { rd: T2, rs1: T0, rs2: T1 }));
      break;
    case 3:
      // To a page nearby.
      code.number(T1, 0x400 << random.below(3));
      code.emit(word('amoxor.d', { rd: T2, rs1: T0, rs2: T1 }));
      break;
    default:
      code.number(T1, flags);
      code.emit(word('sb', { rs1: T0, rs2: T1 }));
  }
  if (random.oneIn(2)) code.emit(word('sfence.vma', { rs1: random.pick([0, 0, T0]), rs2: 0 }));
};

/** Registers that decide who may do what; outside their mode they trap. */
const changeMode: Item = (code, { mmu }) => {
  const { random } = code;
  const set = random.pick(['csrrs', 'csrrc']);
  const mask = (csr: string, value: number): void => {
    code.number(T0, value);
    code.emit(csrWord(set, csr, { rd: random.oneIn(2) ? 0 : T1, rs1: T0 }));
  };
  switch (random.below(12)) {
    case 0:
      return mask('mstatus', 1 << random.pick([1, 3, 17, 18, 19]));
    case 1:
      return mask('sstatus', 1 << random.pick([1, 18, 19]));
    case 2:
      return mask(random.pick(['mie', 'sie']), 1 << random.pick([1, 3, 5, 7, 9]));
    case 3:
      return mask(random.pick(['mip', 'sip']), 2);
    case 4:
      return mask(random.pick(['mcounteren', 'scounteren']), 1 << random.below(3));
    case 5:
      return mask('mcountinhibit', random.pick([1, 4, 5]));
    case 6:
      return code.emit(
        csrWord('csrrw', random.pick(['minstret', 'mcycle']), { rd: T0, rs1: anyRegister(code) }),
      );
    case 7: {
      const mode = random.oneIn(4) ? 0 : 8 + random.below(highestMode(mmu) - 7);
      if (mode === 0) return code.emit(csrWord('csrrw', 'satp', { rd: T2, rs1: 0 }));
      code.emit(word('addi', { rd: T0, imm: mode }), word('slli', { rd: T0, rs1: T0, shamt: 60 }));
      code.address(T1, rootOffset(mode, random.below(2)));
      code.emit(word('srli', { rd: T1, rs1: T1, shamt: 12 }), word('or', { rd: T0, rs1: T0, rs2: T1 }));
      return code.emit(csrWord('csrrw', 'satp', { rd: T2, rs1: T0 }));
    }
    case 8:
      // Only seldom: what follows without floats traps on each.
      return random.oneIn(4) ? mask('mstatus', random.pick([0x2000, 0x4000, 0x6000])) : mask('mstatus', 2);
    case 9:
      code.number(T0, random.pick([1, 2, 3, 5]));
      code.emit(csrWord('csrrs', 'time', { rd: T1 }), word('add', { rd: T0, rs1: T0, rs2: T1 }));
      return code.emit(csrWord('csrrw', 'stimecmp', { rd: 0, rs1: T0 }));
    case 10:
      code.number(T0, 0x1f00 | random.pick([0x1f, 0x1b, 0x19, 0x18]));
      return code.emit(csrWord('csrrw', 'pmpcfg0', { rd: T1, rs1: T0 }));
    default:
      return mask('menvcfg', 1);
  }
};

/** On in another mode at the next instruction. */
const enterMode: Item = (code) => {
  const { random } = code;
  if (random.oneIn(2)) return code.emit(word('ecall'));
  const mode = random.pick(['m', 's']);
  const next = createLabel();
  code.labelAddress(T0, next);
  code.emit(csrWord('csrrw', `${mode}epc`, { rd: 0, rs1: T0 }), word(`${mode}ret`));
  code.place(next);
};

/** A read of what counts, or a store that raises an interrupt at once. */
const notice: Item = (code) => {
  const { random } = code;
  const counter = random.pick(['instret', 'cycle', 'time', 'minstret', 'mcycle']);
  if (!random.oneIn(5)) return code.emit(csrWord('csrrs', counter, { rd: T0 + random.below(3) }));
  if (random.oneIn(3)) return code.emit(csrWord('csrrs', 'mip', { rd: T0 }), word('c.nop'));
  code.emit(word('lui', { rd: T0, upper: 0x200_0000 }), word('addi', { rd: T1, imm: 1 }));
  if (random.oneIn(2)) return code.emit(word('sw', { rs1: T0, rs2: T1 }));
  return code.emit(word('lui', { rd: T0, upper: 0x200_c000 }), word('ld', { rd: T1, rs1: T0, imm: -8 }));
};

const reserve: Item = (code, around) => {
  const { random } = code;
  const again = createLabel();
  const width = random.pick(['w', 'd']);
  const base = random.pick(BASES);
  const offset = code.random.below(4) * 8;
  code.emit(
    word('addi', { rd: T3, rs1: base, imm: offset }),
    word('andi', { rd: T3, rs1: T3, imm: -8 }),
    word('addi', { rd: T2, imm: 3 }),
  );
  code.place(again);
  code.emit(word(`lr.${width}`, { rd: T0, rs1: T3 }));
  if (random.oneIn(4)) straight(code, around);
  code.emit(word('addi', { rd: T0, rs1: T0, imm: 1 }), word(`sc.${width}`, { rd: T1, rs1: T3, rs2: T0 }));
  code.emit(word('addi', { rd: T2, rs1: T2, imm: -1 }));
  const done = createLabel();
  code.branch('beq', T2, 0, done);
  code.branch('bne', T1, 0, again);
  code.place(done);
};

/** What no compiler writes: words of no row, jumps into the middle of instructions, addresses with nothing there. */
const rough: Item = (code) => {
  const { random } = code;
  switch (random.below(6)) {
    case 0:
      return code.emit(random.next32());
    case 1:
      return code.emit(word('ebreak'));
    case 2:
      return code.emit(
        word(random.pick(BRANCHES), {
          rs1: anyRegister(code),
          rs2: anyRegister(code),
          offset: (random.below(24) - 4) * 2,
        }),
      );
    case 3:
      return code.emit(word('jal', { rd: 0, offset: (2 + random.below(8)) * 2 }));
    case 4:
      return code.emit(word(random.pick(['ld', 'lw', 'lbu']), { rd: T0, rs1: REGISTER.tp }));
    default:
      return code.emit(word(random.pick(['sd', 'sw', 'sb']), { rs2: anyRegister(code), rs1: REGISTER.tp }));
  }
};

/** Mostly for an interrupt that comes. */
const wait: Item = (code) => {
  code.number(T0, 0xaaa);
  code.emit(csrWord('csrrs', 'mie', { rd: 0, rs1: T0 }), word('wfi'));
};

const WEIGHTS: readonly (readonly [weight: number, item: Item])[] = [
  [160, straight],
  [10, skipAhead],
  [5, call],
  [3, tableJump],
  [3, computedJump],
  [5, patchCode],
  [1, copyCode],
  [4, repoint],
  [4, cross],
  [4, remap],
  [1.2, changeMode],
  [1.3, enterMode],
  [4, notice],
  [2, reserve],
  [1, rough],
  [0.2, wait],
];
const PLAIN: ReadonlySet<Item> = new Set([
  straight,
  skipAhead,
  call,
  tableJump,
  computedJump,
  repoint,
  cross,
]);

function drawFrom(random: Random, weights: readonly (readonly [weight: number, item: Item])[]): Item {
  const total = weights.reduce((sum, [weight]) => sum + weight, 0);
  let left = (random.next32() / 2 ** 32) * total;
  const [, item] = weights.find(([weight]) => (left -= weight) < 0) ?? at(weights, 0);
  return item;
}

const PLAIN_WEIGHTS = WEIGHTS.filter(([, item]) => PLAIN.has(item));

export function drawItem(code: CodeWriter, around: Surroundings): void {
  const isPlain = around.isPlain && !code.random.oneIn(40);
  const item = drawFrom(code.random, isPlain ? PLAIN_WEIGHTS : WEIGHTS);
  item(code, around);
}
