// table
/**
 * The control and status registers: one row each, with its meaning over the hart's state as IR. Least
 * privilege and "read only" come from the number itself (bits 9:8 and 11:10), so a row says only what its
 * register adds. Fields follow the privileged manual's WARL rules; what a row leaves out reads 0 or keeps
 * its value.
 *
 * `read` is what a program reads; set and clear work on `base` where that differs; without `write` a write
 * is ignored. `denied` is an i32 that makes any access illegal.
 */
import type { Builder, Value } from '../../../ir/builder.ts';
import { ATTENTION } from '../../../memory/hart.ts';
import { getEngine, requestAttention } from '../../engine.ts';
import type { place } from '../builder.ts';
import { SUPERVISOR } from '../state.ts';
import {
  CYCLE,
  counterDenied,
  INSTRET,
  readCounter,
  timerDenied,
  writeCounter,
  writeInhibit,
} from './counters.ts';
import {
  COUNTER,
  ENVIRONMENT,
  getState,
  MACHINE_INTERRUPTS,
  PENDING,
  STATUS,
  SUPERVISOR_INTERRUPTS,
  setState,
} from './fields.ts';
import { pendingBits } from './interrupts.ts';
import {
  type CsrName,
  csr,
  csrNumbers,
  FIRST_HPM_COUNTER,
  LAST_HPM_COUNTER,
  PMP_ENTRIES,
} from './numbers.ts';
import { readPmpAddress, readPmpConfiguration, writePmpAddress, writePmpConfiguration } from './pmp.ts';
import { MSTATUS_WRITABLE, readStatus, SSTATUS_WRITABLE, writeSatp, writeStatus } from './status.ts';
import { supervisorTimerOn, timeTicks } from './time.ts';

export interface CsrMeaning {
  readonly read: (b: Builder) => Value;
  readonly base?: (b: Builder) => Value;
  readonly write?: (b: Builder, value: Value) => void;
  readonly denied?: (b: Builder) => Value;
  /**
   * No more than fields of the state, at every privilege: nothing that interrupts, translation or time depend on.
   * Code that knows the number need not go through the one entrance.
   */
  readonly isPlain?: true;
}

export interface Csr extends CsrMeaning {
  readonly name: string;
  readonly number: number;
}

type Register = Parameters<typeof place>[0];

const ALL = (1n << 64n) - 1n;
const COUNTERS = (1n << 32n) - 1n;
const MISA =
  (2n << 62n) |
  'IMAFDCSU'.split('').reduce((bits, letter) => bits | (1n << BigInt(letter.charCodeAt(0) - 65)), 0n);

/** A register that is stored as it is, in the bits of a mask. */
const stored = (name: Register, mask = ALL): CsrMeaning => ({
  read: (b) => getState(b, name),
  write: (b, value) => setState(b, name, b.and(value, b.i64(mask))),
});

/** The same, for registers that decide which interrupts are taken. */
const interrupting = (name: Register, mask: bigint): CsrMeaning => ({
  read: (b) => getState(b, name),
  write: (b, value) => {
    setState(b, name, b.and(value, b.i64(mask)));
    requestAttention(b, ATTENTION.interrupts);
  },
});

const constant = (value: bigint): CsrMeaning => ({ read: (b) => b.i64(value) });

/** Instructions are aligned to 2 bytes. */
const exceptionPc = (name: Register): CsrMeaning => stored(name, ALL - 1n);

/** A write with a reserved MODE (2 or 3) is ignored. */
const trapVector = (name: Register): CsrMeaning => ({
  read: (b) => getState(b, name),
  write: (b, value) => b.if(b.eqz(b.test(value, 2n)), () => setState(b, name, value)),
});

const status = (visible: bigint, widths: bigint, writable: bigint): CsrMeaning => ({
  read: (b) => readStatus(b, visible, widths),
  write: (b, value) => writeStatus(b, value, writable),
});

/** Changes some bits of a register in place and has interrupts looked at. */
function updateInterrupts(b: Builder, name: 'mip' | 'mie', value: Value, writable: Value): void {
  setState(b, name, b.or(b.and(getState(b, name), b.not(writable)), b.and(value, writable)));
  requestAttention(b, ATTENTION.interrupts);
}

