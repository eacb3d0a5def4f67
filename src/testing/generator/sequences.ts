/**
 * Several instructions of any extension after one another, as a program has them: registers flow from one to the
 * next, branches skip forward, the rounding mode changes, reservations are taken and lost.
 *
 * Accesses stay in the window: their base is one of three registers that nothing in the sequence writes, and their
 * displacement is drawn to fit. Of the store-conditionals and load-reserved only the double ones take part (sizes
 * that do not match are excluded, see exclusions.ts).
 */
import { at } from '../../base/assert.ts';
import type { Random } from '../../base/random.ts';
import { type Field, insertField } from '../../isa/row-language.ts';
import { type Case, codeBytesOf, WINDOW_BASE, WINDOW_BYTES } from '../case.ts';
import { pcOf } from './layout.ts';
import { extensionNames, isAccess, isJump, rowsOf } from './rows.ts';
import { drawRegisters, littleEndian, type State } from './state.ts';
import { fcsrValue, integerValue } from './values.ts';
import { type DrawnWord, drawWord, type RiscvRow, type RiscvShort } from './words.ts';

const MIN_LENGTH = 3;
const MAX_LENGTH = 12;

/** x2 (which compressed accesses imply), and two that short encodings can name. */
const BASES = [
  { register: 2, offset: 24 },
  { register: 9, offset: 24 },
  { register: 12, offset: 32 },
] as const;

/** Extensions whose rows make sequences. Those left out end a case, or have no effect that a case shows. */
const LEFT_OUT: ReadonlySet<string> = new Set(['privileged', 'zifencei', 'reserved', 'sequences']);

const expanded = (row: RiscvRow | RiscvShort): RiscvRow => ('row' in row ? row.row : row);

const isUsable = (row: RiscvRow | RiscvShort): boolean => {
  const { mnemonic } = expanded(row);
  return !isJump(expanded(row)) && mnemonic !== 'ebreak' && mnemonic !== 'lr.w' && mnemonic !== 'sc.w';
};

const rowLists = extensionNames()
  .filter((name) => !LEFT_OUT.has(name))
  .map((name) => rowsOf(name).filter(isUsable));

/** An access by one of the bases, inside the window. */
function drawAccessWord(random: Random, row: RiscvRow | RiscvShort): DrawnWord | undefined {
  const { register, offset } = random.pick(BASES);
  const displacement = random.below(WINDOW_BYTES - 7) - offset;
  const immediate = row.encoding.fields.find(({ name }) => name === 'imm' || name === 'uimm');
  const forced = new Map<string, number>([['rs1', register]]);
  if (immediate) {
    // What the field cannot hold is cut off here and thrown away below.
    const step = 2 ** Math.min(...immediate.pieces.map((piece) => piece.valueLow));
    forced.set(immediate.name, Math.trunc(displacement / step) * step);
  }
  const { word, decoded } = drawWord(random, row, forced);
  const base = BASES.find((one) => one.register === decoded.operands['rs1']);
  const target = (base?.offset ?? -1) + (decoded.operands['imm'] ?? 0);
  return base && target >= 0 && target <= WINDOW_BYTES - 8 ? { word, decoded } : undefined;
}

function drawOne(random: Random): DrawnWord {
  for (;;) {
    const row = random.pick(random.pick(rowLists));
    const drawn = isAccess(expanded(row)) ? drawAccessWord(random, row) : drawWord(random, row);
    if (!drawn) continue;
    const { row: meaning, operands } = drawn.decoded;
    const writesBase =
      meaning.operands.includes('rd') && BASES.some((base) => base.register === operands['rd']);
    if (!writesBase) return drawn;
  }
}

/** The word with its relative target moved to a later instruction, or to the end. */
function aimForward(
  random: Random,
  words: readonly number[],
  index: number,
  fields: readonly Field[],
): number {
  const word = at(words, index);
  const field = fields.find(({ name }) => name === 'offset');
  if (!field) return word;
  const skipped = 1 + random.below(words.length - index);
  const cleared = field.pieces.reduce(
    (rest, piece) => rest & ~((2 ** piece.width - 1) << piece.wordLow),
    word,
  );
  return (cleared | insertField(field, codeBytesOf(words.slice(index, index + skipped)))) >>> 0;
}

/** A sequence of instructions; `index` is its place in the batch. */
export function drawSequence(random: Random, index: number): Case {
  const length = MIN_LENGTH + random.below(MAX_LENGTH - MIN_LENGTH + 1);
  const drawn = Array.from({ length }, () => drawOne(random));
  const words = drawn.map(({ word }) => word);
  const aimed = drawn.map(({ decoded }, place) =>
    aimForward(random, words, place, (decoded.short ?? decoded.row).encoding.fields),
  );
  const state: State = { registers: new Map() };
  for (const { decoded } of drawn) drawRegisters(random, decoded, state);
  for (const { register, offset } of BASES) state.registers.set(register, BigInt(WINDOW_BASE + offset));
  state.registers.delete(0);
  return {
    pc: pcOf(index),
    words: aimed,
    registers: [...state.registers].map(([register, value]) => ({ register, value })),
    fcsr: fcsrValue(random),
    patch: { offset: random.below(WINDOW_BYTES - 7), bytes: littleEndian(integerValue(random)) },
  };
}
