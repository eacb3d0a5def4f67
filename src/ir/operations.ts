// table
/**
 * The IR's value operations, one typed row each: signature, WebAssembly opcode, constant folding.
 *
 * A signature reads `operands -> result`; `T` is the type of the first operand. Everything derives from this
 * table: the builder's checks and folds, the printer, the verifier, the lowering. Operations are pure unless
 * they stand in {@link ../ir/node.ts}'s effect list. A new operation is added only where composing the ones
 * below is impossible or measurably worse.
 *
 * `divS`, `divU`, `remS` and `remU` demand a non-zero divisor and, for `divS`, no overflow: the row guards
 * them, since generated code never traps in WebAssembly.
 */
import { at } from '../base/assert.ts';
import { s64, u64 } from '../base/bits.ts';

export type Type = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

export interface PureOperation {
  readonly operands: readonly (Type | 'T')[];
  readonly result: Type | 'T';
  /** WebAssembly opcode by the type of the first operand. */
  readonly wasm: Partial<Record<Type, number>>;
  /** Constant folding on unsigned bit patterns; `width` is 32 or 64. The builder truncates the result. */
  readonly fold?: (args: readonly bigint[], width: number) => bigint;
}

type Fold = NonNullable<PureOperation['fold']>;

const signed = (value: bigint, width: number): bigint => BigInt.asIntN(width, value);
const flag = (value: boolean): bigint => (value ? 1n : 0n);
const binaryFold =
  (f: (a: bigint, b: bigint, width: number) => bigint): Fold =>
  (args, width) =>
    f(at(args, 0), at(args, 1), width);

const binary = (i32: number, i64: number, f?: (a: bigint, b: bigint, width: number) => bigint) =>
  ({
    operands: ['T', 'T'],
    result: 'T',
    wasm: { i32, i64 },
    ...(f && { fold: binaryFold(f) }),
  }) as const;

const compare = (i32: number, i64: number, f: (a: bigint, b: bigint, width: number) => boolean) =>
  ({
    operands: ['T', 'T'],
    result: 'i32',
    wasm: { i32, i64 },
    fold: binaryFold((a, b, w) => flag(f(a, b, w))),
  }) as const;

const unary = (i32: number, i64: number, f: (a: bigint, width: number) => bigint) =>
  ({
    operands: ['T'],
    result: 'T',
    wasm: { i32, i64 },
    fold: (args: readonly bigint[], w: number) => f(at(args, 0), w),
  }) as const;

const float2 = (f32: number, f64: number) =>
  ({ operands: ['T', 'T'], result: 'T', wasm: { f32, f64 } }) as const;
const float1 = (f32: number, f64: number) => ({ operands: ['T'], result: 'T', wasm: { f32, f64 } }) as const;
const floatCompare = (f32: number, f64: number) =>
  ({ operands: ['T', 'T'], result: 'i32', wasm: { f32, f64 } }) as const;

const convert = (from: Type, to: Type, opcode: number, f?: (a: bigint) => bigint) =>
  ({
    operands: [from],
    result: to,
    wasm: { [from]: opcode },
    ...(f && { fold: (args: readonly bigint[]) => f(at(args, 0)) }),
  }) as const;

const shift = (b: bigint, width: number): bigint => b & BigInt(width - 1);
const countLeadingZeros = (a: bigint, width: number): bigint =>
  BigInt(width - (a === 0n ? 0 : a.toString(2).length));
const countTrailingZeros = (a: bigint, width: number): bigint =>
  a === 0n ? BigInt(width) : BigInt((a & -a).toString(2).length - 1);
const countOnes = (a: bigint): bigint => BigInt(a.toString(2).replaceAll('0', '').length);

