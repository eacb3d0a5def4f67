/**
 * Cases from the instruction set's tables: an extension's rows in turn, each with operands and a state drawn for
 * what the row is: an access, a jump, arithmetic on one register file or the other. That stands in its syntax and
 * operand kinds; nothing here knows what an instruction means.
 */
import { at } from '../../base/assert.ts';
import { u64 } from '../../base/bits.ts';
import type { Random } from '../../base/random.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { CODE_BASE, CODE_BYTES, type Case, WINDOW_BASE, WINDOW_BYTES } from '../case.ts';
import { isOccupied, pcOf } from './layout.ts';
import { type ExtensionName, isAccess, isAtomic, isJump, rowsOf } from './rows.ts';
import { drawSequence } from './sequences.ts';
import { drawRegisters, littleEndian, type State } from './state.ts';
import { DOUBLE, fcsrValue, floatRegister, integerValue, SINGLE } from './values.ts';
import {
  type DrawnWord,
  drawReservedWord,
  drawWord,
  type RiscvDecoded,
  type RiscvRow,
  type RiscvShort,
} from './words.ts';

/** Addresses below the window's end, for accesses, of which neither machine has any memory. */
const UNMAPPED = [0n, 8n, 0x7f8n, 0xffff_ffff_ffff_f000n, 0xffff_ffff_ffff_fff8n];

function accessOffset(random: Random, row: RiscvRow, mayFault: boolean): number {
  const last = WINDOW_BYTES - 8;
  const aligned = isAtomic(row) ? !mayFault || !random.oneIn(16) : random.oneIn(2);
  if (!aligned) return random.below(last + 1);
  const step = row.mnemonic.endsWith('.w') ? 4 : 8;
  return random.below(last / step + 1) * step;
}

/** Points the base register at the window and puts a telling value there. */
function drawAccess(random: Random, { row, operands }: RiscvDecoded, state: State, mayFault: boolean): void {
  const offset = accessOffset(random, row, mayFault);
  const target = mayFault && random.oneIn(32) ? random.pick(UNMAPPED) : BigInt(WINDOW_BASE + offset);
  const displacement = BigInt(operands['imm'] ?? 0);
  state.registers.set(operands['rs1'] ?? 0, u64(target - displacement));
  const value = row.operands.includes('fd')
    ? floatRegister(row.mnemonic === 'flw' ? SINGLE : DOUBLE, random)
    : integerValue(random);
  state.patch = { offset, bytes: littleEndian(value) };
}

function drawJump(random: Random, { operands }: RiscvDecoded, state: State): void {
  let target = BigInt(CODE_BASE + random.below(CODE_BYTES));
  while (isOccupied(target & ~1n)) target = BigInt(CODE_BASE + random.below(CODE_BYTES));
  if (random.oneIn(32)) target = random.pick(UNMAPPED);
  state.registers.set(operands['rs1'] ?? 0, u64(target - BigInt(operands['imm'] ?? 0)));
}

/** The word of a `lr` before a `sc` of the same size and base; it may not overwrite the base. */
function reservingWord(random: Random, { row, operands }: RiscvDecoded): DrawnWord {
  const mnemonic = row.mnemonic.replace('sc', 'lr');
  const reserve = at(
    riscv64.rows.filter((other) => other.mnemonic === mnemonic),
    0,
  );
  const base = operands['rs1'] ?? 0;
  for (;;) {
    const drawn = drawWord(random, reserve, new Map([['rs1', base]]));
    if (drawn.decoded.operands['rd'] !== base) return drawn;
  }
}

/** A word whose relative target, if it has one, is no instruction of another case. */
function drawSafeWord(random: Random, row: RiscvRow | RiscvShort, pc: number): DrawnWord {
  for (;;) {
    const drawn = drawWord(random, row);
    if (row.mnemonic.startsWith('sc.') && drawn.decoded.operands['rs1'] === 0) continue;
    const offset = drawn.decoded.operands['offset'];
    if (offset === undefined || !isOccupied(BigInt(pc) + BigInt(offset))) return drawn;
  }
}

/** One case of a row; `index` is its place in the batch. */
function drawCase(random: Random, row: RiscvRow | RiscvShort, index: number): Case {
  const pc = pcOf(index);
  const drawn = drawSafeWord(random, row, pc);
  const { decoded } = drawn;
  const words = [drawn.word];
  const state: State = { registers: new Map() };
  drawRegisters(random, decoded, state);
  const isConditional = decoded.row.mnemonic.startsWith('sc.');
  const isReserved = isConditional && !random.oneIn(4);
  if (isReserved) words.unshift(reservingWord(random, decoded).word);
  if (isAccess(decoded.row)) drawAccess(random, decoded, state, isReserved || !isConditional);
  if (isJump(decoded.row)) drawJump(random, decoded, state);
  state.registers.delete(0);
  const registers = [...state.registers].map(([register, value]) => ({ register, value }));
  return { pc, words, registers, fcsr: fcsrValue(random), ...(state.patch && { patch: state.patch }) };
}

const reservedCase = (random: Random, index: number): Case => ({
  pc: pcOf(index),
  words: [drawReservedWord(random)],
  registers: [],
  fcsr: fcsrValue(random),
});

/** Cases of an extension, its rows taking turns. */
export function drawCases(random: Random, extension: ExtensionName, count: number): Case[] {
  if (extension === 'reserved') return Array.from({ length: count }, (_, i) => reservedCase(random, i));
  if (extension === 'sequences') return Array.from({ length: count }, (_, i) => drawSequence(random, i));
  const rows = rowsOf(extension);
  return Array.from({ length: count }, (_, index) => drawCase(random, at(rows, index % rows.length), index));
}
