/**
 * Minimum, maximum, comparisons and classification. None of them rounds.
 *
 * `min` and `max` are IEEE 754-2019 minimumNumber and maximumNumber: a NaN loses against a number, minus
 * zero is less than plus zero, and a signalling NaN raises invalid whatever the result.
 */
import { type Builder, defineFunction, type Value } from '../builder.ts';
import type { FunctionDefinition } from '../node.ts';
import {
  constant,
  type Format,
  isNan,
  isSignalling,
  isZero,
  magnitude2,
  quietBit,
  signOf,
  toHost,
} from './format.ts';
import { define, INVALID, type Kit, raise } from './kit.ts';
import { anyNan, anySignalling, definePropagate } from './nan.ts';

/** Maps patterns to signed integers of the same order: the magnitude of a negative number is inverted. */
function sortKey(b: Builder, format: Format, x: Value): Value {
  const allSign = b.shrS(x, constant(b, format, BigInt(format.bits - 1)));
  return b.xor(x, b.shrU(allSign, constant(b, format, 1n)));
}

function defineExtremum(
  kit: Kit,
  operation: 'min' | 'max',
  propagate: FunctionDefinition,
): FunctionDefinition {
  const { format } = kit;
  const types = [format.type, format.type] as const;
  return defineFunction(define(kit, operation), types, [format.type], (b, xHandle, yHandle) => {
    const x = xHandle.get();
    const y = yHandle.get();
    b.if(anyNan(b, format, [x, y]), () => {
      const nanX = isNan(b, format, x);
      b.if(b.and(nanX, isNan(b, format, y)), () => b.return(b.call(propagate, x, y)));
      b.if(anySignalling(b, format, [x, y]), () => raise(b, kit, INVALID));
      b.return(b.select(y, x, nanX));
    });
    const less = b.ltS(sortKey(b, format, x), sortKey(b, format, y));
    b.return(operation === 'min' ? b.select(x, y, less) : b.select(y, x, less));
  });
}

/** (x, y) → i32: 1 when equal. Quiet: only a signalling NaN raises invalid. */
function defineEqual(kit: Kit): FunctionDefinition {
  const { format } = kit;
  return defineFunction(define(kit, 'eq'), [format.type, format.type], ['i32'], (b, xHandle, yHandle) => {
    const x = xHandle.get();
    const y = yHandle.get();
    b.if(b.pure('hostEq', toHost(b, format, x), toHost(b, format, y)), () => b.return(b.i32(1)));
    b.if(anySignalling(b, format, [x, y]), () => raise(b, kit, INVALID));
    b.return(b.i32(0));
  });
}

/** (x, y) → i32: 1 when the order holds. Signalling: any NaN raises invalid. */
function defineOrder(kit: Kit, operation: 'lt' | 'le'): FunctionDefinition {
  const { format } = kit;
  return defineFunction(
    define(kit, operation),
    [format.type, format.type],
    ['i32'],
    (b, xHandle, yHandle) => {
      const x = xHandle.get();
      const y = yHandle.get();
      const host = operation === 'lt' ? 'hostLt' : 'hostLe';
      b.if(b.pure(host, toHost(b, format, x), toHost(b, format, y)), () => b.return(b.i32(1)));
      b.if(anyNan(b, format, [x, y]), () => raise(b, kit, INVALID));
      b.return(b.i32(0));
    },
  );
}

/**
 * (x) → i32 with one bit set: 0 −∞, 1 negative normal, 2 negative subnormal, 3 −0, 4 +0, 5 positive
 * subnormal, 6 positive normal, 7 +∞, 8 signalling NaN, 9 quiet NaN (RISC-V `fclass`).
 */
function defineClassify(kit: Kit): FunctionDefinition {
  const { format } = kit;
  return defineFunction(define(kit, 'classify'), [format.type], ['i32'], (b, xHandle) => {
    const x = xHandle.get();
    const size = magnitude2(b, format, x);
    b.if(isNan(b, format, x), () =>
      b.return(b.select(b.i32(1 << 8), b.i32(1 << 9), isSignalling(b, format, x))),
    );
    const atLeast = (bound: bigint): Value => b.geU(size, constant(b, format, bound << 1n));
    const steps = [b.eqz(isZero(b, format, x)), atLeast(quietBit(format) << 1n), atLeast(format.infinity)];
    const kind = steps.reduce((sum, step) => b.add(sum, step));
    const bit = b.select(b.sub(b.i32(3), kind), b.add(b.i32(4), kind), signOf(b, format, x));
    b.return(b.shl(b.i32(1), bit));
  });
}

/** `min`, `max`: (x, y) → pattern. `eq`, `lt`, `le`: (x, y) → i32. `classify`: (x) → i32. */
export function defineCompare(kit: Kit) {
  const propagate = definePropagate(kit, 2);
  return {
    min: defineExtremum(kit, 'min', propagate),
    max: defineExtremum(kit, 'max', propagate),
    eq: defineEqual(kit),
    lt: defineOrder(kit, 'lt'),
    le: defineOrder(kit, 'le'),
    classify: defineClassify(kit),
  };
}
