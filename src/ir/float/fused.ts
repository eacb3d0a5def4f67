/**
 * Fused multiply-add, rounded once. The sign variants are made by the caller, who flips operand signs.
 *
 * The f64 body adds the exact 106-bit product and the addend in 128 bits. The f32 fast path rounds the exact
 * product plus addend *to odd* in double precision, which makes the second rounding, to single, correct
 * (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008).
 */
import { type Builder, defineFunction, type Value } from '../builder.ts';
import type { FunctionDefinition } from '../node.ts';
import { hasMaximalExponent, isZero, signOf, toContainer, withSign } from './format.ts';
import { define, hostMayRound, INVALID, isSafelyNormal, type Kit, raise, returnInvalid } from './kit.ts';
import { fusedByHost, roundToOdd, twoSum } from './fused-host.ts';
import { product } from './multiply.ts';
import { anyNan, definePropagate } from './nan.ts';
import { BIAS, cancelledSign, normalize128, sticky, unpack } from './round.ts';

type Operands = readonly [x: Value, y: Value, z: Value];

interface Wide {
  readonly low: Value;
  readonly high: Value;
}

/** Shifts 128 bits right by `count` (i32, not negative), keeping what falls out as sticky. */
function shiftRightSticky128(b: Builder, { low, high }: Wide, count: Value): Wide {
  const lowResult = b.variable('shiftedLow', low);
  const highResult = b.variable('shiftedHigh', high);
  const rest = b.variable('lost', b.i64(0));
  const distance = b.variable('distance', b.extendU(count));
  b.if(b.geU(count, b.i32(64)), () => {
    rest.set(low);
    lowResult.set(high);
    highResult.set(b.i64(0));
    distance.set(b.sub(b.extendU(count), b.i64(64)));
    b.if(b.geU(count, b.i32(128)), () => {
      rest.set(b.or(low, high));
      lowResult.set(b.i64(0));
      distance.set(b.i64(0));
    });
  });
  const shift = distance.get();
  const upper = highResult.get();
  const lower = lowResult.get();
  const carried = b.shl(b.shl(upper, b.i64(1)), b.sub(b.i64(63), shift));
  const fallen = b.and(lower, b.sub(b.shl(b.i64(1), shift), b.i64(1)));
  const lost = sticky(b, b.test(b.or(fallen, rest.get()), -1n));
  return {
    high: b.shrU(upper, shift),
    low: b.or(b.or(b.shrU(lower, shift), carried), lost),
  };
}

function addWide(b: Builder, x: Wide, y: Wide): Wide {
  const low = b.addCarry(x.low, y.low);
  return { low: low.low, high: b.add(b.add(x.high, y.high), low.high) };
}

function negateWide(b: Builder, { low, high }: Wide): Wide {
  return {
    low: b.sub(b.i64(0), low),
    high: b.add(b.not(high), b.extendU(b.eqz(low))),
  };
}

/** Negates where the condition (i32, 0 or 1) holds. */
function negateWideIf(b: Builder, x: Wide, condition: Value): Wide {
  const negated = negateWide(b, x);
  return { low: b.select(negated.low, x.low, condition), high: b.select(negated.high, x.high, condition) };
}

/** x · y + z where an operand is infinite or the product zero. Falls through otherwise. */
function fusedSpecials(b: Builder, kit: Kit, [x, y, z]: Operands, productSign: Value, mode: Value): void {
  const { format } = kit;
  const infinite = (operand: Value): Value => hasMaximalExponent(b, format, operand);
  const zeroProduct = b.or(isZero(b, format, x), isZero(b, format, y));
  const opposite = b.xor(productSign, signOf(b, format, z));
  b.if(b.or(infinite(x), infinite(y)), () => {
    const invalid = b.or(zeroProduct, b.and(infinite(z), opposite));
    b.if(invalid, () => returnInvalid(b, kit, [x, y, z]));
    b.return(withSign(b, format, productSign, format.infinity));
  });
  b.if(b.or(infinite(z), zeroProduct), () => {
    b.if(b.and(isZero(b, format, z), opposite), () =>
      b.return(withSign(b, format, cancelledSign(b, mode), 0n)),
    );
    b.return(z);
  });
}

