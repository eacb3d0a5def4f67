/**
 * Core-local interruptor: software interrupts and the machine timer of every hart.
 * Layout of SiFive's CLINT, as QEMU's `virt` has it (RISC-V ACLINT specification, chapters 2 and 3).
 */
import { array, struct } from '../../memory/struct.ts';

/** The most harts this board has room for. */
export const MAX_HARTS = 8;

export const clintState = struct('clint', {
  /** Bit 0 of each hart's `msip`. */
  msip: array('u32', MAX_HARTS),
  /** The machine timer is pending while `mtime >= mtimecmp`. */
  mtimecmp: array('u64', MAX_HARTS),
  /** `mtime` minus virtual time in ticks: a write to `mtime` moves this. */
  mtimeOffset: 'u64',
  hartCount: 'u32',
});

export type ClintState = ReturnType<typeof clintState.bind>;
