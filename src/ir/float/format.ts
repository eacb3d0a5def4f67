/**
 * The two IEEE 754 binary formats as bit patterns, and the small tests on them that every routine needs.
 *
 * An f32 travels as an i32, an f64 as an i64. Slow paths compute on the *container*: the f64 bit pattern of
 * the operand. Every f32 is a zero, an infinity or a normal f64, so one body serves both formats and only
 * the final rounding differs (`round.ts`).
 */
import type { Builder, Value } from '../builder.ts';

export interface Format {
  readonly name: 'f32' | 'f64';
  /** Type of the bit pattern. */
  readonly type: 'i32' | 'i64';
  readonly bits: 32 | 64;
  readonly fractionBits: 23 | 52;
  /** Bit pattern of plus infinity: the exponent field all ones. */
  readonly infinity: bigint;
  readonly exponentMax: 255 | 2047;
  readonly bias: 127 | 1023;
}

export const f32: Format = {
  name: 'f32',
  type: 'i32',
  bits: 32,
  fractionBits: 23,
  infinity: 0x7f80_0000n,
  exponentMax: 255,
  bias: 127,
};

export const f64: Format = {
  name: 'f64',
  type: 'i64',
  bits: 64,
  fractionBits: 52,
  infinity: 0x7ff0_0000_0000_0000n,
  exponentMax: 2047,
  bias: 1023,
};

/** The first fraction bit: set in quiet NaNs, clear in signalling ones. */
export const quietBit = (format: Format): bigint => 1n << BigInt(format.fractionBits - 1);
const signBit = (format: Format): bigint => 1n << BigInt(format.bits - 1);

export const constant = (b: Builder, format: Format, value: bigint): Value => b.constant(format.type, value);

/** The pattern shifted left by one: the magnitude, comparable unsigned. */
export const magnitude2 = (b: Builder, format: Format, x: Value): Value => b.shl(x, constant(b, format, 1n));

export const isZero = (b: Builder, format: Format, x: Value): Value => b.eqz(magnitude2(b, format, x));

export const isNan = (b: Builder, format: Format, x: Value): Value =>
  b.gtU(magnitude2(b, format, x), constant(b, format, format.infinity << 1n));

export const isSignalling = (b: Builder, format: Format, x: Value): Value =>
  b.and(isNan(b, format, x), b.eqz(b.and(x, constant(b, format, quietBit(format)))));

/** The sign as an i32, 0 or 1. */
export function signOf(b: Builder, format: Format, x: Value): Value {
  const sign = b.shrU(x, constant(b, format, BigInt(format.bits - 1)));
  return format.type === 'i64' ? b.wrap(sign) : sign;
}

/** A pattern of the format with this sign (i32, 0 or 1) and magnitude. */
export function withSign(b: Builder, format: Format, sign: Value, magnitude: bigint): Value {
  const wide = format.type === 'i64' ? b.extendU(sign) : sign;
  const shifted = b.shl(wide, constant(b, format, BigInt(format.bits - 1)));
  return b.or(shifted, constant(b, format, magnitude));
}

export const negate = (b: Builder, format: Format, x: Value): Value =>
  b.xor(x, constant(b, format, signBit(format)));

/** The pattern as a host float. Its NaNs must not come back: every use is under a guard. */
export const toHost = (b: Builder, format: Format, x: Value): Value =>
  b.pure(format.type === 'i64' ? 'reinterpretF64' : 'reinterpretF32', x);

export const fromHost = (b: Builder, format: Format, x: Value): Value =>
  b.pure(format.type === 'i64' ? 'reinterpretI64' : 'reinterpretI32', x);

/** The container of a pattern that is not a NaN: exact. */
export const toContainer = (b: Builder, format: Format, x: Value): Value =>
  format.type === 'i64' ? x : b.pure('reinterpretI64', b.pure('promote', toHost(b, format, x)));

/** True (i32) for an infinity among non-NaN containers, or any NaN. */
export const hasMaximalExponent = (b: Builder, format: Format, x: Value): Value =>
  b.geU(magnitude2(b, format, x), constant(b, format, format.infinity << 1n));
