/**
 * The row language: one instruction is one row of syntax, encoding (as the manual prints it) and meaning.
 * Decoder, disassembler, assembler, interpreter handlers, translators, fuzz generators and reference pages
 * derive from rows; nothing states an instruction twice.
 *
 *   insn('addi rd, rs1, imm', 'imm[11:0] rs1 000 rd 0010011',
 *     (b, o) => b.setX(o.rd, b.add(b.x(o.rs1), o.imm)))
 *
 * Encoding tokens run from the most significant bit: `0101` literal bits, `rd` a whole operand, `imm[12|10:5]`
 * bits 12, then 10 to 5, of an operand, `rd'` the short form of a register operand. Operands that stand in
 * the encoding but not in the syntax are modifiers (`aq`, `rl`, `fm`): kept for the disassembler, without meaning
 * to the row. Operand names are checked by the compiler: a misspelt one is not a property of `o`.
 */
import { assert } from '../base/assert.ts';
import type { Builder, Value } from '../ir/builder.ts';
import type { RegisterFile, Type } from '../ir/node.ts';

type Names<S extends string> = S extends `${infer A}, ${infer B}`
  ? Names<A> | Names<B>
  : S extends `${infer A}(${infer B})`
    ? Names<A> | Names<B>
    : S extends ''
      ? never
      : S;

/** The operand names in a syntax string. */
export type OperandNames<S extends string> = S extends `${string} ${infer Rest}` ? Names<Rest> : never;

export type OperandValues<S extends string> = { readonly [K in OperandNames<S>]: Value };

/** What an operand is; a guest has one table of these, by operand name. */
export type OperandKind =
  | {
      readonly kind: 'register';
      readonly file: RegisterFile;
      /** Bits of the whole operand in an encoding. */
      readonly width: number;
      /** The short form: its width and the register that its 0 names. */
      readonly short?: { readonly width: number; readonly first: number };
      /** Assembly names by number; the first of each is printed. */
      readonly names: readonly (readonly string[])[];
    }
  | {
      readonly kind: 'immediate';
      readonly width: number;
      readonly signed: boolean;
      readonly type: Type;
      /** Printed as an address relative to the instruction. */
      readonly relative?: boolean;
      /** Assembly text leaves out this many low bits, and shows the rest as an unsigned number. */
      readonly shift?: number;
      /** A modifier: 1 is written as a suffix of the mnemonic (`amoadd.w.aq`). */
      readonly suffix?: string;
      /** Words that stand for values. */
      readonly words?: Readonly<Record<string, number>>;
      /** Left out of the text when it has this value, and taken when left out. */
      readonly implied?: number;
    };

export type OperandKinds = Readonly<Record<string, OperandKind>>;

/** A run of encoding bits that holds a run of operand bits. */
export interface FieldPiece {
  readonly wordLow: number;
  readonly valueLow: number;
  readonly width: number;
  /** Ones in the low `width` bits. */
  readonly mask: number;
}

export interface Field {
  readonly name: string;
  readonly pieces: readonly FieldPiece[];
  /** Added to the decoded number (the short register form). */
  readonly bias: number;
  /** Width of the operand in bits, for sign extension. */
  readonly width: number;
  readonly signed: boolean;
}

export interface Encoding {
  readonly lengthBytes: number;
  readonly mask: number;
  readonly match: number;
  readonly fields: readonly Field[];
}

export interface RowOptions {
  /** Encodings that this pattern covers but that are reserved. Gets the operands' numbers. */
  readonly reserved?: (operands: Readonly<Record<string, number>>) => boolean;
  /**
   * `inline` rows live in the interpreter's main loop; `outlined` ones (long, rare, or calling helpers) in
   * functions of their own, which keeps the loop small for the engine's optimizer.
   */
  readonly placement?: 'inline' | 'outlined';
}

export interface RowSource<B extends Builder> {
  readonly syntax: string;
  readonly pattern: string;
  readonly meaning: (b: B, operands: Readonly<Record<string, Value>>) => void;
  readonly options: RowOptions;
}

/** A row of a guest whose builder is `B`. */
export type InsnFunction<B extends Builder> = <const S extends string>(
  syntax: S,
  pattern: string,
  meaning: (b: B, o: OperandValues<S>) => void,
  options?: RowOptions,
) => RowSource<B>;

/** The `insn` function for one guest's builder. */
export function rowLanguage<B extends Builder>(): InsnFunction<B> {
  return (syntax, pattern, meaning, options = {}) => ({
    syntax,
    pattern,
    meaning: meaning as RowSource<B>['meaning'],
    options,
  });
}

/** A shorter encoding of another row: `short('c.mv rd, rs2', '100 0 rd rs2 10', 'add rd, x0, rs2')`. */
export interface ShortSource {
  readonly syntax: string;
  readonly pattern: string;
  readonly expansion: string;
  readonly options: RowOptions;
}