/** (x, y, z, mode) → x · y + z for operands that are not NaN. */
function defineExactFused(kit: Kit): FunctionDefinition {
  const { format } = kit;
  const types = [format.type, format.type, format.type, 'i32'] as const;
  return defineFunction(define(kit, 'fusedExactly'), types, [format.type], (b, xh, yh, zh, modeHandle) => {
    const operands: Operands = [xh.get(), yh.get(), zh.get()];
    const mode = modeHandle.get();
    const productSign = b.xor(signOf(b, format, operands[0]), signOf(b, format, operands[1]));
    fusedSpecials(b, kit, operands, productSign, mode);
    const left = unpack(b, toContainer(b, format, operands[0]));
    const right = unpack(b, toContainer(b, format, operands[1]));
    const addend = unpack(b, toContainer(b, format, operands[2]));
    const productExponent = b.sub(b.add(left.exponent, right.exponent), b.i32(BIAS));
    // Both with the weight of a leading one at bit 124, then the one of the lower exponent moved down.
    const wideProduct = product(b, format, left.significand, right.significand);
    const wideAddend = { low: b.i64(0), high: b.shl(addend.significand, b.i64(8)) };
    const distance = b.sub(productExponent, addend.exponent);
    const above = b.geS(distance, b.i32(0));
    const pick = (p: Value, q: Value): Value => b.select(p, q, above);
    const upper = {
      low: pick(wideProduct.low, wideAddend.low),
      high: pick(wideProduct.high, wideAddend.high),
    };
    const lower = {
      low: pick(wideAddend.low, wideProduct.low),
      high: pick(wideAddend.high, wideProduct.high),
    };
    const moved = shiftRightSticky128(b, lower, pick(distance, b.sub(b.i32(0), distance)));
    const opposite = b.xor(productSign, addend.sign);
    const sum = addWide(b, upper, negateWideIf(b, moved, opposite));
    b.if(b.eqz(b.or(sum.low, sum.high)), () => b.return(withSign(b, format, cancelledSign(b, mode), 0n)));
    const below = b.extendU(b.ltS(sum.high, b.i64(0)));
    const size = negateWideIf(b, sum, b.wrap(below));
    const sign = b.xor(pick(productSign, addend.sign), b.wrap(below));
    const scale = pick(productExponent, addend.exponent);
    const { exponent, significand } = normalize128(b, size.low, size.high, scale);
    b.return(b.call(kit.roundPack, sign, exponent, significand, mode));
  });
}

/** x · y + z of three singles, rounded to odd in double precision. */
function fusedToOdd(b: Builder, x: Value, y: Value, z: Value): Value {
  const wide = (operand: Value): Value => b.pure('promote', b.pure('reinterpretF32', operand));
  const exactProduct = b.pure('hostMul', wide(x), wide(y));
  const addend = wide(z);
  const odd = roundToOdd(b, twoSum(b, exactProduct, addend));
  return b.pure('reinterpretI32', b.pure('demote', b.pure('reinterpretF64', odd)));
}

/** `fusedMultiplyAdd`: (x, y, z, mode) → pattern of x · y + z. */
export function defineFused(kit: Kit): FunctionDefinition {
  const { format } = kit;
  const exact = defineExactFused(kit);
  const propagate = definePropagate(kit, 3);
  const types = [format.type, format.type, format.type, 'i32'] as const;
  const name = define(kit, 'fusedMultiplyAdd');
  return defineFunction(name, types, [format.type], (b, xHandle, yHandle, zHandle, modeHandle) => {
    const [x, y, z] = [xHandle.get(), yHandle.get(), zHandle.get()];
    const mode = modeHandle.get();
    if (format.name === 'f32') {
      b.if(hostMayRound(b, kit, mode), () => {
        const result = fusedToOdd(b, x, y, z);
        b.if(isSafelyNormal(b, format, result), () => b.return(result));
      });
    } else {
      fusedByHost(b, kit, [x, y, z], mode);
    }
    b.if(anyNan(b, format, [x, y, z]), () => {
      // Infinity times zero is invalid even when a quiet NaN is added to it.
      const infinity = b.constant(format.type, format.infinity << 1n);
      const twice = (operand: Value): Value => b.shl(operand, b.constant(format.type, 1n));
      const infiniteTimesZero = (p: Value, q: Value): Value =>
        b.and(b.eq(twice(p), infinity), isZero(b, format, q));
      b.if(b.or(infiniteTimesZero(x, y), infiniteTimesZero(y, x)), () => raise(b, kit, INVALID));
      b.return(b.call(propagate, x, y, z));
    });
    b.return(b.call(exact, x, y, z, mode));
  });
}
