/**
 * Operand values into an encoding, and the search for a shorter one. A number is written into its field and
 * read back: what does not come back is out of range.
 */
import { type Encoding, extractField, type Field, insertField, type OperandKind } from '../row-language.ts';
import type { AnyInstructionSet } from '../disassembler.ts';
import type { Row, ShortRow } from '../instruction-set.ts';

export type Values = ReadonlyMap<string, bigint>;

/** An operand that does not fit, or values that together are reserved. */
export interface Misfit {
  readonly operand?: string;
  readonly what: string;
}

export type Encoded = { readonly word: number; readonly lengthBytes: number } | { readonly misfit: Misfit };

/** The value as its field holds it: the bits that assembly text leaves out are added again. */
function fieldValue(kind: OperandKind | undefined, value: bigint): bigint {
  if (kind?.kind !== 'immediate') return value;
  if (kind.shift === undefined) return BigInt.asIntN(64, value);
  const shown = BigInt(kind.width - kind.shift);
  const unsigned = BigInt.asUintN(Number(shown), value);
  if (value !== unsigned && value !== BigInt.asIntN(Number(shown), value)) return 1n << 40n;
  return BigInt.asIntN(kind.width, unsigned << BigInt(kind.shift));
}

function fits(field: Field, value: bigint): boolean {
  if (value < -0x8000_0000n || value > 0xffff_ffffn) return false;
  const number = Number(value);
  return extractField(field, insertField(field, number)) === number;
}

/** `-2048 to 2047`, `0 to 124 in steps of 4`. */
function rangeText(field: Field, kind: OperandKind | undefined): string {
  if (kind?.kind === 'immediate' && kind.shift !== undefined) {
    return `0 to 0x${(2 ** (kind.width - kind.shift) - 1).toString(16)}`;
  }
  const low = Math.min(...field.pieces.map((piece) => piece.valueLow));
  const top = 2 ** field.width;
  const step = 2 ** low;
  const range = field.signed ? `${-top / 2} to ${top / 2 - step}` : `0 to ${top - step}`;
  return low === 0 ? range : `${range} in steps of ${step}`;
}

function describeMisfit(field: Field, kind: OperandKind | undefined, value: bigint): Misfit {
  const operand = field.name;
  if (kind?.kind === 'register') {
    const first = field.bias;
    const last = first + 2 ** field.width - 1;
    const names = `${kind.names[first]?.[0]} to ${kind.names[last]?.[0]}`;
    return {
      operand,
      what: `${operand} is ${kind.names[Number(value)]?.[0]}, which this encoding cannot name (${names})`,
    };
  }
  const takes = rangeText(field, kind);
  if (kind?.relative) return { operand, what: `the target is ${value} bytes away, which takes ${takes}` };
  return { operand, what: `${operand} is ${value}, which takes ${takes}` };
}

/** Encodes; modifiers without a value are 0. Values are registers' numbers and immediates as written. */
export function encode(
  set: AnyInstructionSet,
  target: { readonly encoding: Encoding; readonly options: Row['options'] },
  values: Values,
): Encoded {
  const { encoding, options } = target;
  let word = encoding.match;
  const numbers: Record<string, number> = {};
  for (const field of encoding.fields) {
    const kind = set.kinds[field.name];
    const written = values.get(field.name) ?? 0n;
    const value = fieldValue(kind, written);
    if (!fits(field, value)) return { misfit: describeMisfit(field, kind, written) };
    numbers[field.name] = Number(value);
    word = (word | insertField(field, Number(value))) >>> 0;
  }
  if (options.reserved?.(numbers)) return { misfit: { what: 'these operands are a reserved encoding' } };
  return { word, lengthBytes: encoding.lengthBytes };
}

/** The values of a short encoding's fields, if it can say what the long one says. */
function shortValues(short: ShortRow<never>, values: Values): Map<string, bigint> | undefined {
  const result = new Map<string, bigint>();
  for (const [name, source] of Object.entries(short.sources)) {
    const value = values.get(name) ?? 0n;
    if ('number' in source) {
      if (value !== BigInt(source.number)) return undefined;
      continue;
    }
    const known = result.get(source.field);
    if (known !== undefined && known !== value) return undefined;
    result.set(source.field, value);
  }
  return result;
}

const shortRows = new WeakMap<Row<never>, readonly ShortRow<never>[]>();

/** The shorter encodings of a row. */
export function shortRowsOf(set: AnyInstructionSet, row: Row<never>): readonly ShortRow<never>[] {
  const rows = shortRows.get(row) ?? set.shortRows.filter((short) => short.row === row);
  shortRows.set(row, rows);
  return rows;
}

/** The first shorter encoding of a row that fits these values. */
export function encodeShort(set: AnyInstructionSet, row: Row<never>, values: Values): Encoded | undefined {
  for (const short of shortRowsOf(set, row)) {
    const fields = shortValues(short, values);
    if (!fields) continue;
    const encoded = encode(set, short, fields);
    if ('word' in encoded && set.decode(encoded.word)?.short === short) return encoded;
  }
  return undefined;
}
