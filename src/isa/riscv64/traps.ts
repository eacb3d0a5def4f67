/**
 * Trap entry and return (privileged manual 3.1.6 to 3.3.2), and which translation contexts are in force.
 *
 * With the built-in SBI there is no firmware: calls from supervisor mode go to the machine, and whatever is
 * not delegated goes to the supervisor all the same, as firmware would have passed it on.
 */
import { type Builder, defineFunction, importFunction, type Value } from '../../ir/builder.ts';
import { ATTENTION } from '../../memory/hart.ts';
import { enginePlace, reportFault, requestAttention, setEngine } from '../engine.ts';
import { CAUSE } from './builder.ts';
import { getState, merge, STATUS, STATUS_SHIFT, setState } from './csr/fields.ts';
import { wakePending } from './csr/interrupts.ts';
import { MACHINE, SUPERVISOR, USER } from './state.ts';

/** The address of the built-in SBI's answer: JavaScript that works on the hart's state, `pc` included. */
const sbiCall = importFunction('sbiCall', [], []);

function countOne(b: Builder, name: 'exceptions' | 'interrupts' | 'sbiCalls'): void {
  const place = enginePlace(name);
  b.writeState(place, b.add(b.readState(place), b.i64(1)));
}

const dropReservation = (b: Builder): void => setState(b, 'reservationValid', b.i32(0));

/** Answers an environment call: `(pc: i64) → i64`, where to go on. */
const answerSbi = defineFunction('answerSbi', ['i64'], ['i64'], (b, pc) => {
  countOne(b, 'sbiCalls');
  dropReservation(b);
  setState(b, 'pc', b.add(pc.get(), b.i64(4)));
  b.call(sbiCall);
  requestAttention(b, ATTENTION.interrupts | ATTENTION.driver);
  b.return(getState(b, 'pc'));
});

/** The handler's address: a vectored table has one slot of 4 bytes for each interrupt. */
function handler(b: Builder, vector: Value, isInterrupt: Value, code: Value): Value {
  const base = b.and(vector, b.i64(-4));
  const vectored = b.and(isInterrupt, b.test(vector, 1n));
  return b.select(b.add(base, b.shl(code, b.i64(2))), base, vectored);
}

/** An enable bit moves to its "previous" place and goes out. */
function stackEnable(b: Builder, status: Value, enable: bigint, previous: bigint, shift: number): Value {
  const moved = b.and(b.shl(status, b.i64(shift)), b.i64(previous));
  return b.or(b.and(status, b.i64(~(enable | previous))), moved);
}

const ENABLE_SHIFT = 4;

const enterSupervisor = defineFunction(
  'enterSupervisor',
  ['i64', 'i64', 'i64'],
  [],
  (b, cause, value, pc) => {
    setState(b, 'sepc', pc.get());
    setState(b, 'scause', cause.get());
    setState(b, 'stval', value.get());
    const stacked = stackEnable(b, getState(b, 'mstatus'), STATUS.SIE, STATUS.SPIE, ENABLE_SHIFT);
    const previous = b.shl(b.extendU(getState(b, 'privilege')), b.i64(STATUS_SHIFT.SPP));
    setState(b, 'mstatus', merge(b, stacked, previous, STATUS.SPP));
    setState(b, 'privilege', b.i32(SUPERVISOR));
  },
);

const enterMachine = defineFunction('enterMachine', ['i64', 'i64', 'i64'], [], (b, cause, value, pc) => {
  setState(b, 'mepc', pc.get());
  setState(b, 'mcause', cause.get());
  setState(b, 'mtval', value.get());
  const stacked = stackEnable(b, getState(b, 'mstatus'), STATUS.MIE, STATUS.MPIE, ENABLE_SHIFT);
  const previous = b.shl(b.extendU(getState(b, 'privilege')), b.i64(STATUS_SHIFT.MPP));
  setState(b, 'mstatus', merge(b, stacked, previous, STATUS.MPP));
  setState(b, 'privilege', b.i32(MACHINE));
});

/**
 * Takes an exception or (bit 63 of the cause) an interrupt: `(cause: i64, value: i64, pc: i64) → i64`, the
 * address to go on at. The caller calls {@link updateContexts} afterwards.
 */
export const takeTrap = defineFunction('takeTrap', ['i64', 'i64', 'i64'], ['i64'], (b, cause, value, pc) => {
  const supervisorCall = b.eq(cause.get(), b.i64(CAUSE.supervisorCall));
  b.if(b.and(supervisorCall, getState(b, 'builtInSbi')), () => b.return(b.call(answerSbi, pc.get())));
  dropReservation(b);
  const isInterrupt = b.ltS(cause.get(), b.i64(0));
  b.if(
    isInterrupt,
    () => countOne(b, 'interrupts'),
    () => countOne(b, 'exceptions'),
  );
  const code = b.field(cause.get(), 0, 6);
  const delegation = b.select(getState(b, 'mideleg'), getState(b, 'medeleg'), isInterrupt);
  const delegated = b.wrap(b.field(b.shrU(delegation, code), 0, 1));
  const belowMachine = b.ne(getState(b, 'privilege'), b.i32(MACHINE));
  b.if(b.and(belowMachine, b.or(delegated, getState(b, 'builtInSbi'))), () => {
    b.call(enterSupervisor, cause.get(), value.get(), pc.get());
    b.return(handler(b, getState(b, 'stvec'), isInterrupt, code));
  });
  b.call(enterMachine, cause.get(), value.get(), pc.get());
  b.return(handler(b, getState(b, 'mtvec'), isInterrupt, code));
});

