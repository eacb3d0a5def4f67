/** Square root. */
import { type Builder, defineFunction, type Value } from '../builder.ts';
import type { FunctionDefinition } from '../node.ts';
import { fromHost, isZero, signOf, toContainer, toHost } from './format.ts';
import { define, hostMayRound, isFinite, type Kit, returnInvalid } from './kit.ts';
import { anyNan, definePropagate } from './nan.ts';
import { normalize, sticky, unpack } from './round.ts';

/**
 * The root of a positive container, ready to round: the host's correctly rounded root, and from the exact
 * remainder the side on which the true one lies (as for division; a root is never halfway either).
 */
function root(b: Builder, container: Value): { exponent: Value; significand: Value } {
  const x = normalize(b, unpack(b, container));
  const host = b.pure('hostSqrt', b.pure('reinterpretF64', container));
  const guess = unpack(b, b.pure('reinterpretI64', host));
  // guess² has the binary point at bit 104; an odd (biased: even) exponent shifts the radicand once more.
  const even = b.and(b.not(x.exponent), b.i32(1));
  const radicand = b.shl(x.significand, b.extendU(b.add(even, b.i32(52))));
  const remainder = b.sub(radicand, b.mul(guess.significand, guess.significand));
  const direction = b.or(b.shrS(remainder, b.i64(63)), sticky(b, b.test(remainder, -1n)));
  return { exponent: guess.exponent, significand: b.add(b.shl(guess.significand, b.i64(10)), direction) };
}

/** `sqrt`: (x, mode) → pattern. */
export function defineSquareRoot(kit: Kit): FunctionDefinition {
  const { format } = kit;
  const propagate = definePropagate(kit, 1);
  return defineFunction(
    define(kit, 'sqrt'),
    [format.type, 'i32'],
    [format.type],
    (b, xHandle, modeHandle) => {
      const x = xHandle.get();
      const mode = modeHandle.get();
      b.if(hostMayRound(b, kit, mode), () => {
        const result = fromHost(b, format, b.pure('hostSqrt', toHost(b, format, x)));
        b.if(isFinite(b, format, result), () => b.return(result));
      });
      b.if(anyNan(b, format, [x]), () => b.return(b.call(propagate, x)));
      const positiveInfinity = b.eq(x, b.constant(format.type, format.infinity));
      b.if(b.or(isZero(b, format, x), positiveInfinity), () => b.return(x));
      b.if(signOf(b, format, x), () => returnInvalid(b, kit, [x]));
      const { exponent, significand } = root(b, toContainer(b, format, x));
      b.return(b.call(kit.roundPack, b.i32(0), exponent, significand, mode));
    },
  );
}
