/**
 * The hart's view of time: everything follows from the instructions retired before the current one, so that
 * each read of a counter or of `time` is exact.
 */
import { type Builder, defineFunction, type Value } from '../../../ir/builder.ts';
import { getEngine } from '../../engine.ts';
import { ENVIRONMENT, getState } from './fields.ts';

/** The timebase is 10 MHz. */
const NS_PER_TICK = 100;
/** `nsPerInstruction` is a fraction of 65536. */
const RATE_SHIFT = 16;

/** Instructions retired since reset, before the current one: `() → i64`. */
export const retiredNow = defineFunction('retiredNow', [], ['i64'], (b) => {
  b.return(b.sub(getEngine(b, 'runEnd'), b.extendU(getEngine(b, 'remaining'))));
});

/** Virtual time in nanoseconds: `() → i64`. */
export const virtualTimeNs = defineFunction('virtualTimeNs', [], ['i64'], (b) => {
  const instructions = b.sub(b.call(retiredNow), getEngine(b, 'runStart'));
  const elapsed = b.mul(instructions, b.extendU(getEngine(b, 'nsPerInstruction')));
  b.return(b.add(getEngine(b, 'runStartNs'), b.shrU(elapsed, b.i64(RATE_SHIFT))));
});

/** The `time` CSR: `() → i64` ticks. */
export const timeTicks = defineFunction('timeTicks', [], ['i64'], (b) => {
  b.return(b.add(b.divU(b.call(virtualTimeNs), b.i64(NS_PER_TICK)), getEngine(b, 'timeOffset')));
});

/** An i32: not 0 while `stimecmp` drives STIP (Sstc). */
export const supervisorTimerOn = (b: Builder): Value => b.test(getState(b, 'menvcfg'), ENVIRONMENT.STCE);
