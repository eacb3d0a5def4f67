/**
 * The soft-float library: IEEE 754 arithmetic on bit patterns, exact in every rounding mode and flag, as IR
 * functions that any guest calls. Nothing here names a guest; the NaN rule, the tininess rule and the place
 * of the flags are arguments.
 *
 *   const float = makeFloatLibrary({ flags, nan: canonicalNan, tininess: 'afterRounding' });
 *   b.call(float.f64.add, x, y, mode)      // i64, i64, i32 → i64
 *
 * Modes: 0 nearest-even, 1 toward zero, 2 down, 3 up, 4 nearest, ties away; the caller rejects any other.
 * Flags are ORed in: inexact 1, underflow 2, overflow 4, divide by zero 8, invalid 16.
 */
import type { FunctionDefinition } from '../node.ts';
import { defineAdd } from './add.ts';
import { defineCompare } from './compare.ts';
import { type Format, f32, f64 } from './format.ts';
import { defineFused } from './fused.ts';
import { defineInline, type InlineArithmetic } from './inline.ts';
import { defineIntegers, type IntegerConversions } from './integer.ts';
import type { FloatOptions, Kit } from './kit.ts';
import { defineMultiply } from './multiply.ts';
import { defineNarrow, defineWiden } from './resize.ts';
import { defineSquareRoot } from './root.ts';
import { defineRoundPack } from './round.ts';

export { canonicalNan, type FloatOptions } from './kit.ts';

/** T is the format's pattern type. Every function with a `mode` takes it last. */
export interface FormatLibrary extends IntegerConversions {
  /** (T, T, mode) → T */
  readonly add: FunctionDefinition;
  readonly sub: FunctionDefinition;
  readonly mul: FunctionDefinition;
  readonly div: FunctionDefinition;
  /** (T, mode) → T */
  readonly sqrt: FunctionDefinition;
  /** (x, y, z, mode) → x · y + z */
  readonly fusedMultiplyAdd: FunctionDefinition;
  /** (T, T) → T */
  readonly min: FunctionDefinition;
  readonly max: FunctionDefinition;
  /** (T, T) → i32 */
  readonly eq: FunctionDefinition;
  readonly lt: FunctionDefinition;
  readonly le: FunctionDefinition;
  /** (T) → i32, one of ten bits */
  readonly classify: FunctionDefinition;
  /** The same in place, as far as the host's arithmetic goes. */
  readonly inline: InlineArithmetic;
}

export interface FloatLibrary {
  /** `fromF64`: (i64, mode) → i32. */
  readonly f32: FormatLibrary & { readonly fromF64: FunctionDefinition };
  /** `fromF32`: (i32) → i64. */
  readonly f64: FormatLibrary & { readonly fromF32: FunctionDefinition };
}

function makeFormat(kit: Kit): FormatLibrary {
  const routines = {
    ...defineAdd(kit),
    ...defineMultiply(kit),
    sqrt: defineSquareRoot(kit),
    fusedMultiplyAdd: defineFused(kit),
    ...defineCompare(kit),
    ...defineIntegers(kit),
  };
  return { ...routines, inline: defineInline(kit, kit.format, routines) };
}

export function makeFloatLibrary(options: FloatOptions): FloatLibrary {
  const kitOf = (format: Format): Kit => ({
    ...options,
    format,
    roundPack: defineRoundPack(options, format),
  });
  const single = kitOf(f32);
  const double = kitOf(f64);
  return {
    f32: { ...makeFormat(single), fromF64: defineNarrow(single) },
    f64: { ...makeFormat(double), fromF32: defineWiden(double) },
  };
}