export const pureOperations = {
  add: binary(0x6a, 0x7c, (a, b) => a + b),
  sub: binary(0x6b, 0x7d, (a, b) => a - b),
  mul: binary(0x6c, 0x7e, (a, b) => a * b),
  divS: binary(0x6d, 0x7f),
  divU: binary(0x6e, 0x80),
  remS: binary(0x6f, 0x81),
  remU: binary(0x70, 0x82),
  and: binary(0x71, 0x83, (a, b) => a & b),
  or: binary(0x72, 0x84, (a, b) => a | b),
  xor: binary(0x73, 0x85, (a, b) => a ^ b),
  /** Shift counts are taken modulo the width. */
  shl: binary(0x74, 0x86, (a, b, w) => a << shift(b, w)),
  shrS: binary(0x75, 0x87, (a, b, w) => signed(a, w) >> shift(b, w)),
  shrU: binary(0x76, 0x88, (a, b, w) => a >> shift(b, w)),
  rotl: binary(0x77, 0x89, (a, b, w) => (a << shift(b, w)) | (a >> (BigInt(w) - shift(b, w)))),
  rotr: binary(0x78, 0x8a, (a, b, w) => (a >> shift(b, w)) | (a << (BigInt(w) - shift(b, w)))),

  clz: unary(0x67, 0x79, countLeadingZeros),
  ctz: unary(0x68, 0x7a, countTrailingZeros),
  popcnt: unary(0x69, 0x7b, (a) => countOnes(a)),
  extend8S: unary(0xc0, 0xc2, (a) => BigInt.asIntN(8, a)),
  extend16S: unary(0xc1, 0xc3, (a) => BigInt.asIntN(16, a)),

  eq: compare(0x46, 0x51, (a, b) => a === b),
  ne: compare(0x47, 0x52, (a, b) => a !== b),
  ltS: compare(0x48, 0x53, (a, b, w) => signed(a, w) < signed(b, w)),
  ltU: compare(0x49, 0x54, (a, b) => a < b),
  gtS: compare(0x4a, 0x55, (a, b, w) => signed(a, w) > signed(b, w)),
  gtU: compare(0x4b, 0x56, (a, b) => a > b),
  leS: compare(0x4c, 0x57, (a, b, w) => signed(a, w) <= signed(b, w)),
  leU: compare(0x4d, 0x58, (a, b) => a <= b),
  geS: compare(0x4e, 0x59, (a, b, w) => signed(a, w) >= signed(b, w)),
  geU: compare(0x4f, 0x5a, (a, b) => a >= b),
  eqz: {
    operands: ['T'],
    result: 'i32',
    wasm: { i32: 0x45, i64: 0x50 },
    fold: (args) => flag(at(args, 0) === 0n),
  },

  wrap: convert('i64', 'i32', 0xa7, (a) => a),
  extendS: convert('i32', 'i64', 0xac, (a) => BigInt.asIntN(32, a)),
  extendU: convert('i32', 'i64', 0xad, (a) => a),
  /** Sign-extends the low 32 bits of a 64-bit value. */
  extend32S: convert('i64', 'i64', 0xc4, (a) => BigInt.asIntN(32, a)),

  /** `select(a, b, condition)`: a when the condition is not zero. Both are evaluated. */
  select: {
    operands: ['T', 'T', 'i32'],
    result: 'T',
    wasm: { i32: 0x1b, i64: 0x1b, f32: 0x1b, f64: 0x1b },
    fold: (args) => (at(args, 2) !== 0n ? at(args, 0) : at(args, 1)),
  },

  // Host floating point: round to nearest even, no flags, NaN payloads unspecified. Only soft-float
  // routines use these, under a guard that proves the result exact in every bit.
  hostAdd: float2(0x92, 0xa0),
  hostSub: float2(0x93, 0xa1),
  hostMul: float2(0x94, 0xa2),
  hostDiv: float2(0x95, 0xa3),
  hostSqrt: float1(0x91, 0x9f),
  hostEq: floatCompare(0x5b, 0x61),
  hostLt: floatCompare(0x5d, 0x63),
  hostLe: floatCompare(0x5f, 0x65),
  hostTrunc: float1(0x8f, 0x9d),
  hostNearest: float1(0x90, 0x9e),
  promote: convert('f32', 'f64', 0xbb),
  demote: convert('f64', 'f32', 0xb6),
  convertF64S: convert('i64', 'f64', 0xb9),
  convertF64U: convert('i64', 'f64', 0xba),
  convertF32S: convert('i64', 'f32', 0xb4),
  convertF32U: convert('i64', 'f32', 0xb5),
  reinterpretF64: convert('i64', 'f64', 0xbf, (a) => a),
  reinterpretI64: convert('f64', 'i64', 0xbd, (a) => a),
  reinterpretF32: convert('i32', 'f32', 0xbe, (a) => a),
  reinterpretI32: convert('f32', 'i32', 0xbc, (a) => a),
} as const satisfies Record<string, PureOperation>;

export type PureName = keyof typeof pureOperations;

/** Operations with two results, read with `project`. */
export const wideOperations = {
  /** Unsigned 64 × 64 → (low, high). */
  mulWideU: {
    operands: ['i64', 'i64'],
    results: ['i64', 'i64'],
    fold: (a: bigint, b: bigint) => [u64(a * b), u64((a * b) >> 64n)],
  },
  /** Signed 64 × 64 → (low, high). */
  mulWideS: {
    operands: ['i64', 'i64'],
    results: ['i64', 'i64'],
    fold: (a: bigint, b: bigint) => [u64(s64(a) * s64(b)), u64((s64(a) * s64(b)) >> 64n)],
  },
  /** a + b → (sum, carry as 0 or 1). */
  addCarry: {
    operands: ['i64', 'i64'],
    results: ['i64', 'i64'],
    fold: (a: bigint, b: bigint) => [u64(a + b), flag(a + b > 0xffff_ffff_ffff_ffffn)],
  },
} as const;

export type WideName = keyof typeof wideOperations;

export const operationOf = (name: PureName): PureOperation => pureOperations[name];

export const bitWidth = (type: Type): number => (type === 'i32' || type === 'f32' ? 32 : 64);
