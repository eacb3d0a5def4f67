/**
 * What every soft-float routine shares: where the flags accrue, the NaN rule, the rounding modes, and the
 * guards under which the host's arithmetic may stand in for ours.
 *
 * WebAssembly rounds to nearest even, reports no flags and leaves NaN payloads open. A host result is
 * therefore used only when the mode is nearest-even, the inexact flag is already set, and one integer
 * comparison on the result shows that nothing *but* inexact can have been raised.
 */
import type { Builder, Value } from '../builder.ts';
import type { FunctionDefinition, StatePlace } from '../node.ts';
import { constant, type Format, magnitude2, quietBit } from './format.ts';

/** Accrued exception flags as bits of the flags place. */
export const INEXACT = 1;
export const UNDERFLOW = 2;
export const OVERFLOW = 4;
export const DIVIDE_BY_ZERO = 8;
export const INVALID = 16;

/** Rounding modes, as the routines' i32 `mode` parameter. */
export const NEAREST_EVEN = 0;
export const DOWN = 2;
export const UP = 3;
export const NEAREST_AWAY = 4;

/**
 * Chooses the pattern of a NaN result. `operands` are the patterns in the result's format, in the
 * instruction's order; none of them is a NaN when the operation itself was invalid, and the list is empty
 * where operands have another format (conversions).
 */
export type NanRule = (b: Builder, format: Format, operands: readonly Value[]) => Value;

/** RISC-V: every NaN result is the positive quiet NaN with an empty payload. */
export const canonicalNan: NanRule = (b, format) => constant(b, format, format.infinity | quietBit(format));

export interface FloatOptions {
  /** Where exception flags accrue. */
  readonly flags: StatePlace;
  readonly nan: NanRule;
  /** Whether a result is called tiny from its value after rounding (RISC-V, x86) or before (Arm). */
  readonly tininess: 'afterRounding' | 'beforeRounding';
}

/** The options and the rounding routine of one format. */
export interface Kit extends FloatOptions {
  readonly format: Format;
  /** (sign i32, exponent i32, significand i64, mode i32) → pattern; see `round.ts`. */
  readonly roundPack: FunctionDefinition;
}

export const define = (kit: Kit, operation: string): string => `${kit.format.name}.${operation}`;

export const raise = (b: Builder, options: FloatOptions, flags: Value | number): void =>
  b.writeState(
    options.flags,
    b.or(b.readState(options.flags), typeof flags === 'number' ? b.i32(flags) : flags),
  );

/** Raises invalid and returns the NaN that the rule gives. */
export function returnInvalid(b: Builder, kit: Kit, operands: readonly Value[]): void {
  raise(b, kit, INVALID);
  b.return(kit.nan(b, kit.format, operands));
}

/** True (i32) when the mode is nearest-even and the inexact flag is set. */
export const hostMayRound = (b: Builder, options: FloatOptions, mode: Value): Value =>
  b.eqz(b.or(mode, b.and(b.not(b.readState(options.flags)), b.i32(INEXACT))));

/** True (i32) for a pattern that is neither infinite nor NaN. */
export const isFinite = (b: Builder, format: Format, x: Value): Value =>
  b.ltU(magnitude2(b, format, x), constant(b, format, format.infinity << 1n));

/**
 * True (i32) for a finite pattern above the smallest normal number. The smallest itself is left out: a
 * result just below it may have been rounded up to it, and then underflowed.
 */
export function isSafelyNormal(b: Builder, format: Format, x: Value): Value {
  const first = (1n << BigInt(format.fractionBits + 1)) + 2n;
  const moved = b.sub(magnitude2(b, format, x), constant(b, format, first));
  return b.ltU(moved, constant(b, format, (format.infinity << 1n) - first));
}
