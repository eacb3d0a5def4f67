/**
 * A RISC-V hart's architectural state, declared once: the IR's state locations, snapshots, `--dump` and the
 * state hash all derive from this declaration, in this order.
 *
 * What can be derived is not stored: `sstatus`, `sie` and `sip` are views of the machine registers; `time`
 * and `cycle` come from the machine's clock and the retired-instruction count.
 */
import { array, struct } from '../../memory/struct.ts';

export const hartState = struct('riscv64', {
  /** Integer registers; x[0] is always 0. */
  x: array('u64', 32),
  /** Floating-point registers as bit patterns; single precision is NaN-boxed. */
  f: array('u64', 32),
  pc: 'u64',
  /** 0 user, 1 supervisor, 3 machine. */
  privilege: 'u8',
  /** Accrued exception flags, `fcsr[4:0]`. */
  fflags: 'u8',
  /** Rounding mode, `fcsr[7:5]`. */
  frm: 'u8',
  /** 1 while a reservation is held. */
  reservationValid: 'u8',
  /** Bytes reserved: 4 or 8. */
  reservationBytes: 'u32',
  /** Physical address of the reservation. */
  reservationAddress: 'u64',
  /** The value that the load-reserved read; a store-conditional succeeds only while memory still holds it. */
  reservationValue: 'u64',
  mstatus: 'u64',
  medeleg: 'u64',
  mideleg: 'u64',
  mie: 'u64',
  /**
   * Interrupt-pending bits as software wrote them: SSIP, SEIP, and STIP while sstc is off. The `mip` that a
   * program reads also has the wires and the supervisor timer (`csr/interrupts.ts`).
   */
  mip: 'u64',
  /** Interrupt wires driven by devices (MSIP, MTIP, MEIP, SEIP), in `mip` positions. */
  wires: 'u64',
  mtvec: 'u64',
  mscratch: 'u64',
  mepc: 'u64',
  mcause: 'u64',
  mtval: 'u64',
  mcounteren: 'u64',
  mcountinhibit: 'u64',
  menvcfg: 'u64',
  /**
   * `mcycle` minus the retired count, so that a write to the counter moves this; while `mcountinhibit` stops
   * the counter, its value itself. The same for `minstret`.
   */
  mcycleOffset: 'u64',
  minstretOffset: 'u64',
  stvec: 'u64',
  sscratch: 'u64',
  sepc: 'u64',
  scause: 'u64',
  stval: 'u64',
  scounteren: 'u64',
  senvcfg: 'u64',
  satp: 'u64',
  stimecmp: 'u64',
  pmpcfg: array('u64', 2),
  pmpaddr: array('u64', 16),
  /** Instructions retired since reset. */
  retired: 'u64',
  /** 0 started, 1 stopped, 2 start pending, 4 suspended (SBI HSM state numbers). */
  hsmState: 'u8',
  /** 1 while the hart waits in `wfi`. */
  waiting: 'u8',
  /** The largest translation mode that `satp` accepts: 8 (Sv39), 9 (Sv48) or 10 (Sv57). */
  maximumMode: 'u8',
  /** 1 where environment calls from supervisor mode go to the machine's own SBI, and no firmware runs. */
  builtInSbi: 'u8',
});

export type HartState = ReturnType<typeof hartState.bind>;

/** Privilege levels as `privilege` holds them. */
export const USER = 0;
export const SUPERVISOR = 1;
export const MACHINE = 3;