/**
 * `mip` reads the wires too, but set and clear work on the software bits alone: SEIP of the wire must not
 * be written back (3.1.9). STIP is software's only while `stimecmp` does not drive it.
 */
const machinePending: CsrMeaning = {
  read: (b) => b.call(pendingBits, b.i64(ALL)),
  base: (b) => getState(b, 'mip'),
  write: (b, value) => {
    const timer = b.select(b.i64(0), b.i64(PENDING.STIP), supervisorTimerOn(b));
    updateInterrupts(b, 'mip', value, b.or(timer, b.i64(PENDING.SSIP | PENDING.SEIP)));
  },
};

const supervisorPending: CsrMeaning = {
  read: (b) => b.call(pendingBits, getState(b, 'mideleg')),
  base: (b) => getState(b, 'mip'),
  write: (b, value) => updateInterrupts(b, 'mip', value, b.and(getState(b, 'mideleg'), b.i64(PENDING.SSIP))),
};

const supervisorEnabled: CsrMeaning = {
  read: (b) => b.and(getState(b, 'mie'), getState(b, 'mideleg')),
  write: (b, value) => updateInterrupts(b, 'mie', value, getState(b, 'mideleg')),
};

const floatingOff = (b: Builder): Value => b.eqz(b.test(getState(b, 'mstatus'), STATUS.FS));

/** A floating-point register: any write makes FS dirty. */
const floating = (read: CsrMeaning['read'], write: NonNullable<CsrMeaning['write']>): CsrMeaning => ({
  read,
  isPlain: true,
  denied: floatingOff,
  write: (b, value) => {
    write(b, value);
    setState(b, 'mstatus', b.or(getState(b, 'mstatus'), b.i64(STATUS.FS)));
  },
});

const readFlags = (b: Builder): Value => b.extendU(getState(b, 'fflags'));
const readRounding = (b: Builder): Value => b.extendU(getState(b, 'frm'));
const writeFlags = (b: Builder, value: Value): void => setState(b, 'fflags', b.field(b.wrap(value), 0, 5));
const writeRounding = (b: Builder, value: Value): void => setState(b, 'frm', b.field(b.wrap(value), 0, 3));

/** Translation itself is off limits to supervisors under `mstatus.TVM`. */
const virtualMemoryTrapped = (b: Builder): Value =>
  b.and(b.eq(getState(b, 'privilege'), b.i32(SUPERVISOR)), b.test(getState(b, 'mstatus'), STATUS.TVM));

const environment: CsrMeaning = {
  read: (b) => getState(b, 'menvcfg'),
  write: (b, value) => {
    const next = b.and(value, b.i64(ENVIRONMENT.FIOM | ENVIRONMENT.ADUE | ENVIRONMENT.STCE));
    const changed = b.xor(getState(b, 'menvcfg'), next);
    setState(b, 'menvcfg', next);
    b.if(b.test(changed, ENVIRONMENT.ADUE), () => requestAttention(b, ATTENTION.flush));
    b.if(b.test(changed, ENVIRONMENT.STCE), () =>
      requestAttention(b, ATTENTION.interrupts | ATTENTION.driver),
    );
  },
};

const supervisorTimer: CsrMeaning = {
  denied: (b) => timerDenied(b, supervisorTimerOn(b)),
  read: (b) => getState(b, 'stimecmp'),
  write: (b, value) => {
    setState(b, 'stimecmp', value);
    requestAttention(b, ATTENTION.interrupts | ATTENTION.driver);
  },
};

const counter = (bit: number, read: CsrMeaning['read']): CsrMeaning => ({
  denied: (b) => counterDenied(b, bit),
  read,
});

const pmpConfiguration = (register: 0 | 1): CsrMeaning => ({
  read: (b) => readPmpConfiguration(b, register),
  write: (b, value) => writePmpConfiguration(b, register, value),
});

