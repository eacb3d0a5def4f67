/**
 * The map of the one shared memory, declared once; every reader derives its addresses from a plan.
 *
 * From low to high: a guard page that stays zero, the machine's own block, devices, console rings, harts,
 * tables by guest page, decoded code, guest RAM. Everything is 64-byte aligned so that no two writers share a
 * cache line.
 */
import { alignUp } from '../base/bits.ts';
import { HART_BYTES } from './hart.ts';

export const PAGE_BYTES = 4096;
export const PAGE_SHIFT = 12;
export const WASM_PAGE_BYTES = 65536;

/** What stands in `pageFlags` for each page of guest RAM. */
export const PAGE_FLAG = {
  /** Decoded or translated code exists: stores take the slow path. */
  code: 1,
  /** Written since the state hash was last taken. */
  dirty: 2,
  /** The machine wants to know of each store. */
  watched: 4,
} as const;

/**
 * Decoded code: a header, one 8-byte entry for each halfword of a page, an end marker, then the instruction that
 * reaches into the next page, with an end marker after it.
 */
export const ENTRY_BYTES = 8;
export const ENTRIES_PER_PAGE = PAGE_BYTES / 2;
export const DECODED_HEADER_BYTES = 16;
/** Index of the entry for the instruction that straddles the page's end; the marker is two entries on. */
export const STRADDLING_ENTRY = ENTRIES_PER_PAGE + 1;
export const DECODED_PAGE_BYTES = alignUp(DECODED_HEADER_BYTES + (STRADDLING_ENTRY + 3) * ENTRY_BYTES, 64);
/** Header fields, as offsets from the page's first entry. */
export const DECODED_PAGE_NUMBER = -16;
export const DECODED_STORES = -12;
/** The word that the straddling entry was decoded from; 0 while there is none. */
export const DECODED_STRADDLING_WORD = -8;
/** Translated regions that begin in the page. */
export const DECODED_REGIONS = -4;

/** Regions of translated code that exist at once; beyond that all are dropped and counted. */
export const MAX_REGIONS = 4096;

/** Pages that one region reads. */
export const MAX_REGION_PAGES = 8;
/** What a region knows of where it stands: for each of its pages the address of its decoded entries. */
export const REGION_RECORD_BYTES = MAX_REGION_PAGES * 4;

/** Pages whose entries a walk has read, remembered per hart so that a flush can forget them. */
export const WALKED_LIST_ENTRIES = 1024;

export interface MemoryPlanRequest {
  readonly harts: number;
  readonly ramBytes: number;
  /** Guest physical address of RAM. */
  readonly ramStart: number;
  readonly machineBytes: number;
  readonly deviceBytes: number;
  readonly ringBytes: number;
  /** Code pages that can be decoded at once; beyond that all are dropped and counted. */
  readonly decodedPages: number;
  /** Harts may run at the same time, a thread each: see `src/machine/concurrent`. */
  readonly concurrent?: boolean;
}

export interface MemoryPlan extends MemoryPlanRequest {
  readonly machineBase: number;
  readonly devicesBase: number;
  readonly ringsBase: number;
  readonly hartsBase: number;
  /** One byte of `PAGE_FLAG` bits for each RAM page. */
  readonly pageFlagsBase: number;
  /** One byte for each RAM page: bit h when a walk by hart h has read it. */
  readonly pageWalkersBase: number;
  /** One u32 for each RAM page: address of its decoded entries, or 0. */
  readonly decodedIndexBase: number;
  /** Per hart: a count, then page numbers. */
  readonly walkedListsBase: number;
  readonly decodedBase: number;
  /** One u32 for each decoded entry: region number, and the handler that the region's stands before. */
  readonly regionIndexBase: number;
  /** A record for each region, by its number. */
  readonly regionRecordsBase: number;
  /**
   * Each thread that runs guest code has decoded code of its own: the bases above are those of engine 0, which runs
   * harts in turns, and {@link planOfEngine} gives those of the thread of each hart.
   */
  readonly engine: number;
  /** Where harts run at the same time: one u16 for each RAM page, bit e when engine e has decoded code of it. */
  readonly pageCodeBase: number;
  /** Per engine: one bit for each RAM page whose decoded code was made stale by another engine. */
  readonly stalePagesBase: number;
  /** Words that threads wake each other by. */
  readonly threadsBase: number;
  readonly ramBase: number;
  readonly totalBytes: number;
}