/** The "previous" enable bit comes back, and is set itself. */
function unstackEnable(b: Builder, status: Value, enable: bigint, previous: bigint): Value {
  const restored = b.and(b.shrU(status, b.i64(ENABLE_SHIFT)), b.i64(enable));
  return b.or(b.or(b.and(status, b.i64(~enable)), b.i64(previous)), restored);
}

function leaveTrap(b: Builder, status: Value, privilege: Value): void {
  setState(b, 'mstatus', status);
  setState(b, 'privilege', privilege);
  dropReservation(b);
  requestAttention(b, ATTENTION.contexts | ATTENTION.interrupts);
}

function faultIf(b: Builder, condition: Value): void {
  b.if(condition, () => {
    reportFault(b, b.i64(CAUSE.illegalInstruction), b.i64(0));
    b.return(b.i64(0));
  });
}

/** `mret`: `() → i64`, the target. Reports an illegal instruction outside machine mode. */
export const returnFromMachine = defineFunction('returnFromMachine', [], ['i64'], (b) => {
  faultIf(b, b.ne(getState(b, 'privilege'), b.i32(MACHINE)));
  const status = getState(b, 'mstatus');
  const privilege = b.wrap(b.field(status, STATUS_SHIFT.MPP, 2));
  const unstacked = unstackEnable(b, status, STATUS.MIE, STATUS.MPIE);
  const keepsModify = b.eq(privilege, b.i32(MACHINE));
  const kept = b.select(b.i64(~STATUS.MPP), b.i64(~(STATUS.MPP | STATUS.MPRV)), keepsModify);
  leaveTrap(b, b.and(unstacked, kept), privilege);
  b.return(getState(b, 'mepc'));
});

/** `sret`: `() → i64`, the target. Reports an illegal instruction in user mode, and under TSR. */
export const returnFromSupervisor = defineFunction('returnFromSupervisor', [], ['i64'], (b) => {
  const current = getState(b, 'privilege');
  const status = getState(b, 'mstatus');
  const trapped = b.and(b.eq(current, b.i32(SUPERVISOR)), b.test(status, STATUS.TSR));
  faultIf(b, b.or(b.eq(current, b.i32(USER)), trapped));
  const privilege = b.wrap(b.field(status, STATUS_SHIFT.SPP, 1));
  const unstacked = unstackEnable(b, status, STATUS.SIE, STATUS.SPIE);
  leaveTrap(b, b.and(unstacked, b.i64(~(STATUS.SPP | STATUS.MPRV))), privilege);
  b.return(getState(b, 'sepc'));
});

/**
 * `wfi`: the hart waits unless an interrupt is pending already. `() → i64`, always 0. Reports an illegal
 * instruction in user mode, and in supervisor mode under TW: the manual lets the wait be bounded by nothing.
 */
export const waitForInterrupt = defineFunction('waitForInterrupt', [], ['i64'], (b) => {
  const privilege = getState(b, 'privilege');
  const trapped = b.and(b.ne(privilege, b.i32(MACHINE)), b.test(getState(b, 'mstatus'), STATUS.TW));
  faultIf(b, b.or(b.eq(privilege, b.i32(USER)), trapped));
  b.if(b.eqz(b.call(wakePending)), () => {
    setState(b, 'waiting', b.i32(1));
    requestAttention(b, ATTENTION.driver);
  });
  b.return(b.i64(0));
});

/** `sfence.vma`: checks that it may run. `() → i64`, always 0. */
export const checkFence = defineFunction('checkFence', [], ['i64'], (b) => {
  const privilege = getState(b, 'privilege');
  const trapped = b.and(b.eq(privilege, b.i32(SUPERVISOR)), b.test(getState(b, 'mstatus'), STATUS.TVM));
  faultIf(b, b.or(b.eq(privilege, b.i32(USER)), trapped));
  b.return(b.i64(0));
});

/** Numbers of the translation contexts, as `engine.fetchContext` and `engine.dataContext` hold them. */
export const CONTEXT = {
  user: 0,
  supervisor: 1,
  /** Supervisor with SUM: may access user pages. Data only. */
  supervisorUser: 2,
  /** Machine mode: no translation. */
  machine: 3,
} as const;

/** Without translation in S or U mode the context is still that of the privilege, since PMP depends on it. */
function contextOf(b: Builder, privilege: Value, supervisor: Value): Value {
  const below = b.select(b.i32(CONTEXT.user), supervisor, b.eq(privilege, b.i32(USER)));
  return b.select(b.i32(CONTEXT.machine), below, b.eq(privilege, b.i32(MACHINE)));
}

/** Sets `engine.fetchContext` and `engine.dataContext` by privilege, MPRV, MPP and SUM. `()`. */
export const updateContexts = defineFunction('updateContexts', [], [], (b) => {
  const privilege = getState(b, 'privilege');
  const status = getState(b, 'mstatus');
  setEngine(b, 'fetchContext', contextOf(b, privilege, b.i32(CONTEXT.supervisor)));
  const modified = b.and(b.eq(privilege, b.i32(MACHINE)), b.test(status, STATUS.MPRV));
  const effective = b.select(b.wrap(b.field(status, STATUS_SHIFT.MPP, 2)), privilege, modified);
  const supervisor = b.select(
    b.i32(CONTEXT.supervisorUser),
    b.i32(CONTEXT.supervisor),
    b.test(status, STATUS.SUM),
  );
  setEngine(b, 'dataContext', contextOf(b, effective, supervisor));
});
