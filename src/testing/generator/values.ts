/**
 * Operand values that find mistakes: dense around what instructions treat specially (sign boundaries, powers of two,
 * float classes, ties), with enough plain random values between.
 */
import { s64, u64 } from '../../base/bits.ts';
import type { Random } from '../../base/random.ts';

const boundary = (random: Random): bigint => {
  const power = 1n << BigInt(random.below(64));
  return random.pick([power, power - 1n, power + 1n, -power, -power - 1n, -power + 1n]);
};

const SMALL = [0n, 1n, -1n, 2n, -2n, 3n, 7n, 8n, 31n, 32n, 63n, 64n, 65n];
const EDGES = [8n, 16n, 32n, 64n].flatMap((bits) => {
  const sign = 1n << (bits - 1n);
  return [sign - 1n, sign, -sign, -sign - 1n, 2n * sign - 1n, 2n * sign, sign + 1n];
});

/** A 64-bit pattern for an integer register. */
export function integerValue(random: Random): bigint {
  const kind = random.below(16);
  if (kind < 3) return u64(random.pick(SMALL));
  if (kind < 6) return u64(random.pick(EDGES));
  if (kind < 9) return u64(boundary(random));
  if (kind < 11) return u64(s64(BigInt(random.next32()) << 32n) >> 32n);
  if (kind < 13) return random.next64() >> BigInt(random.below(64));
  if (kind === 13) return BigInt(random.below(256)) * 0x0101_0101_0101_0101n;
  return random.next64();
}

export interface FloatFormat {
  readonly bits: bigint;
  readonly exponentBits: bigint;
  readonly fractionBits: bigint;
}

export const SINGLE: FloatFormat = { bits: 32n, exponentBits: 8n, fractionBits: 23n };
export const DOUBLE: FloatFormat = { bits: 64n, exponentBits: 11n, fractionBits: 52n };

interface Shape {
  readonly fractionMask: bigint;
  readonly exponentMask: bigint;
  readonly bias: bigint;
  readonly quiet: bigint;
}

const shapeOf = ({ exponentBits, fractionBits }: FloatFormat): Shape => ({
  fractionMask: (1n << fractionBits) - 1n,
  exponentMask: (1n << exponentBits) - 1n,
  bias: (1n << (exponentBits - 1n)) - 1n,
  quiet: 1n << (fractionBits - 1n),
});

const wrap = ({ bits }: FloatFormat, pattern: bigint): bigint => BigInt.asUintN(Number(bits), pattern);

function fraction(format: FloatFormat, random: Random): bigint {
  const { fractionMask } = shapeOf(format);
  const kind = random.below(6);
  const bit = 1n << BigInt(random.below(Number(format.fractionBits)));
  if (kind === 0) return 0n;
  if (kind === 1) return fractionMask;
  if (kind === 2) return bit;
  if (kind === 3) return fractionMask & ~(bit - 1n);
  return random.next64() & fractionMask;
}

/** An exponent field: the ends of the range, near one, near the integer limits, or anything. */
function exponent(format: FloatFormat, random: Random): bigint {
  const { exponentMask, bias } = shapeOf(format);
  const near = (middle: bigint, reach: number): bigint =>
    middle + BigInt(random.below(2 * reach + 1) - reach);
  const clamp = (value: bigint): bigint => (value < 0n ? 0n : value > exponentMask ? exponentMask : value);
  switch (random.below(8)) {
    case 0:
      return BigInt(random.below(3));
    case 1:
      return exponentMask - BigInt(random.below(3));
    case 2:
    case 3:
      return near(bias, 2);
    case 4:
      return clamp(near(bias + random.pick([31n, 32n, 63n, 64n]), 1));
    case 5:
      return clamp(near(bias, Number(format.fractionBits) + 4));
    case 6:
      return clamp(near(bias / 2n, 3));
    default:
      return random.next64() & exponentMask;
  }
}

const special = (format: FloatFormat, random: Random): bigint => {
  const { fractionMask, exponentMask, bias, quiet } = shapeOf(format);
  const infinity = exponentMask << format.fractionBits;
  const one = bias << format.fractionBits;
  const atZero = [0n, 1n, fractionMask, fractionMask + 1n, fractionMask + 2n];
  const notFinite = [0n, -1n, quiet, 1n, quiet - 1n, quiet + 5n].map((payload) => infinity + payload);
  const nearOne = [0n, 1n, -1n, quiet, -fractionMask - 1n].map((distance) => one + distance);
  return random.pick([...atZero, ...notFinite, ...nearOne]);
};

/** A bit pattern of the format, sign included. */
function floatPattern(format: FloatFormat, random: Random): bigint {
  const sign = BigInt(random.below(2)) << (format.bits - 1n);
  if (random.below(3) === 0) return sign | special(format, random);
  return sign | (exponent(format, random) << format.fractionBits) | fraction(format, random);
}

/** A pattern near another: equal, negated, some units or a few binades away, for cancellation and ties. */
function relatedPattern(format: FloatFormat, random: Random, other: bigint): bigint {
  const sign = BigInt(random.below(2)) << (format.bits - 1n);
  const units = BigInt(random.below(9) - 4);
  const binades = BigInt(random.below(2 * Number(format.fractionBits) + 5) - Number(format.fractionBits) - 2);
  switch (random.below(3)) {
    case 0:
      return wrap(format, (other + units) ^ sign);
    case 1:
      return wrap(format, (other + (binades << format.fractionBits)) ^ sign);
    default:
      return wrap(format, (other + (binades << format.fractionBits) + units) ^ sign);
  }
}

/** A float register's 64 bits: a double, or a single NaN-boxed (now and then not). */
export function floatRegister(format: FloatFormat, random: Random, related?: bigint): bigint {
  const near = related !== undefined && random.below(3) === 0;
  if (format === DOUBLE) return near ? relatedPattern(format, random, related) : floatPattern(format, random);
  const pattern = near
    ? relatedPattern(format, random, BigInt.asUintN(32, related))
    : floatPattern(format, random);
  if (random.oneIn(24)) return (random.next64() & ~0xffff_ffffn) | pattern;
  return 0xffff_ffff_0000_0000n | pattern;
}

/** `fcsr`: accrued flags preset in half of the cases, every rounding mode, now and then a reserved one. */
export function fcsrValue(random: Random): number {
  const flags = random.oneIn(2) ? 0 : random.below(32);
  const rounding = random.oneIn(24) ? 5 + random.below(3) : random.below(5);
  return (rounding << 5) | flags;
}
