// table
/**
 * The CSRs of this hart by name (privileged manual, chapter 2): what the assembler knows, and what
 * `table.ts` gives a meaning. A number that is not here raises an illegal-instruction exception: firmware
 * finds out what exists by trying. Absent on purpose: debug triggers, hypervisor, vector, `mseccfg`, `mstateen`.
 */

/** Counters 3 to 31: they exist and read 0. */
export const FIRST_HPM_COUNTER = 3;
export const LAST_HPM_COUNTER = 31;
export const PMP_ENTRIES = 16;

const numbered = (prefix: string, base: number, from: number, to: number): Record<string, number> =>
  Object.fromEntries(
    Array.from({ length: to - from + 1 }, (_, index) => [`${prefix}${from + index}`, base + from + index]),
  );

const named = {
  fflags: 0x001,
  frm: 0x002,
  fcsr: 0x003,
  cycle: 0xc00,
  time: 0xc01,
  instret: 0xc02,

  sstatus: 0x100,
  sie: 0x104,
  stvec: 0x105,
  scounteren: 0x106,
  senvcfg: 0x10a,
  sscratch: 0x140,
  sepc: 0x141,
  scause: 0x142,
  stval: 0x143,
  sip: 0x144,
  stimecmp: 0x14d,
  satp: 0x180,

  mvendorid: 0xf11,
  marchid: 0xf12,
  mimpid: 0xf13,
  mhartid: 0xf14,
  mconfigptr: 0xf15,
  mstatus: 0x300,
  misa: 0x301,
  medeleg: 0x302,
  mideleg: 0x303,
  mie: 0x304,
  mtvec: 0x305,
  mcounteren: 0x306,
  menvcfg: 0x30a,
  mcountinhibit: 0x320,
  mscratch: 0x340,
  mepc: 0x341,
  mcause: 0x342,
  mtval: 0x343,
  mip: 0x344,
  pmpcfg0: 0x3a0,
  pmpcfg2: 0x3a2,
  mcycle: 0xb00,
  minstret: 0xb02,
} as const;

export type CsrName = keyof typeof named;

export const csr: Readonly<Record<CsrName, number>> = named;

/** Every CSR that exists, by name, the numbered ones included. */
export const csrNumbers: Readonly<Record<string, number>> = {
  ...named,
  ...numbered('hpmcounter', 0xc00, FIRST_HPM_COUNTER, LAST_HPM_COUNTER),
  ...numbered('mhpmcounter', 0xb00, FIRST_HPM_COUNTER, LAST_HPM_COUNTER),
  ...numbered('mhpmevent', 0x320, FIRST_HPM_COUNTER, LAST_HPM_COUNTER),
  ...numbered('pmpaddr', 0x3b0, 0, PMP_ENTRIES - 1),
};
