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
  readonly ramBase: number;
  readonly totalBytes: number;
}

const WALKED_LIST_BYTES = alignUp(4 + WALKED_LIST_ENTRIES * 4, 64);

export function planMemory(request: MemoryPlanRequest): MemoryPlan {
  const ramPages = request.ramBytes / PAGE_BYTES;
  let next = WASM_PAGE_BYTES;
  const take = (bytes: number, alignment = 64): number => {
    const base = alignUp(next, alignment);
    next = base + bytes;
    return base;
  };
  return {
    ...request,
    machineBase: take(request.machineBytes),
    devicesBase: take(request.deviceBytes),
    ringsBase: take(request.ringBytes),
    hartsBase: take(request.harts * HART_BYTES, PAGE_BYTES),
    pageFlagsBase: take(ramPages),
    pageWalkersBase: take(ramPages),
    decodedIndexBase: take(ramPages * 4),
    walkedListsBase: take(request.harts * WALKED_LIST_BYTES),
    decodedBase: take(request.decodedPages * DECODED_PAGE_BYTES),
    regionIndexBase: take((request.decodedPages * DECODED_PAGE_BYTES) / 2),
    regionRecordsBase: take(MAX_REGIONS * REGION_RECORD_BYTES),
    ramBase: take(request.ramBytes, WASM_PAGE_BYTES),
    totalBytes: alignUp(next, WASM_PAGE_BYTES),
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
