/**
 * A guest's rows, parsed and checked, with the decoder that derives from them.
 *
 * Decoding walks a tree: at each node the bits that every remaining row fixes select a branch; where rows
 * overlap, the one that fixes more bits is tried first. A shorter encoding decodes to the row it expands to,
 * with that row's operands.
 */
import { assert, at } from '../base/assert.ts';
import type { Builder, Value } from '../ir/builder.ts';
import {
  type Encoding,
  extractField,
  mnemonicOf,
  type OperandKinds,
  parseEncoding,
  type RowOptions,
  type RowSource,
  type ShortSource,
  syntaxOperands,
} from './row-language.ts';

export interface Row<B extends Builder = Builder> {
  /** Position in the guest's table. */
  readonly index: number;
  readonly mnemonic: string;
  readonly syntax: string;
  /** Operand names in syntax order. */
  readonly operands: readonly string[];
  readonly encoding: Encoding;
  /** A method, so that a row for a guest's own builder is a row for any builder that guest makes. */
  meaning(b: B, operands: Readonly<Record<string, Value>>): void;
  readonly options: RowOptions;
}

/** Where an expanded row's operand comes from: a field of the short encoding, or a number. */
export type OperandSource = { readonly field: string } | { readonly number: number };

export interface ShortRow<B extends Builder = Builder> {
  readonly mnemonic: string;
  readonly syntax: string;
  readonly operands: readonly string[];
  readonly encoding: Encoding;
  readonly options: RowOptions;
  readonly row: Row<B>;
  readonly sources: Readonly<Record<string, OperandSource>>;
}

export interface Decoded<B extends Builder = Builder> {
  readonly row: Row<B>;
  /** The short encoding it was decoded from, if it was one. */
  readonly short?: ShortRow<B>;
  readonly lengthBytes: number;
  /** Operand numbers of `row`, by name. */
  readonly operands: Readonly<Record<string, number>>;
}

export interface InstructionSet<B extends Builder = Builder> {
  readonly name: string;
  readonly kinds: OperandKinds;
  readonly rows: readonly Row<B>[];
  readonly shortRows: readonly ShortRow<B>[];
  /** Bytes of the instruction that a word starts, reserved or not. */
  lengthOf(word: number): number;
  /** Every encoding, long and short; `index` is its place. */
  readonly patterns: readonly Pattern<B>[];
  /** The encoding that a word (its low half for a short one) matches, or nothing where it is reserved. */
  find(word: number): Pattern<B> | undefined;
  /** The instruction that a word starts with, or nothing where the encoding is reserved. */
  decode(word: number): Decoded<B> | undefined;
}

/** One encoding of a row: its own, or a short one. */
export interface Pattern<B extends Builder = Builder> {
  readonly index: number;
  readonly encoding: Encoding;
  readonly row: Row<B>;
  readonly short?: ShortRow<B>;
}

type Tree<B extends Builder> =
  | { readonly select: number; readonly branches: ReadonlyMap<number, Tree<B>> }
  | { readonly candidates: readonly Pattern<B>[] };

const onesIn = (value: number): number => value.toString(2).replaceAll('0', '').length;

function buildTree<B extends Builder>(candidates: readonly Pattern<B>[], tested: number): Tree<B> {
  const common = candidates.reduce((mask, c) => mask & c.encoding.mask, 0xffff_ffff) & ~tested;
  if (candidates.length <= 1 || common === 0) {
    return { candidates: candidates.toSorted((a, b) => onesIn(b.encoding.mask) - onesIn(a.encoding.mask)) };
  }
  const groups = new Map<number, Pattern<B>[]>();
  for (const candidate of candidates) {
    const key = (candidate.encoding.match & common) >>> 0;
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  const branches = new Map([...groups].map(([key, group]) => [key, buildTree(group, tested | common)]));
  return { select: common >>> 0, branches };
}

function fieldNumbers(encoding: Encoding, word: number): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const field of encoding.fields) numbers[field.name] = extractField(field, word);
  return numbers;
}

function matches(pattern: Pattern, word: number): boolean {
  const { encoding } = pattern;
  if ((word & encoding.mask) >>> 0 !== encoding.match) return false;
  const { reserved } = pattern.short?.options ?? pattern.row.options;
  return reserved === undefined || !reserved(fieldNumbers(encoding, word));
}

