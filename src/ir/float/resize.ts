/** Conversions between the two formats. */
import { defineFunction } from '../builder.ts';
import type { FunctionDefinition } from '../node.ts';
import {
  f32,
  f64,
  fromHost,
  hasMaximalExponent,
  isNan,
  isSignalling,
  isZero,
  signOf,
  toHost,
  withSign,
} from './format.ts';
import { hostMayRound, INVALID, isSafelyNormal, type Kit, raise } from './kit.ts';
import { normalize, unpack } from './round.ts';

/** (f32 pattern) → f64 pattern: exact. */
export function defineWiden(kit: Kit): FunctionDefinition {
  return defineFunction('f64.fromF32', ['i32'], ['i64'], (b, xHandle) => {
    const x = xHandle.get();
    b.if(isNan(b, f32, x), () => {
      b.if(isSignalling(b, f32, x), () => raise(b, kit, INVALID));
      b.return(kit.nan(b, f64, []));
    });
    b.return(fromHost(b, f64, b.pure('promote', toHost(b, f32, x))));
  });
}

/** (f64 pattern, mode) → f32 pattern. `kit` is the f32 kit. */
export function defineNarrow(kit: Kit): FunctionDefinition {
  return defineFunction('f32.fromF64', ['i64', 'i32'], ['i32'], (b, xHandle, modeHandle) => {
    const x = xHandle.get();
    const mode = modeHandle.get();
    b.if(hostMayRound(b, kit, mode), () => {
      const result = fromHost(b, f32, b.pure('demote', toHost(b, f64, x)));
      b.if(isSafelyNormal(b, f32, result), () => b.return(result));
    });
    b.if(isNan(b, f64, x), () => {
      b.if(isSignalling(b, f64, x), () => raise(b, kit, INVALID));
      b.return(kit.nan(b, f32, []));
    });
    const sign = signOf(b, f64, x);
    b.if(isZero(b, f64, x), () => b.return(withSign(b, f32, sign, 0n)));
    b.if(hasMaximalExponent(b, f64, x), () => b.return(withSign(b, f32, sign, f32.infinity)));
    const { exponent, significand } = normalize(b, unpack(b, x));
    b.return(b.call(kit.roundPack, sign, exponent, b.shl(significand, b.i64(10)), mode));
  });
}
