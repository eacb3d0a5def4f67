/**
 * Counters. `mcycle` counts as `minstret` does. An instruction that writes a counter does not count into
 * it: the next instruction reads the value written. An instruction that writes `mcountinhibit` counts by what
 * stood there before it.
 */
import { type Builder, defineFunction, type Value } from '../../../ir/builder.ts';
import { MACHINE, SUPERVISOR, USER } from '../state.ts';
import { COUNTER, getState, setState } from './fields.ts';
import { retiredNow } from './time.ts';

interface Counter {
  /** Its bit in `mcountinhibit`. */
  readonly bit: number;
  readonly offset: 'mcycleOffset' | 'minstretOffset';
}

export const CYCLE: Counter = { bit: COUNTER.CY, offset: 'mcycleOffset' };
export const INSTRET: Counter = { bit: COUNTER.IR, offset: 'minstretOffset' };

const INHIBIT_WRITABLE = (1n << BigInt(CYCLE.bit)) | (1n << BigInt(INSTRET.bit));

const maskOf = (counter: Counter): bigint => 1n << BigInt(counter.bit);

/** What the counter has over its offset: 0 while it is inhibited. */
const progress = (b: Builder, counter: Counter, retired: Value): Value =>
  b.select(b.i64(0), retired, b.test(getState(b, 'mcountinhibit'), maskOf(counter)));

export const readCounter = (b: Builder, counter: Counter): Value =>
  b.add(getState(b, counter.offset), progress(b, counter, b.call(retiredNow)));

const retiredNext = (b: Builder): Value => b.add(b.call(retiredNow), b.i64(1));

export const writeCounter = (b: Builder, counter: Counter, value: Value): void =>
  setState(b, counter.offset, b.sub(value, progress(b, counter, retiredNext(b))));

/** Stops and starts the counters: `(value: i64)`. */
export const writeInhibit = defineFunction('writeInhibit', ['i64'], [], (b, value) => {
  const inhibit = b.and(value.get(), b.i64(INHIBIT_WRITABLE));
  const changed = b.xor(getState(b, 'mcountinhibit'), inhibit);
  const next = retiredNext(b);
  for (const counter of [CYCLE, INSTRET]) {
    b.if(b.test(changed, maskOf(counter)), () => {
      const offset = getState(b, counter.offset);
      const stops = b.test(inhibit, maskOf(counter));
      setState(b, counter.offset, b.select(b.add(offset, next), b.sub(offset, next), stops));
    });
  }
  setState(b, 'mcountinhibit', inhibit);
});

/**
 * An i32: not 0 when the counter of a bit may not be read at the current privilege: below machine mode
 * `mcounteren` must allow it, in user mode `scounteren` too.
 */
export function counterDenied(b: Builder, bit: number): Value {
  const privilege = getState(b, 'privilege');
  const closed = (name: 'mcounteren' | 'scounteren'): Value =>
    b.eqz(b.test(getState(b, name), 1n << BigInt(bit)));
  const belowMachine = b.ne(privilege, b.i32(MACHINE));
  const belowSupervisor = b.eq(privilege, b.i32(USER));
  return b.or(b.and(belowMachine, closed('mcounteren')), b.and(belowSupervisor, closed('scounteren')));
}

/** An i32: not 0 when `stimecmp` may not be touched (Sstc): in supervisor mode it takes TM and STCE. */
export const timerDenied = (b: Builder, supervisorTimerOn: Value): Value =>
  b.and(
    b.eq(getState(b, 'privilege'), b.i32(SUPERVISOR)),
    b.eqz(b.and(b.test(getState(b, 'mcounteren'), 1n << BigInt(COUNTER.TM)), supervisorTimerOn)),
  );
