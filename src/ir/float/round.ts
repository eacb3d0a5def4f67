/**
 * Unpacking operands, and the one place where results are rounded.
 *
 * Between the two, a value is a sign, an exponent with the f64 bias, and an i64 significand: unpacked at bit
 * 52, before rounding with its leading one at bit 62, where bit 0 is *sticky* (it stands for any amount
 * greater than nothing below it).
 */
import { type Builder, defineFunction, type Value, type VariableHandle } from '../builder.ts';
import type { FunctionDefinition } from '../node.ts';
import { constant, type Format, f64, withSign } from './format.ts';
import { DOWN, type FloatOptions, INEXACT, OVERFLOW, raise, UNDERFLOW, UP } from './kit.ts';

export interface Unpacked {
  /** i32, 0 or 1. */
  readonly sign: Value;
  /** i32; subnormal numbers have 1, and no leading one. */
  readonly exponent: Value;
  /** i64; the leading one of a normal number is bit 52. */
  readonly significand: Value;
}

const EXPONENT_MAX = f64.exponentMax;
export const BIAS = f64.bias;

/** Unpacks a container that is neither infinite nor NaN. */
export function unpack(b: Builder, container: Value): Unpacked {
  const field = b.and(b.wrap(b.shrU(container, b.i64(52))), b.i32(EXPONENT_MAX));
  const subnormal = b.eqz(field);
  const hidden = b.shl(b.extendU(b.eqz(subnormal)), b.i64(52));
  return {
    sign: b.wrap(b.shrU(container, b.i64(63))),
    exponent: b.add(field, subnormal),
    significand: b.or(b.field(container, 0, 52), hidden),
  };
}

/** Moves a subnormal number's leading one to bit 52; the value must not be zero. */
export function normalize(b: Builder, x: Unpacked): Unpacked {
  const shift = b.sub(b.pure('clz', x.significand), b.i64(11));
  return {
    sign: x.sign,
    exponent: b.sub(x.exponent, b.wrap(shift)),
    significand: b.shl(x.significand, shift),
  };
}

/** An i64 that is 1 when the condition (i32) holds: to be ORed in as the sticky bit. */
export const sticky = (b: Builder, condition: Value): Value => b.extendU(condition);

/** Shifts right by `count` (i32, not negative) and keeps what falls out as sticky; `x` is below 2^63. */
export function shiftRightSticky(b: Builder, x: Value, count: Value): Value {
  const clipped = b.extendU(b.select(b.i32(63), count, b.gtU(count, b.i32(63))));
  const mask = b.sub(b.shl(b.i64(1), clipped), b.i64(1));
  return b.or(b.shrU(x, clipped), sticky(b, b.test(b.and(x, mask), -1n)));
}

/**
 * Moves the leading one of a 128-bit number, not zero and below 2^127, to bit 62 of an i64 with sticky.
 * `exponent` belongs to bit 124 of the number and leaves as that of the result.
 */
export function normalize128(b: Builder, low: Value, high: Value, exponent: Value): Omit<Unpacked, 'sign'> {
  const top = b.variable('top', high);
  const rest = b.variable('rest', low);
  const scale = b.variable('scale', b.add(exponent, b.i32(2)));
  b.if(b.eqz(high), () => {
    top.set(low);
    rest.set(b.i64(0));
    scale.set(b.sub(exponent, b.i32(62)));
  });
  // A low word alone may reach bit 63: make room first.
  b.if(b.ltS(top.get(), b.i64(0)), () => {
    rest.set(b.shl(top.get(), b.i64(63)));
    top.set(b.shrU(top.get(), b.i64(1)));
    scale.set(b.add(scale.get(), b.i32(1)));
  });
  const upper = top.get();
  const lower = rest.get();
  const shift = b.sub(b.pure('clz', upper), b.i64(1));
  const carried = b.shrU(b.shrU(lower, b.i64(1)), b.sub(b.i64(63), shift));
  const lost = b.shl(lower, shift);
  const significand = b.or(b.or(b.shl(upper, shift), carried), sticky(b, b.test(lost, -1n)));
  return { exponent: b.sub(scale.get(), b.wrap(shift)), significand };
}

/** What is added below the last kept bit before it is cut off: half, all ones, or nothing. */
function roundingIncrement(b: Builder, mode: Value, sign: Value, half: bigint): Value {
  const away = b.eq(mode, b.sub(b.i32(UP), sign));
  const directed = b.select(b.i64(half * 2n - 1n), b.i64(0), away);
  return b.select(b.i64(half), directed, b.eqz(b.and(mode, b.i32(3))));
}

