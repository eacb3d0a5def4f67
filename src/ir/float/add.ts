/** Addition and subtraction. */
import { type Builder, defineFunction, type Value } from '../builder.ts';
import type { FunctionDefinition } from '../node.ts';
import {
  fromHost,
  hasMaximalExponent,
  isZero,
  magnitude2,
  negate,
  toContainer,
  toHost,
  withSign,
} from './format.ts';
import { define, hostMayRound, isFinite, type Kit, returnInvalid } from './kit.ts';
import { anyNan, definePropagate } from './nan.ts';
import { cancelledSign, shiftRightSticky, unpack } from './round.ts';

/** Two numbers, at least one infinite. */
function addInfinities(b: Builder, kit: Kit, x: Value, y: Value): void {
  const { format } = kit;
  const both = b.and(hasMaximalExponent(b, format, x), hasMaximalExponent(b, format, y));
  b.if(b.and(both, b.ne(x, y)), () => returnInvalid(b, kit, [x, y]));
  b.return(b.select(x, y, hasMaximalExponent(b, format, x)));
}

/** (x, y, mode) → x + y for operands that are not NaN. */
function defineExactAdd(kit: Kit): FunctionDefinition {
  const { format } = kit;
  const types = [format.type, format.type, 'i32'] as const;
  return defineFunction(
    define(kit, 'addExactly'),
    types,
    [format.type],
    (b, xHandle, yHandle, modeHandle) => {
      const x = xHandle.get();
      const y = yHandle.get();
      const mode = modeHandle.get();
      b.if(b.or(hasMaximalExponent(b, format, x), hasMaximalExponent(b, format, y)), () =>
        addInfinities(b, kit, x, y),
      );
      const swap = b.ltU(magnitude2(b, format, x), magnitude2(b, format, y));
      const large = unpack(b, toContainer(b, format, b.select(y, x, swap)));
      const small = unpack(b, toContainer(b, format, b.select(x, y, swap)));
      // Leading ones at bit 61 leave nine bits below for sticky and one above for the carry.
      const top = b.shl(large.significand, b.i64(9));
      const distance = b.sub(large.exponent, small.exponent);
      const moved = shiftRightSticky(b, b.shl(small.significand, b.i64(9)), distance);
      const opposite = b.xor(large.sign, small.sign);
      const sum = b.select(b.sub(top, moved), b.add(top, moved), opposite);
      b.if(b.eqz(sum), () =>
        b.return(withSign(b, format, b.select(cancelledSign(b, mode), large.sign, opposite), 0n)),
      );
      const shift = b.sub(b.pure('clz', sum), b.i64(1));
      const exponent = b.sub(b.add(large.exponent, b.i32(1)), b.wrap(shift));
      b.return(b.call(kit.roundPack, large.sign, exponent, b.shl(sum, shift), mode));
    },
  );
}

/**
 * 1 (i32) when the host's sum is exact: what it rounded away, found by Knuth's two-sum, is zero. An overflow
 * on the way makes that a NaN, which is not. Then the sum is right in every mode, unless it is zero.
 */
export function isExactSum(b: Builder, x: Value, y: Value, sum: Value): Value {
  const part = b.pure('hostSub', sum, x);
  const lostX = b.pure('hostSub', x, b.pure('hostSub', sum, part));
  const lost = b.pure('hostAdd', lostX, b.pure('hostSub', y, part));
  return b.pure('hostEq', lost, b.constant(sum.type as 'f32' | 'f64', 0n));
}

function defineSum(
  kit: Kit,
  operation: 'add' | 'sub',
  exact: FunctionDefinition,
  propagate: FunctionDefinition,
): FunctionDefinition {
  const { format } = kit;
  const types = [format.type, format.type, 'i32'] as const;
  return defineFunction(define(kit, operation), types, [format.type], (b, xHandle, yHandle, modeHandle) => {
    const x = xHandle.get();
    const y = yHandle.get();
    const mode = modeHandle.get();
    const addend = operation === 'add' ? y : negate(b, format, y);
    const [hostX, hostY] = [toHost(b, format, x), toHost(b, format, addend)];
    const sum = b.pure('hostAdd', hostX, hostY);
    const result = fromHost(b, format, sum);
    // A sum in the subnormal range is exact, so finite is all that must be shown.
    b.if(isFinite(b, format, result), () => {
      b.if(hostMayRound(b, kit, mode), () => b.return(result));
      b.if(b.and(isExactSum(b, hostX, hostY, sum), b.eqz(isZero(b, format, result))), () => b.return(result));
    });
    b.if(anyNan(b, format, [x, y]), () => b.return(b.call(propagate, x, y)));
    b.return(b.call(exact, x, addend, mode));
  });
}

/** `add` and `sub`: (x, y, mode) → pattern. */
export function defineAdd(kit: Kit) {
  const exact = defineExactAdd(kit);
  const propagate = definePropagate(kit, 2);
  return {
    add: defineSum(kit, 'add', exact, propagate),
    sub: defineSum(kit, 'sub', exact, propagate),
  };
}