/** Words of a hart's thread, and of the machine as a whole: a line each, and one for what the hart alone writes. */
export const THREAD_BYTES = 256;

const WALKED_LIST_BYTES = alignUp(4 + WALKED_LIST_ENTRIES * 4, 64);

export function planMemory(request: MemoryPlanRequest): MemoryPlan {
  const ramPages = request.ramBytes / PAGE_BYTES;
  const engines = engineCount(request);
  const concurrent = request.concurrent ?? false;
  let next = WASM_PAGE_BYTES;
  const take = (bytes: number, alignment = 64): number => {
    const base = alignUp(next, alignment);
    next = base + bytes;
    return base;
  };
  return {
    ...request,
    engine: 0,
    machineBase: take(request.machineBytes),
    devicesBase: take(request.deviceBytes),
    ringsBase: take(request.ringBytes),
    hartsBase: take(request.harts * HART_BYTES, PAGE_BYTES),
    pageFlagsBase: take(ramPages),
    pageWalkersBase: take(ramPages),
    decodedIndexBase: take(engines * decodedIndexBytes(request)),
    walkedListsBase: take(request.harts * WALKED_LIST_BYTES),
    decodedBase: take(engines * decodedBytes(request)),
    regionIndexBase: take((engines * decodedBytes(request)) / 2),
    regionRecordsBase: take(engines * REGION_RECORDS_BYTES),
    pageCodeBase: take(concurrent ? ramPages * 2 : 0),
    stalePagesBase: take(concurrent ? engines * stalePagesBytes(request) : 0),
    threadsBase: take(concurrent ? (request.harts + 1) * THREAD_BYTES : 0),
    ramBase: take(request.ramBytes, WASM_PAGE_BYTES),
    totalBytes: alignUp(next, WASM_PAGE_BYTES),
  };
}

/** How many engines run guest code: one for all harts in turns, and where they run at the same time one for each. */
export const engineCount = ({ harts, concurrent }: MemoryPlanRequest): number => (concurrent ? harts + 1 : 1);

const decodedIndexBytes = ({ ramBytes }: MemoryPlanRequest): number =>
  alignUp((ramBytes / PAGE_BYTES) * 4, 64);
const decodedBytes = ({ decodedPages }: MemoryPlanRequest): number =>
  alignUp(decodedPages * DECODED_PAGE_BYTES, 128);
const REGION_RECORDS_BYTES = MAX_REGIONS * REGION_RECORD_BYTES;
/** Of the bits of one engine. */
export const stalePagesBytes = ({ ramBytes }: MemoryPlanRequest): number =>
  alignUp(ramBytes / PAGE_BYTES / 8, 64);

/** The same memory as the engine of a hart's own thread sees it. */
export function planOfEngine(plan: MemoryPlan, engine: number): MemoryPlan {
  const further = engine - plan.engine;
  return {
    ...plan,
    engine,
    decodedIndexBase: plan.decodedIndexBase + further * decodedIndexBytes(plan),
    decodedBase: plan.decodedBase + further * decodedBytes(plan),
    regionIndexBase: plan.regionIndexBase + (further * decodedBytes(plan)) / 2,
    regionRecordsBase: plan.regionRecordsBase + further * REGION_RECORDS_BYTES,
  };
}

export const hartBase = (plan: MemoryPlan, hart: number): number => plan.hartsBase + hart * HART_BYTES;

export const walkedListBase = (plan: MemoryPlan, hart: number): number =>
  plan.walkedListsBase + hart * WALKED_LIST_BYTES;

/** Address of the first entry of decoded page `index` of the pool. */
export const decodedEntries = (plan: MemoryPlan, index: number): number =>
  plan.decodedBase + index * DECODED_PAGE_BYTES + DECODED_HEADER_BYTES;

/** Address of the region index's word for a decoded entry. */
export const regionIndexOf = (plan: MemoryPlan, entry: number): number =>
  plan.regionIndexBase + (entry - plan.decodedBase) / 2;
