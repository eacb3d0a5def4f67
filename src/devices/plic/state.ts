/**
 * Platform-level interrupt controller with QEMU `virt`'s sizes (RISC-V PLIC specification 1.0.0).
 *
 * Each source has a gateway: a high wire becomes one pending request, which stays even if the wire falls;
 * the next request can only follow the completion of this one, and follows at once if the wire is high then.
 */
import { array, struct } from '../../memory/struct.ts';

/** Sources 1 to 95; number 0 means "no interrupt". */
export const SOURCE_COUNT = 96;
export const SOURCE_WORDS = SOURCE_COUNT / 32;
/** Two contexts per hart: machine, then supervisor. */
const MAX_CONTEXTS = 16;

export const plicState = struct('plic', {
  /** The wires as the devices drive them, one bit per source. */
  level: array('u32', SOURCE_WORDS),
  /** Requested and not yet claimed, one bit per source. */
  pending: array('u32', SOURCE_WORDS),
  /** Claimed and not yet completed, one bit per source. */
  claimed: array('u32', SOURCE_WORDS),
  /** 0 (never) to 7. */
  priority: array('u32', SOURCE_COUNT),
  /** Bit per source, `SOURCE_WORDS` words per context. */
  enable: array('u32', SOURCE_WORDS * MAX_CONTEXTS),
  /** Only priorities above it interrupt the context. */
  threshold: array('u32', MAX_CONTEXTS),
  contextCount: 'u32',
});

export type PlicState = ReturnType<typeof plicState.bind>;
