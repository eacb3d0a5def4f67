/** Multiplication and division. */
import { type Builder, defineFunction, type Value } from '../builder.ts';
import type { FunctionDefinition } from '../node.ts';
import {
  type Format,
  fromHost,
  hasMaximalExponent,
  isZero,
  signOf,
  toContainer,
  toHost,
  withSign,
} from './format.ts';
import {
  DIVIDE_BY_ZERO,
  define,
  hostMayRound,
  isSafelyNormal,
  type Kit,
  raise,
  returnInvalid,
} from './kit.ts';
import { anyNan, definePropagate } from './nan.ts';
import { BIAS, normalize, normalize128, sticky, unpack } from './round.ts';

/**
 * The product of two unpacked significands as 128 bits, the leading one of a product of normal numbers at
 * bit 124 or 125. Single precision has 24 significant bits: one multiplication holds its product.
 */
export function product(b: Builder, format: Format, x: Value, y: Value): { low: Value; high: Value } {
  if (format.type === 'i64') return b.mulWideU(b.shl(x, b.i64(10)), b.shl(y, b.i64(10)));
  return { low: b.i64(0), high: b.mul(b.shrU(x, b.i64(22)), b.shrU(y, b.i64(22))) };
}

/** (x, y, mode) → x · y for operands that are not NaN. */
function defineExactMultiply(kit: Kit): FunctionDefinition {
  const { format } = kit;
  const types = [format.type, format.type, 'i32'] as const;
  return defineFunction(define(kit, 'mulExactly'), types, [format.type], (b, xHandle, yHandle, mode) => {
    const x = xHandle.get();
    const y = yHandle.get();
    const sign = b.xor(signOf(b, format, x), signOf(b, format, y));
    const zero = b.or(isZero(b, format, x), isZero(b, format, y));
    b.if(b.or(hasMaximalExponent(b, format, x), hasMaximalExponent(b, format, y)), () => {
      b.if(zero, () => returnInvalid(b, kit, [x, y]));
      b.return(withSign(b, format, sign, format.infinity));
    });
    b.if(zero, () => b.return(withSign(b, format, sign, 0n)));
    const left = unpack(b, toContainer(b, format, x));
    const right = unpack(b, toContainer(b, format, y));
    const { low, high } = product(b, format, left.significand, right.significand);
    const scale = b.sub(b.add(left.exponent, right.exponent), b.i32(BIAS));
    const { exponent, significand } = normalize128(b, low, high, scale);
    b.return(b.call(kit.roundPack, sign, exponent, significand, mode.get()));
  });
}

/**
 * x / y for two unpacked non-zero numbers, ready to round. The host divides the normalised significands,
 * correctly rounded; the exact remainder, small enough to be right modulo 2^64, says on which side of the
 * host's quotient the true one lies. A quotient never lies halfway between two doubles, so that is all that
 * rounding needs.
 */
function quotient(b: Builder, x: Value, y: Value): { exponent: Value; significand: Value } {
  const left = normalize(b, unpack(b, x));
  const right = normalize(b, unpack(b, y));
  const one = b.i64(BigInt(BIAS) << 52n);
  const asHost = (significand: Value): Value =>
    b.pure('reinterpretF64', b.or(b.field(significand, 0, 52), one));
  const host = b.pure('hostDiv', asHost(left.significand), asHost(right.significand));
  const guess = unpack(b, b.pure('reinterpretI64', host));
  const below = b.sub(b.i32(BIAS), guess.exponent);
  const dividend = b.shl(left.significand, b.add(b.extendU(below), b.i64(52)));
  const remainder = b.sub(dividend, b.mul(guess.significand, right.significand));
  const direction = b.or(b.shrS(remainder, b.i64(63)), sticky(b, b.test(remainder, -1n)));
  return {
    exponent: b.add(b.sub(left.exponent, right.exponent), guess.exponent),
    significand: b.add(b.shl(guess.significand, b.i64(10)), direction),
  };
}