function decodePattern<B extends Builder>(pattern: Pattern<B>, word: number): Decoded<B> {
  const { encoding, row, short } = pattern;
  const numbers = fieldNumbers(encoding, word);
  if (!short) return { row, lengthBytes: encoding.lengthBytes, operands: numbers };
  const operands: Record<string, number> = {};
  for (const [name, source] of Object.entries(short.sources)) {
    operands[name] = 'number' in source ? source.number : (numbers[source.field] ?? 0);
  }
  return { row, short, lengthBytes: encoding.lengthBytes, operands };
}

function parseOperandSource(text: string, fields: ReadonlySet<string>, kinds: OperandKinds): OperandSource {
  if (fields.has(text)) return { field: text };
  for (const kind of Object.values(kinds)) {
    if (kind.kind !== 'register') continue;
    const number = kind.names.findIndex((names) => names.includes(text));
    if (number >= 0) return { number };
  }
  const number = Number(text);
  assert(!Number.isNaN(number), `expansion operand ${text}`);
  return { number };
}

function parseShort<B extends Builder>(
  source: ShortSource,
  rows: ReadonlyMap<string, Row<B>>,
  kinds: OperandKinds,
): ShortRow<B> {
  const encoding = parseEncoding(source.pattern, kinds);
  const row = rows.get(mnemonicOf(source.expansion));
  assert(row !== undefined, `${source.syntax} expands to an unknown row: ${source.expansion}`);
  const given = syntaxOperands(source.expansion);
  assert(given.length === row.operands.length, `${source.expansion} against ${row.syntax}`);
  const fields = new Set(encoding.fields.map((field) => field.name));
  const sources = Object.fromEntries(
    row.operands.map((name, index) => [name, parseOperandSource(at(given, index), fields, kinds)]),
  );
  const { syntax, options } = source;
  const operands = syntaxOperands(syntax).filter((name) => fields.has(name));
  return { mnemonic: mnemonicOf(syntax), syntax, operands, encoding, options, row, sources };
}

/** Parses and checks a guest's tables. `lengthOf` gives the bytes of the instruction that a word starts. */
export function defineInstructionSet<B extends Builder>(definition: {
  readonly name: string;
  readonly kinds: OperandKinds;
  readonly rows: readonly RowSource<B>[];
  readonly shortRows: readonly ShortSource[];
  readonly lengthOf: (word: number) => number;
}): InstructionSet<B> {
  const { name, kinds } = definition;
  const rows = definition.rows.map(
    (source, index): Row<B> => ({
      index,
      mnemonic: mnemonicOf(source.syntax),
      syntax: source.syntax,
      operands: syntaxOperands(source.syntax),
      encoding: parseEncoding(source.pattern, kinds),
      meaning: source.meaning,
      options: source.options,
    }),
  );
  const byMnemonic = new Map(rows.map((row) => [row.mnemonic, row]));
  assert(byMnemonic.size === rows.length, `${name}: two rows share a mnemonic`);
  const shortRows = definition.shortRows.map((source) => parseShort(source, byMnemonic, kinds));
  const patterns: Pattern<B>[] = [
    ...rows.map((row, index) => ({ index, encoding: row.encoding, row })),
    ...shortRows.map((short, index) => {
      return { index: rows.length + index, encoding: short.encoding, row: short.row, short };
    }),
  ];
  const longTree = buildTree(patterns.slice(0, rows.length), 0);
  const shortTree = buildTree(patterns.slice(rows.length), 0);
  const find = (word: number): Pattern<B> | undefined => {
    const isShort = definition.lengthOf(word) === 2;
    const key = isShort ? word & 0xffff : word >>> 0;
    let tree: Tree<B> | undefined = isShort ? shortTree : longTree;
    while (tree !== undefined && 'select' in tree) tree = tree.branches.get((key & tree.select) >>> 0);
    return tree?.candidates.find((pattern) => matches(pattern, key));
  };
  return {
    name,
    kinds,
    rows,
    shortRows,
    patterns,
    lengthOf: definition.lengthOf,
    find,
    decode(word) {
      const pattern = find(word);
      return pattern && decodePattern(pattern, word >>> 0);
    },
  };
}
