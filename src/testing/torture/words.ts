/**
 * The words of torture programs: structural instructions by mnemonic and operands, and a pool of random ones in
 * which every row of the tables takes part, drawn once since drawing is dearer than running.
 */
import { Random } from '../../base/random.ts';
import { insertField } from '../../isa/row-language.ts';
import { csrNumbers } from '../../isa/riscv64/csr/numbers.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { isAccess, isAtomic } from '../generator/rows.ts';
import { drawWord, type DrawnWord, type RiscvRow, type RiscvShort } from '../generator/words.ts';
import { BASES, KEPT, REGISTER } from './layout.ts';

const byMnemonic = new Map([...riscv64.rows, ...riscv64.shortRows].map((row) => [row.mnemonic, row]));

/** An instruction by the names of its operands: `word('addi', { rd: 5, rs1: 0, imm: 1 })`. */
export function word(mnemonic: string, operands: Readonly<Record<string, number>> = {}): number {
  const row = byMnemonic.get(mnemonic);
  if (!row) throw new Error(`no row ${mnemonic}`);
  return row.encoding.fields.reduce(
    (sum, field) => (sum | insertField(field, operands[field.name] ?? field.bias)) >>> 0,
    row.encoding.match,
  );
}

/** Rows that decide where the program goes on: items place them, by design. */
const PLACED: ReadonlySet<string> = new Set([
  ...[
    'jal',
    'jalr',
    'beq',
    'bne',
    'blt',
    'bge',
    'bltu',
    'bgeu',
    'mret',
    'sret',
    'wfi',
    'ecall',
    'c.addi16sp',
  ],
]);

/** Reading these is harmless, writing them too (most trap). */
const CSRS = [
  ...(['fflags', 'frm', 'fcsr', 'cycle', 'time', 'instret', 'mcycle', 'minstret'] as const),
  ...([
    'sstatus',
    'scause',
    'sepc',
    'stval',
    'sip',
    'satp',
    'mcause',
    'mepc',
    'mtval',
    'mip',
    'misa',
  ] as const),
  ...(['mhartid', 'mstatus', 'medeleg', 'mideleg', 'mie', 'sie', 'menvcfg', 'stimecmp'] as const),
] as const;
/** Those that random words may write, too. */
const WRITABLE = new Set(['fflags', 'frm', 'fcsr', 'scause', 'sepc', 'stval', 'mcause', 'mtval']);

const expanded = (row: RiscvRow | RiscvShort): RiscvRow => ('row' in row ? row.row : row);

const isPlaced = (row: RiscvRow | RiscvShort): boolean =>
  PLACED.has(row.mnemonic) || PLACED.has(expanded(row).mnemonic);

const WINDOW = 512;
const NEAR_WINDOW = 16;
const KEPT_SHARE = 128;

function drawAccess(random: Random, row: RiscvRow | RiscvShort): DrawnWord {
  // Only the first is aligned, and atomics have no displacement.
  const base = isAtomic(expanded(row)) && !random.oneIn(32) ? REGISTER.s0 : random.pick(BASES);
  const forced = new Map<string, number>([['rs1', base]]);
  const immediate = row.encoding.fields.find(({ name }) => name === 'imm');
  // The second is near the end of a page.
  const span = base === REGISTER.s1 && !random.oneIn(3) ? NEAR_WINDOW : WINDOW;
  if (immediate) forced.set('imm', random.below(span) - span / 2);
  return drawWord(random, row, forced);
}

function drawCsr(random: Random, row: RiscvRow): DrawnWord {
  const name = random.oneIn(2)
    ? random.pick(['fflags', 'frm', 'fcsr', 'instret', 'cycle', 'time'])
    : random.pick(CSRS);
  const forced = new Map([['csr', csrNumbers[name] ?? 0]]);
  if (!WRITABLE.has(name)) {
    const reads = random.pick(['csrrs', 'csrrc', 'csrrsi', 'csrrci']);
    const source = riscv64.rows.find(({ mnemonic }) => mnemonic === reads) ?? row;
    return drawWord(random, source, forced.set('rs1', 0).set('uimm', 0));
  }
  return drawWord(random, row, forced);
}

function drawAny(random: Random, row: RiscvRow | RiscvShort): DrawnWord {
  const meaning = expanded(row);
  if (meaning.mnemonic.startsWith('csr')) return drawCsr(random, meaning);
  const usesStack = row.syntax.includes('(sp)');
  if ((isAccess(meaning) || isAtomic(meaning)) && !usesStack) return drawAccess(random, row);
  return drawWord(random, row);
}

/** A word that leaves the kept registers alone; one in many does not. */
function drawPooled(random: Random, row: RiscvRow | RiscvShort): number {
  for (let attempt = 0; attempt < 40; attempt++) {
    const { word: drawn, decoded } = drawAny(random, row);
    const writes = decoded.row.operands.includes('rd') ? (decoded.operands['rd'] ?? 0) : 0;
    if (writes === REGISTER.zero || !KEPT.has(writes) || random.oneIn(KEPT_SHARE)) return drawn;
  }
  // A row that can only write a kept register (`c.addi16sp`).
  return drawAny(random, row).word;
}

const WORDS_PER_ROW = 48;
const FENCE_SHARE = 8;

export interface WordPool {
  /** Words that fall through to the next, by the kind of their row. */
  readonly straight: readonly (readonly number[])[];
  /** Those that a translator takes into the middle of a region. */
  readonly plain: readonly (readonly number[])[];
  /** The same, of four bytes each, without any that touch memory: what programs write into their code. */
  readonly patches: readonly number[];
}

const kindOf = (row: RiscvRow | RiscvShort): string => {
  const { mnemonic } = expanded(row);
  if (isAtomic(expanded(row))) return 'atomic';
  if (isAccess(expanded(row))) return 'access';
  if (mnemonic.startsWith('csr')) return 'csr';
  if (mnemonic.startsWith('f') && !mnemonic.startsWith('fence')) return 'float';
  if (/^(?:fence|sfence|ebreak)/.test(mnemonic)) return 'rare';
  return 'row' in row ? 'short' : 'integer';
};

const drawPool = (): WordPool => {
  const random = new Random(0x746f_7274_7572_65n);
  const kinds = new Map<string, number[]>();
  const patches: number[] = [];
  for (const row of [...riscv64.rows, ...riscv64.shortRows]) {
    if (isPlaced(row)) continue;
    const kind = kindOf(row);
    const words = kinds.get(kind) ?? [];
    kinds.set(kind, words);
    for (let index = 0; index < WORDS_PER_ROW; index++) {
      const drawn = drawPooled(random, row);
      words.push(drawn);
      if (row.encoding.lengthBytes === 4 && (kind === 'integer' || random.oneIn(FENCE_SHARE)))
        patches.push(drawn);
    }
  }
  const lists = (mix: Readonly<Record<string, number>>): (readonly number[])[] =>
    Object.entries(mix).flatMap(([kind, share]) =>
      Array.from({ length: share }, () => kinds.get(kind) ?? []),
    );
  const plain = { integer: 12, short: 12, access: 8 };
  return {
    straight: lists({ ...plain, float: 8, atomic: 4, csr: 4, rare: 1 }),
    plain: lists({ ...plain, float: 1 }),
    patches,
  };
};

export const pool: WordPool = drawPool();