/** Division where an operand is infinite or zero. Falls through where neither is. */
function divideSpecials(b: Builder, kit: Kit, x: Value, y: Value, sign: Value): void {
  const { format } = kit;
  const infinite = (operand: Value): Value => hasMaximalExponent(b, format, operand);
  b.if(b.or(infinite(x), isZero(b, format, y)), () => {
    const invalid = b.or(b.and(infinite(x), infinite(y)), b.and(isZero(b, format, x), isZero(b, format, y)));
    b.if(invalid, () => returnInvalid(b, kit, [x, y]));
    b.if(b.eqz(infinite(x)), () => raise(b, kit, DIVIDE_BY_ZERO));
    b.return(withSign(b, format, sign, format.infinity));
  });
  b.if(b.or(infinite(y), isZero(b, format, x)), () => b.return(withSign(b, format, sign, 0n)));
}

/** (x, y, mode) → x / y for operands that are not NaN. */
function defineExactDivide(kit: Kit): FunctionDefinition {
  const { format } = kit;
  const types = [format.type, format.type, 'i32'] as const;
  return defineFunction(define(kit, 'divExactly'), types, [format.type], (b, xHandle, yHandle, mode) => {
    const x = xHandle.get();
    const y = yHandle.get();
    const sign = b.xor(signOf(b, format, x), signOf(b, format, y));
    divideSpecials(b, kit, x, y, sign);
    const { exponent, significand } = quotient(b, toContainer(b, format, x), toContainer(b, format, y));
    b.return(b.call(kit.roundPack, sign, exponent, significand, mode.get()));
  });
}

/** Zero results that are exact: a zero factor, or a zero dividend. */
function isExactZero(
  b: Builder,
  kit: Kit,
  operation: 'mul' | 'div',
  result: Value,
  x: Value,
  y: Value,
): Value {
  const { format } = kit;
  const operand =
    operation === 'mul' ? b.or(isZero(b, format, x), isZero(b, format, y)) : isZero(b, format, x);
  return b.and(isZero(b, format, result), operand);
}

/**
 * 1 (i32) when both factors have so few significant bits that the product needs no rounding. It is then
 * right in every mode.
 */
export function isShortProduct(b: Builder, format: Format, x: Value, y: Value): Value {
  const unused = (1n << BigInt((format.fractionBits + 2) >> 1)) - 1n;
  return b.eqz(b.and(b.or(x, y), b.constant(format.type, unused)));
}

function defineScaling(
  kit: Kit,
  operation: 'mul' | 'div',
  propagate: FunctionDefinition,
): FunctionDefinition {
  const { format } = kit;
  const exact = operation === 'mul' ? defineExactMultiply(kit) : defineExactDivide(kit);
  const types = [format.type, format.type, 'i32'] as const;
  return defineFunction(define(kit, operation), types, [format.type], (b, xHandle, yHandle, modeHandle) => {
    const x = xHandle.get();
    const y = yHandle.get();
    const mode = modeHandle.get();
    const name = operation === 'mul' ? 'hostMul' : 'hostDiv';
    const result = fromHost(b, format, b.pure(name, toHost(b, format, x), toHost(b, format, y)));
    b.if(isSafelyNormal(b, format, result), () => {
      b.if(hostMayRound(b, kit, mode), () => b.return(result));
      if (operation === 'mul') b.if(isShortProduct(b, format, x, y), () => b.return(result));
    });
    b.if(isExactZero(b, kit, operation, result, x, y), () => b.return(result));
    b.if(anyNan(b, format, [x, y]), () => b.return(b.call(propagate, x, y)));
    b.return(b.call(exact, x, y, mode));
  });
}

/** `mul` and `div`: (x, y, mode) → pattern. */
export function defineMultiply(kit: Kit) {
  const propagate = definePropagate(kit, 2);
  return {
    mul: defineScaling(kit, 'mul', propagate),
    div: defineScaling(kit, 'div', propagate),
  };
}