interface Rounding {
  readonly b: Builder;
  readonly options: FloatOptions;
  readonly format: Format;
  readonly sign: Value;
  readonly mode: Value;
  readonly increment: Value;
  readonly mask: bigint;
  readonly exponent: VariableHandle;
  readonly significand: VariableHandle;
}

/** The exponent is at its upper end: an overflow returns infinity, or the largest number short of it. */
function roundLarge(r: Rounding): void {
  const { b, options, format } = r;
  const carries = b.ltS(b.add(r.significand.get(), r.increment), b.i64(0));
  const beyond = b.geS(r.exponent.get(), b.i32(format.exponentMax));
  b.if(b.or(carries, beyond), () => {
    raise(b, options, OVERFLOW | INEXACT);
    const infinity = withSign(b, format, r.sign, format.infinity);
    b.return(b.select(b.sub(infinity, constant(b, format, 1n)), infinity, b.eqz(r.increment)));
  });
}

/** The exponent is below the format's: the significand is moved down to it, perhaps an underflow. */
function roundSmall(r: Rounding): void {
  const { b, options } = r;
  const exponent = r.exponent.get();
  const stays = b.geS(b.add(r.significand.get(), r.increment), b.i64(0));
  const tiny = options.tininess === 'beforeRounding' ? b.i32(1) : b.or(b.ltS(exponent, b.i32(0)), stays);
  r.significand.set(shiftRightSticky(b, r.significand.get(), b.sub(b.i32(1), exponent)));
  // Without a hidden one the field becomes 0; a carry out of rounding makes it 1 again.
  r.exponent.set(b.i32(1));
  b.if(b.and(tiny, b.test(r.significand.get(), r.mask)), () => raise(b, options, UNDERFLOW));
}

/** Cuts the low bits off, raises inexact, and joins the fields: the hidden one adds 1 to the exponent. */
function packRounded(r: Rounding, dropped: number): void {
  const { b, options, format } = r;
  const significand = r.significand.get();
  const rest = b.and(significand, b.i64(r.mask));
  b.if(b.test(rest, -1n), () => raise(b, options, INEXACT));
  const kept = b.shrU(b.add(significand, r.increment), b.i64(dropped));
  const tie = b.and(b.eqz(r.mode), b.eq(rest, b.i64(1n << BigInt(dropped - 1))));
  const even = b.and(kept, b.not(b.extendU(tie)));
  const scaled = b.shl(b.sub(b.extendU(r.exponent.get()), b.i64(1)), b.i64(format.fractionBits));
  const pattern = b.add(even, scaled);
  const unsigned = format.type === 'i64' ? pattern : b.wrap(pattern);
  b.return(b.or(withSign(b, format, r.sign, 0n), unsigned));
}

/**
 * (sign, exponent, significand, mode) → pattern: the value sign · significand · 2^(exponent − 1023 − 62),
 * rounded once. The significand's leading one is bit 62, bit 0 is sticky.
 */
export function defineRoundPack(options: FloatOptions, format: Format): FunctionDefinition {
  const dropped = 62 - format.fractionBits;
  const half = 1n << BigInt(dropped - 1);
  return defineFunction(
    `${format.name}.roundPack`,
    ['i32', 'i32', 'i64', 'i32'],
    [format.type],
    (b, signParameter, exponent, significand, modeParameter) => {
      const sign = signParameter.get();
      const mode = modeParameter.get();
      if (format.bias !== BIAS) exponent.set(b.sub(exponent.get(), b.i32(BIAS - format.bias)));
      const increment = roundingIncrement(b, mode, sign, half);
      const rounding = {
        b,
        options,
        format,
        sign,
        mode,
        increment,
        mask: half * 2n - 1n,
        exponent,
        significand,
      };
      const inside = b.sub(exponent.get(), b.i32(1));
      b.if(b.geU(inside, b.i32(format.exponentMax - 2)), () =>
        b.if(
          b.leS(exponent.get(), b.i32(0)),
          () => roundSmall(rounding),
          () => roundLarge(rounding),
        ),
      );
      packRounded(rounding, dropped);
    },
  );
}

/** The sign of an exact zero sum of opposite signs: minus only when rounding down. */
export const cancelledSign = (b: Builder, mode: Value): Value => b.eq(mode, b.i32(DOWN));
