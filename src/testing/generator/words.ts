/** Instruction words of a row, with operand numbers drawn from the operand kinds of its instruction set. */
import type { Random } from '../../base/random.ts';
import { type Field, insertField, type OperandKind } from '../../isa/row-language.ts';
import type { Decoded, Row, ShortRow } from '../../isa/instruction-set.ts';
import type { RiscvBuilder } from '../../isa/riscv64/builder.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { bytesOf } from '../case.ts';
import { isCounter } from './exclusions.ts';

export type RiscvRow = Row<RiscvBuilder>;
export type RiscvShort = ShortRow<RiscvBuilder>;
export type RiscvDecoded = Decoded<RiscvBuilder>;

const ATTEMPTS = 1000;
/** `fflags`, `frm`, `fcsr`. */
const FLOAT_CSRS = [1, 2, 3];

function drawCsr(random: Random): number {
  if (!random.oneIn(4)) return random.pick(FLOAT_CSRS);
  const csr = random.below(4096);
  return isCounter(csr) ? 3 : csr;
}

function drawImmediate(random: Random, field: Field): number {
  const span = 2 ** field.width;
  const raw = random.oneIn(4)
    ? random.pick([0, 1, 2, span - 1, span - 2, span / 2, span / 2 - 1, span / 2 + 1])
    : random.below(span);
  return raw % span;
}

function drawField(random: Random, field: Field, kind: OperandKind | undefined): number {
  if (field.name === 'csr') return drawCsr(random);
  if (field.name === 'rm') return random.oneIn(32) ? random.pick([5, 6]) : random.pick([0, 1, 2, 3, 4, 7]);
  if (kind?.kind !== 'register') return drawImmediate(random, field);
  if (field.bias === 0 && random.oneIn(16)) return random.pick([0, 1, 2]);
  return field.bias + random.below(2 ** field.width);
}

/** Operand numbers; registers repeat one another more often than chance would have it. */
function drawNumbers(random: Random, fields: readonly Field[]): Map<string, number> {
  const numbers = new Map<string, number>();
  const kinds: Readonly<Record<string, OperandKind>> = riscv64.kinds;
  let earlier: number | undefined;
  for (const field of fields) {
    const isRegister = kinds[field.name]?.kind === 'register';
    const drawn = drawField(random, field, kinds[field.name]);
    const number = isRegister && earlier !== undefined && random.oneIn(8) ? earlier : drawn;
    if (isRegister) earlier = number;
    numbers.set(field.name, number);
  }
  return numbers;
}

export interface DrawnWord {
  readonly word: number;
  readonly decoded: RiscvDecoded;
}

const isShort = (row: RiscvRow | RiscvShort): row is RiscvShort => 'sources' in row;

/** Numbers that some fields have to have. */
export type ForcedFields = ReadonlyMap<string, number>;

const NONE: ForcedFields = new Map();

/** A word that decodes to the given row (or to the given short encoding of one). */
export function drawWord(random: Random, row: RiscvRow | RiscvShort, forced = NONE): DrawnWord {
  const { encoding } = row;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const numbers = new Map([...drawNumbers(random, encoding.fields), ...forced]);
    const word = encoding.fields.reduce(
      (sum, field) => (sum | insertField(field, numbers.get(field.name) ?? 0)) >>> 0,
      encoding.match,
    );
    const decoded = riscv64.decode(word);
    if (decoded && (isShort(row) ? decoded.short === row : decoded.row === row)) return { word, decoded };
  }
  throw new Error(`${row.mnemonic}: no word in ${ATTEMPTS} attempts`);
}

/** A word that is reserved: of some row, with a few bits turned over, or any 16-bit one. */
export function drawReservedWord(random: Random): number {
  for (;;) {
    let { word } = drawWord(random, random.pick(riscv64.rows));
    for (let flips = 1 + random.below(3); flips > 0; flips--) word = (word ^ (1 << random.below(32))) >>> 0;
    if (bytesOf(word) === 2) word &= 0xffff;
    // Five ones begin an instruction of 48 bits or more.
    const isLonger = (word & 31) === 31;
    if (!isLonger && !riscv64.decode(word)) return word;
  }
}
