/**
 * What the rows of F and D share: the soft-float library bound to `fflags`, NaN boxing, the rounding mode,
 * and the floating-point unit's state in `mstatus.FS`.
 *
 * FS becomes dirty with every instruction that may write an f register or `fflags`, whether or not it changes
 * one: the privileged manual allows the imprecise report. Moves, stores and classification write neither.
 */
import type { Value } from '../../ir/builder.ts';
import { canonicalNan, makeFloatLibrary } from '../../ir/float/library.ts';
import { place, type RiscvBuilder } from './builder.ts';
import { STATUS } from './csr/fields.ts';

export type FormatName = 'f32' | 'f64';

export const float = makeFloatLibrary({
  flags: place('fflags'),
  nan: canonicalNan,
  tininess: 'afterRounding',
});

const BOX = 0xffff_ffff_0000_0000n;
const CANONICAL_SINGLE = 0x7fc0_0000;
/** The value of `rm` that takes the mode from `frm`. */
const DYNAMIC = 7;
const LAST_MODE = 4;

/** The pattern in an f register; a single that is not boxed reads as the canonical NaN. */
export function readFloat(b: RiscvBuilder, format: FormatName, index: Value): Value {
  const bits = b.f(index);
  if (format === 'f64') return bits;
  return b.select(b.wrap(bits), b.i32(CANONICAL_SINGLE), b.geU(bits, b.i64(BOX)));
}

/** Boxes an i32 pattern. */
const box = (b: RiscvBuilder, single: Value): Value => b.or(b.extendU(single), b.i64(BOX));

const markDirty = (b: RiscvBuilder): void => b.set('mstatus', b.or(b.get('mstatus'), b.i64(STATUS.FS)));

/** Illegal instruction while the unit is off. Every row of F and D begins with this. */
export const requireFloat = (b: RiscvBuilder): void =>
  b.if(b.eqz(b.test(b.get('mstatus'), STATUS.FS)), () => b.illegal());

/** For rows that accrue flags and write an integer register. */
export function requireFlags(b: RiscvBuilder): void {
  requireFloat(b);
  markDirty(b);
}

/** Writes a pattern, boxed if it is a single. */
export function writeFloat(b: RiscvBuilder, format: FormatName, index: Value, value: Value): void {
  b.setF(index, format === 'f32' ? box(b, value) : value);
  markDirty(b);
}

/** The mode that the instruction's `rm` names (i32); the reserved ones are illegal, also from `frm`. */
export function roundingMode(b: RiscvBuilder, rm: Value): Value {
  const mode = b.select(b.get('frm'), rm, b.eq(rm, b.i32(DYNAMIC)));
  b.if(b.gtU(mode, b.i32(LAST_MODE)), () => b.illegal());
  return mode;
}
