/** Which interrupts are pending, and which one is to be taken (privileged manual 3.1.9 and 4.1.3). */
import { type Builder, defineFunction, type Value } from '../../../ir/builder.ts';
import { MACHINE, SUPERVISOR } from '../state.ts';
import { getState, INTERRUPT, INTERRUPT_CAUSE, PENDING, STATUS } from './fields.ts';
import { supervisorTimerOn, timeTicks } from './time.ts';

/**
 * `mip` as it stands, as far as the bits of a mask go: what software wrote, the wires, and the supervisor
 * timer. `(mask: i64) → i64`. Reading the clock is left out where the mask does not ask for STIP.
 */
export const pendingBits = defineFunction('pendingBits', ['i64'], ['i64'], (b, mask) => {
  const bits = b.variable('bits', b.or(getState(b, 'mip'), getState(b, 'wires')));
  b.if(b.and(supervisorTimerOn(b), b.test(mask.get(), PENDING.STIP)), () => {
    const due = b.geU(b.call(timeTicks), getState(b, 'stimecmp'));
    const others = b.and(bits.get(), b.i64(~PENDING.STIP));
    bits.set(b.or(others, b.select(b.i64(PENDING.STIP), b.i64(0), due)));
  });
  b.return(b.and(bits.get(), mask.get()));
});

/** Highest priority first: external, software, timer, of machine level before supervisor level. */
const PRIORITY = [
  INTERRUPT.MEI,
  INTERRUPT.MSI,
  INTERRUPT.MTI,
  INTERRUPT.SEI,
  INTERRUPT.SSI,
  INTERRUPT.STI,
] as const;

/** Returns the cause of the first interrupt in the set. */
function returnFirst(b: Builder, set: Value): void {
  for (const code of PRIORITY) {
    b.if(b.test(set, 1n << BigInt(code)), () => b.return(b.i64(INTERRUPT_CAUSE | BigInt(code))));
  }
}

/** An i32: not 0 when interrupts of a level are enabled at the current privilege. */
function levelEnabled(b: Builder, level: number, enable: bigint): Value {
  const privilege = getState(b, 'privilege');
  const below = b.ltU(privilege, b.i32(level));
  const same = b.eq(privilege, b.i32(level));
  return b.or(below, b.and(same, b.test(getState(b, 'mstatus'), enable)));
}

/** The cause, with bit 63, of the interrupt to take now, or 0: `() → i64`. */
export const pendingInterrupt = defineFunction('pendingInterrupt', [], ['i64'], (b) => {
  const enabled = getState(b, 'mie');
  b.if(b.eqz(enabled), () => b.return(b.i64(0)));
  const pending = b.call(pendingBits, enabled);
  b.if(b.eqz(pending), () => b.return(b.i64(0)));
  const delegated = getState(b, 'mideleg');
  b.if(levelEnabled(b, MACHINE, STATUS.MIE), () => returnFirst(b, b.and(pending, b.not(delegated))));
  b.if(levelEnabled(b, SUPERVISOR, STATUS.SIE), () => returnFirst(b, b.and(pending, delegated)));
  b.return(b.i64(0));
});

/** 1 when `wfi` has a reason to end: an enabled interrupt is pending, whatever `mstatus` says. `() → i32`. */
export const wakePending = defineFunction('wakePending', [], ['i32'], (b) => {
  b.return(b.ne(b.call(pendingBits, getState(b, 'mie')), b.i64(0)));
});
