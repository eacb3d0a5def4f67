/**
 * The hart's view of time: everything follows from the instructions retired before the current one, so that
 * each read of a counter or of `time` is exact.
 */
import { type Builder, defineFunction, importFunction, type Value } from '../../../ir/builder.ts';
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

/** Leaves virtual time in nanoseconds in the engine's `transfer` fields. */
const readClock = importFunction('readClock', [], []);

/** The host's time, made never to run backwards from hart to hart: each leaves the latest that it saw. `() → i64`. */
const sharedTimeNs = defineFunction('sharedTimeNs', [], ['i64'], (b) => {
  b.call(readClock);
  const high = b.shl(b.extendU(getEngine(b, 'transferHigh')), b.i64(32));
  const own = b.variable('own', b.or(high, b.extendU(getEngine(b, 'transferLow'))));
  const last = b.variable('last', b.i64(0));
  b.loop(() => {
    last.set(b.hostLoad('i64', 8, getEngine(b, 'clockWord')));
    b.if(b.leU(own.get(), last.get()), () => b.return(last.get()));
    const seen = b.hostCompareExchange(8, getEngine(b, 'clockWord'), last.get(), own.get());
    b.if(b.eq(seen, last.get()), () => b.return(own.get()));
  });
});

/** Virtual time in nanoseconds: `() → i64`. A rate of 0 says that the host keeps it: harts run at the same time. */
export const virtualTimeNs = defineFunction('virtualTimeNs', [], ['i64'], (b) => {
  b.if(b.eqz(getEngine(b, 'nsPerInstruction')), () => b.return(b.call(sharedTimeNs)));
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