export const short = (
  syntax: string,
  pattern: string,
  expansion: string,
  options: RowOptions = {},
): ShortSource => ({ syntax, pattern, expansion, options });

/** The operand names of a syntax string, in order. */
export function syntaxOperands(syntax: string): string[] {
  const space = syntax.indexOf(' ');
  if (space < 0) return [];
  return syntax
    .slice(space + 1)
    .split(/[,()\s]+/)
    .filter((name) => name !== '');
}

export const mnemonicOf = (syntax: string): string => syntax.split(' ')[0] ?? syntax;

interface PendingField {
  readonly pieces: FieldPiece[];
  short: boolean;
}

function parseBitList(list: string): { high: number; low: number }[] {
  return list.split('|').map((part) => {
    const [high, low] = part.split(':').map(Number);
    assert(high !== undefined && !Number.isNaN(high), `bit list ${list}`);
    return { high, low: low ?? high };
  });
}

/** Parses an encoding pattern. Throws on a pattern that does not fill 16 or 32 bits. */
export function parseEncoding(pattern: string, kinds: OperandKinds): Encoding {
  const tokens = pattern.trim().split(/\s+/);
  const parsed = tokens.map((token) => parseToken(token, kinds));
  const total = parsed.reduce((sum, token) => sum + token.width, 0);
  assert(total === 16 || total === 32, `pattern "${pattern}" has ${total} bits`);
  let position = total;
  let mask = 0;
  let match = 0;
  const pending = new Map<string, PendingField>();
  for (const token of parsed) {
    position -= token.width;
    if (token.literal !== undefined) {
      mask |= ((2 ** token.width - 1) << position) | 0;
      match |= (token.literal << position) | 0;
      continue;
    }
    const field = pending.get(token.name) ?? { pieces: [], short: token.short };
    pending.set(token.name, field);
    let low = position + token.width;
    for (const run of token.runs) {
      const width = run.high - run.low + 1;
      low -= width;
      field.pieces.push({ wordLow: low, valueLow: run.low, width, mask: 2 ** width - 1 });
    }
  }
  const fields = [...pending].map(([name, field]) => finishField(name, field, kinds));
  return { lengthBytes: total / 8, mask: mask >>> 0, match: match >>> 0, fields };
}

interface Token {
  readonly name: string;
  readonly width: number;
  readonly literal?: number;
  readonly short: boolean;
  readonly runs: readonly { high: number; low: number }[];
}

function parseToken(token: string, kinds: OperandKinds): Token {
  if (/^[01]+$/.test(token)) {
    return { name: '', width: token.length, literal: Number.parseInt(token, 2), short: false, runs: [] };
  }
  const parts = /^(\w+)('?)(?:\[([\d:|]+)\])?$/.exec(token);
  assert(parts !== null, `encoding token ${token}`);
  const name = parts[1] ?? '';
  const isShort = parts[2] === "'";
  const kind = kinds[name];
  assert(kind !== undefined, `no operand kind for ${name}`);
  if (parts[3] !== undefined) {
    const runs = parseBitList(parts[3]);
    return { name, width: runs.reduce((sum, r) => sum + r.high - r.low + 1, 0), short: isShort, runs };
  }
  const shortWidth = kind.kind === 'register' ? kind.short?.width : undefined;
  const width = isShort ? shortWidth : kind.width;
  assert(width !== undefined, `${name} has no short form`);
  return { name, width, short: isShort, runs: [{ high: width - 1, low: 0 }] };
}

function finishField(name: string, field: PendingField, kinds: OperandKinds): Field {
  const kind = kinds[name];
  assert(kind !== undefined, `no operand kind for ${name}`);
  const width = Math.max(...field.pieces.map((piece) => piece.valueLow + piece.width));
  const bias = field.short && kind.kind === 'register' ? (kind.short?.first ?? 0) : 0;
  return { name, pieces: field.pieces, bias, width, signed: kind.kind === 'immediate' && kind.signed };
}

/** The operand's number in an instruction word (unsigned 32-bit). */
export function extractField(field: Field, word: number): number {
  let value = 0;
  for (const piece of field.pieces) {
    value |= ((word >>> piece.wordLow) & piece.mask) << piece.valueLow;
  }
  if (field.signed) value = (value << (32 - field.width)) >> (32 - field.width);
  return value + field.bias;
}

/** The word bits that hold an operand's number. */
export function insertField(field: Field, value: number): number {
  let word = 0;
  for (const piece of field.pieces) {
    word |= (((value - field.bias) >>> piece.valueLow) & piece.mask) << piece.wordLow;
  }
  return word >>> 0;
}
