/** Bits of the control and status registers, and access to the hart's state from helper functions. */
import type { Builder, Value } from '../../../ir/builder.ts';
import { place } from '../builder.ts';

type StateName = Parameters<typeof place>[0];

export const getState = (b: Builder, name: StateName): Value => b.readState(place(name));
export const setState = (b: Builder, name: StateName, value: Value): void => b.writeState(place(name), value);

/** `(old & ~mask) | (value & mask)` with a constant mask. */
export const merge = (b: Builder, old: Value, value: Value, mask: bigint): Value =>
  b.or(b.and(old, b.i64(~mask)), b.and(value, b.i64(mask)));

const bit = (position: number): bigint => 1n << BigInt(position);

/** `mstatus` (privileged manual 3.1.6), and what `sstatus` shows of it. */
export const STATUS = {
  SIE: bit(1),
  MIE: bit(3),
  SPIE: bit(5),
  MPIE: bit(7),
  SPP: bit(8),
  MPP: 3n << 11n,
  FS: 3n << 13n,
  MPRV: bit(17),
  SUM: bit(18),
  MXR: bit(19),
  TVM: bit(20),
  TW: bit(21),
  TSR: bit(22),
  /** Both register widths are fixed at 64 bits. */
  UXL: 2n << 32n,
  SXL: 2n << 34n,
  SD: bit(63),
} as const;

export const STATUS_SHIFT = { SPP: 8, MPP: 11, FS: 13 } as const;

/** Positions in `mip` and `mie`, which are interrupt cause numbers too. */
export const INTERRUPT = { SSI: 1, MSI: 3, STI: 5, MTI: 7, SEI: 9, MEI: 11 } as const;

export const PENDING = {
  SSIP: bit(INTERRUPT.SSI),
  MSIP: bit(INTERRUPT.MSI),
  STIP: bit(INTERRUPT.STI),
  MTIP: bit(INTERRUPT.MTI),
  SEIP: bit(INTERRUPT.SEI),
  MEIP: bit(INTERRUPT.MEI),
} as const;

export const SUPERVISOR_INTERRUPTS = PENDING.SSIP | PENDING.STIP | PENDING.SEIP;
export const MACHINE_INTERRUPTS = PENDING.MSIP | PENDING.MTIP | PENDING.MEIP;

/** `menvcfg`: the supervisor timer and hardware updating of A and D bits. */
export const ENVIRONMENT = { FIOM: bit(0), ADUE: bit(61), STCE: bit(63) } as const;

/** Bits of `mcounteren`, `scounteren` and `mcountinhibit`. */
export const COUNTER = { CY: 0, TM: 1, IR: 2 } as const;

/** Set in `mcause` and `scause` for interrupts. */
export const INTERRUPT_CAUSE = bit(63);