const meanings: Readonly<Record<CsrName, CsrMeaning>> = {
  fflags: floating(readFlags, writeFlags),
  frm: floating(readRounding, writeRounding),
  fcsr: floating(
    (b) => b.or(b.shl(readRounding(b), b.i64(5)), readFlags(b)),
    (b, value) => {
      writeFlags(b, value);
      writeRounding(b, b.shrU(value, b.i64(5)));
    },
  ),
  cycle: counter(COUNTER.CY, (b) => readCounter(b, CYCLE)),
  time: counter(COUNTER.TM, (b) => b.call(timeTicks)),
  instret: counter(COUNTER.IR, (b) => readCounter(b, INSTRET)),

  sstatus: status(SSTATUS_WRITABLE, STATUS.UXL, SSTATUS_WRITABLE),
  sie: supervisorEnabled,
  stvec: trapVector('stvec'),
  scounteren: stored('scounteren', COUNTERS),
  senvcfg: stored('senvcfg', ENVIRONMENT.FIOM),
  sscratch: stored('sscratch'),
  sepc: exceptionPc('sepc'),
  scause: stored('scause'),
  stval: stored('stval'),
  sip: supervisorPending,
  stimecmp: supervisorTimer,
  satp: {
    denied: virtualMemoryTrapped,
    read: (b) => getState(b, 'satp'),
    write: (b, value) => void b.call(writeSatp, value),
  },

  mvendorid: constant(0n),
  marchid: constant(0n),
  mimpid: constant(0n),
  mhartid: { read: (b) => b.extendU(getEngine(b, 'hartIndex')) },
  mconfigptr: constant(0n),
  mstatus: status(MSTATUS_WRITABLE, STATUS.UXL | STATUS.SXL, MSTATUS_WRITABLE),
  misa: constant(MISA),
  // Environment calls of machine mode (11) cannot be delegated; 10 and 14 do not exist.
  medeleg: stored('medeleg', 0xb3ffn),
  mideleg: interrupting('mideleg', SUPERVISOR_INTERRUPTS),
  mie: interrupting('mie', SUPERVISOR_INTERRUPTS | MACHINE_INTERRUPTS),
  mtvec: trapVector('mtvec'),
  mcounteren: stored('mcounteren', COUNTERS),
  menvcfg: environment,
  mcountinhibit: {
    read: (b) => getState(b, 'mcountinhibit'),
    write: (b, value) => void b.call(writeInhibit, value),
  },
  mscratch: stored('mscratch'),
  mepc: exceptionPc('mepc'),
  mcause: stored('mcause'),
  mtval: stored('mtval'),
  mip: machinePending,
  pmpcfg0: pmpConfiguration(0),
  pmpcfg2: pmpConfiguration(1),
  mcycle: {
    read: (b) => readCounter(b, CYCLE),
    write: (b, value) => writeCounter(b, CYCLE, value),
  },
  minstret: {
    read: (b) => readCounter(b, INSTRET),
    write: (b, value) => writeCounter(b, INSTRET, value),
  },
};

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Counters beyond `cycle`, `time` and `instret`, and their events, read 0. */
const unusedCounters = range(FIRST_HPM_COUNTER, LAST_HPM_COUNTER).flatMap((index) => [
  { name: `hpmcounter${index}`, ...counter(index, (b) => b.i64(0)) },
  { name: `mhpmcounter${index}`, ...constant(0n) },
  { name: `mhpmevent${index}`, ...constant(0n) },
]);

const pmpAddresses = range(0, PMP_ENTRIES - 1).map((entry) => ({
  name: `pmpaddr${entry}`,
  read: (b: Builder): Value => readPmpAddress(b, entry),
  write: (b: Builder, value: Value): void => writePmpAddress(b, entry, value),
}));

const numbered = [...unusedCounters, ...pmpAddresses].map((row) => ({
  ...row,
  number: csrNumbers[row.name] ?? 0,
}));

/** Every CSR, by number. */
export const csrTable: readonly Csr[] = [
  ...(Object.keys(meanings) as CsrName[]).map((name) => ({ name, number: csr[name], ...meanings[name] })),
  ...numbered,
].toSorted((a, b) => a.number - b.number);
