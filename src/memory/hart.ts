/**
 * One hart's block of shared memory: the engine's own fields, the guest's architectural state, then the
 * hart's TLBs. One writer (the hart's thread) owns every line of it.
 *
 * TLB entries are 16 bytes: a 64-bit tag (the virtual page address; ones where the entry is empty), a 32-bit
 * addend, and 32 bits that the slow path uses. For loads and stores `addend + low 32 address bits` is the
 * byte in shared memory; for fetches the addend is the page's decoded entries.
 */
import { alignUp } from '../base/bits.ts';
import { array, struct } from './struct.ts';

/**
 * Translation contexts: each has its own load and store TLB, so that changing privilege or the "supervisor may
 * access user pages" bit switches tables instead of flushing. Guests number their contexts 0 to 3.
 */
export const TRANSLATION_CONTEXTS = 4;
export const TLB_SETS = 512;
export const TLB_ENTRY_BYTES = 16;
export const DATA_TLB_BYTES = TLB_SETS * TLB_ENTRY_BYTES;
export const FETCH_TLB_SETS = 256;
export const FETCH_TLB_BYTES = FETCH_TLB_SETS * TLB_ENTRY_BYTES;
/** Inserted entries are logged so that a flush costs what was inserted; when full, a flush clears it all. */
export const TLB_LOG_ENTRIES = 256;

/** Exits of translated code that are remembered for the next translation. */
export const JUMP_LOG_ENTRIES = 64;

export const TLB_TAG = 0;
export const TLB_ADDEND = 8;
/** The physical page number, for invalidation by physical page. */
export const TLB_PAGE = 12;

/** What stops the run loop at the next instruction boundary. */
export const ATTENTION = {
  /** Look at pending interrupts. */
  interrupts: 1,
  /** Go back to the driver: events, time or life cycle changed. */
  driver: 2,
  /** The translation contexts (`dataContext`, `fetchContext`) changed. */
  contexts: 4,
  /** Every translation of this hart is stale. */
  flush: 8,
} as const;

export const engineState = struct('engine', {
  /** Retired count at which the current budget ends; the count now is `runEnd - remaining`. */
  runEnd: 'u64',
  /** Virtual time in nanoseconds at `runStart` retired instructions. */
  runStartNs: 'u64',
  runStart: 'u64',
  /** What the guest has added to its clock, in ticks (modulo 2^64). */
  timeOffset: 'u64',
  /** Virtual nanoseconds per instruction, in 1/65536. */
  nsPerInstruction: 'u32',
  /** Instructions left of the budget, written before anything that asks for count or time. */
  remaining: 'u32',
  attention: 'u32',
  /** Instructions put back when attention cut the budget short. */
  heldBack: 'u32',
  /** 1 when a helper ended in a guest fault: `cause` and `value` say which. */
  faulted: 'u32',
  hartIndex: 'u32',
  cause: 'u64',
  value: 'u64',
  /** What an address of guest RAM in shared memory lacks to be the guest's physical one. */
  physicalOffset: 'u64',
  /** Where a helper that jumps wants to go. */
  target: 'u64',
  /** Shared-memory addresses of the TLBs in force. */
  loadTlb: 'u32',
  storeTlb: 'u32',
  fetchTlb: 'u32',
  /** Entries in `tlbLog`; above its length the log has overflowed. */
  tlbLogged: 'u32',
  /** The context of data accesses and of fetches. */
  dataContext: 'u32',
  fetchContext: 'u32',
  /** Bytes of each load and store TLB, and of each fetch TLB, that are in use, where that is not the whole table. */
  dataTlbBytes: 'u32',
  fetchTlbBytes: 'u32',
  /** A 64-bit value handed over to or by an import, in halves. */
  transferLow: 'u32',
  transferHigh: 'u32',
  /** What the walker says of the translation (`WALK`), and how many bytes the access it is asked for has. */
  walkFlags: 'u32',
  accessBytes: 'u32',
  /** 1 when a walk has taken a page from the store TLBs since it was cleared. */
  storesEvicted: 'u32',
  /** Where harts run at the same time: the address of the latest time that one has seen. */
  clockWord: 'u32',
  /** Counters of the slow paths (see `src/stats/counters.ts`). */
  tlbLoadMisses: 'u64',
  tlbStoreMisses: 'u64',
  tlbFetchMisses: 'u64',
  tlbFlushes: 'u64',
  walks: 'u64',
  exceptions: 'u64',
  interrupts: 'u64',
  sbiCalls: 'u64',
  codeStores: 'u64',
  /** Instructions that translated code retired. */
  translatedRetired: 'u64',
  /** Look-ups of a region that found one, and that found none. */
  cacheHits: 'u64',
  cacheMisses: 'u64',
  /** Times that the thread of this hart was stopped in the middle of guest code. */
  stops: 'u64',
  /** Scratch slots for an instruction that cannot stay in its page's decoded entries. */
  scratchEntries: array('u64', 8),
  tlbLog: array('u32', TLB_LOG_ENTRIES),
  /** Exits of translated code that asked for the next region. */
  jumps: 'u32',
  /** The last of them, each at its number modulo the length: the last instruction's address, and the target. */
  jumpLog: array('u64', 2 * JUMP_LOG_ENTRIES),
});

export const GUEST_STATE_OFFSET = alignUp(engineState.sizeBytes, 64);
/** Room for the guest's architectural state. */
const GUEST_STATE_BYTES = 2048;
export const TLB_OFFSET = alignUp(GUEST_STATE_OFFSET + GUEST_STATE_BYTES, 64);

export const loadTlbOffset = (context: number): number => TLB_OFFSET + context * 2 * DATA_TLB_BYTES;
export const storeTlbOffset = (context: number): number => loadTlbOffset(context) + DATA_TLB_BYTES;
export const fetchTlbOffset = (context: number): number =>
  TLB_OFFSET + TRANSLATION_CONTEXTS * 2 * DATA_TLB_BYTES + context * FETCH_TLB_BYTES;

export const HART_BYTES = alignUp(fetchTlbOffset(TRANSLATION_CONTEXTS), 4096);
export const ALL_TLB_BYTES = fetchTlbOffset(TRANSLATION_CONTEXTS) - TLB_OFFSET;
