/**
 * Writes a program's code: words one after the other, labels before they are placed, and a record of what stands
 * where, so that a failing program can be made smaller by taking instructions out.
 */
import { at } from '../../base/assert.ts';
import type { Random } from '../../base/random.ts';
import { bytesOf } from '../case.ts';
import { JUMP_TABLE_ENTRIES, JUMP_TABLES, PAGES, pageOffset, SLOT_WORDS } from './layout.ts';
import { word } from './words.ts';

export const CODE_START = pageOffset(PAGES.code);
const CODE_END = pageOffset(PAGES.code + PAGES.codeCount);

/** A place in the code, known or to come. */
export interface Label {
  offset: number | undefined;
  /** Where words stand that want to know. */
  readonly uses: { readonly from: number; readonly patch: (distance: number) => number }[];
}

export const createLabel = (): Label => ({ offset: undefined, uses: [] });

export class CodeWriter {
  readonly random: Random;
  readonly view: DataView;
  /** Offsets of instructions, in order. */
  readonly starts: number[] = [];
  /** Four-byte instructions that fall through: what the program may write over. */
  readonly slots: number[] = [];
  /** Words that the program keeps as data, to write them over others. */
  readonly kept: number[] = [];
  readonly tables: Label[][] = [];
  offset = CODE_START;

  constructor(random: Random, ram: DataView) {
    this.random = random;
    this.view = ram;
  }

  get isFull(): boolean {
    return this.offset > CODE_END - 1024;
  }

  emit(...words: readonly number[]): void {
    for (const one of words) {
      this.starts.push(this.offset);
      this.put(this.offset, one);
      this.offset += bytesOf(one);
    }
  }

  private put(offset: number, one: number): void {
    this.view.setUint16(offset, one & 0xffff, true);
    if (bytesOf(one) === 4) this.view.setUint16(offset + 2, one >>> 16, true);
  }

  place(label: Label): void {
    label.offset = this.offset;
    for (const { from, patch } of label.uses) this.put(from, patch(this.offset - from));
    label.uses.length = 0;
  }

  /** Puts a label where another one stands. */
  alias(label: Label, other: Label): void {
    const { offset } = other;
    if (offset === undefined) throw new Error('the other label stands');
    label.offset = offset;
    for (const { from, patch } of label.uses) this.put(from, patch(offset - from));
    label.uses.length = 0;
  }

  /** A word that depends on how far a label is, but for its length. */
  relative(label: Label, patch: (distance: number) => number): void {
    if (label.offset !== undefined) return this.emit(patch(label.offset - this.offset));
    label.uses.push({ from: this.offset, patch });
    this.emit(patch(0));
  }

  /** The address of a place in RAM, by where the code itself runs. */
  address(rd: number, ramOffset: number): void {
    const distance = ramOffset - this.offset;
    const upper = ((distance + 0x800) >> 12) << 12;
    this.emit(word('auipc', { rd, upper }), word('addi', { rd, rs1: rd, imm: distance - upper }));
  }

  labelAddress(rd: number, label: Label): void {
    const upperOf = (distance: number): number => ((distance + 0x800) >> 12) << 12;
    this.relative(label, (distance) => word('auipc', { rd, upper: upperOf(distance) }));
    this.relative(label, (later) => {
      const distance = later + 4;
      return word('addi', { rd, rs1: rd, imm: distance - upperOf(distance) });
    });
  }

  /** A number that fits 32 bits. */
  number(rd: number, value: number): void {
    const upper = ((value + 0x800) >> 12) << 12;
    if (value >= -2048 && value < 2048) return this.emit(word('addi', { rd, imm: value }));
    this.emit(word('lui', { rd, upper }), word('addiw', { rd, rs1: rd, imm: value - upper }));
  }

  jump(label: Label): void {
    const { offset } = label;
    const distance = offset === undefined ? undefined : offset - this.offset;
    if (distance !== undefined && distance >= -2048 && this.random.oneIn(2)) {
      return this.emit(word('c.j', { offset: distance }));
    }
    this.relative(label, (far) => word('jal', { rd: 0, offset: far }));
  }

  branch(mnemonic: string, rs1: number, rs2: number, label: Label): void {
    const distance = label.offset === undefined ? undefined : label.offset - this.offset;
    const isNear = distance !== undefined && distance >= -256 && rs2 === 0 && rs1 >= 8 && rs1 < 16;
    const short = { beq: 'c.beqz', bne: 'c.bnez' }[mnemonic];
    if (isNear && short !== undefined) return this.emit(word(short, { rs1, offset: distance }));
    this.relative(label, (far) => word(mnemonic, { rs1, rs2, offset: far }));
  }

  /** The number of a kept word; a few are shared once there is no more room. */
  keep(one: number): number {
    if (this.kept.length < SLOT_WORDS) return this.kept.push(one) - 1;
    return this.random.below(SLOT_WORDS);
  }

  /** The number of a jump table through these labels. */
  table(labels: readonly Label[]): number {
    if (this.tables.length === JUMP_TABLES) return this.random.below(JUMP_TABLES);
    return (
      this.tables.push(
        Array.from({ length: JUMP_TABLE_ENTRIES }, (_, index) => at(labels, index % labels.length)),
      ) - 1
    );
  }
}
