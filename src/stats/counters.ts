// table
/**
 * Every counter: name, meaning, unit, and the hart's field that holds it. A field of null means that this build
 * does not count it: readers show "–", never 0. Names stay once released.
 */
type EngineField =
  | 'tlbLoadMisses'
  | 'tlbStoreMisses'
  | 'tlbFetchMisses'
  | 'tlbFlushes'
  | 'walks'
  | 'exceptions'
  | 'interrupts'
  | 'sbiCalls'
  | 'codeStores'
  | 'translatedRetired'
  | 'cacheHits'
  | 'cacheMisses'
  | 'stops';

export interface HartCounter {
  readonly name: string;
  readonly meaning: string;
  readonly unit:
    | 'instructions'
    | 'accesses'
    | 'lookups'
    | 'walks'
    | 'flushes'
    | 'traps'
    | 'calls'
    | 'stores'
    | 'stops';
  readonly field: EngineField | 'interpreted' | null;
}

export const hartCounters: readonly HartCounter[] = [
  {
    name: 'tier.interpreter.instructions',
    meaning: 'Instructions that the interpreter retired.',
    unit: 'instructions',
    field: 'interpreted',
  },
  {
    name: 'tier.baseline.instructions',
    meaning: 'Instructions that translated regions retired.',
    unit: 'instructions',
    field: 'translatedRetired',
  },
  {
    name: 'tlb.fetch.misses',
    meaning: 'Page entries by a jump or from the page before that were not in the fetch TLB.',
    unit: 'accesses',
    field: 'tlbFetchMisses',
  },
  {
    name: 'tlb.load.misses',
    meaning: 'Loads whose page was not in the load TLB, device registers included.',
    unit: 'accesses',
    field: 'tlbLoadMisses',
  },
  {
    name: 'tlb.store.misses',
    meaning: 'Stores whose page was not in the store TLB: devices, code and page tables never are.',
    unit: 'accesses',
    field: 'tlbStoreMisses',
  },
  {
    name: 'tier.optimizing.instructions',
    meaning: 'Instructions that clusters of hot regions retired.',
    unit: 'instructions',
    field: null,
  },
  {
    name: 'cache.hits',
    meaning:
      'Look-ups of a region that found one: where the interpreter comes to one, and where one ends at another.',
    unit: 'lookups',
    field: 'cacheHits',
  },
  {
    name: 'cache.misses',
    meaning: 'Look-ups of a region that found none: where one ends and the interpreter has to go on.',
    unit: 'lookups',
    field: 'cacheMisses',
  },
  {
    name: 'cache.chained',
    meaning: 'Direct links from region to region, without a look-up.',
    unit: 'lookups',
    field: null,
  },
  {
    name: 'tlb.fetch.elided',
    meaning: 'Page entries covered by an earlier check.',
    unit: 'accesses',
    field: null,
  },
  { name: 'tlb.load.elided', meaning: 'Loads covered by an earlier check.', unit: 'accesses', field: null },
  { name: 'tlb.store.elided', meaning: 'Stores covered by an earlier check.', unit: 'accesses', field: null },
  {
    name: 'harts.stops',
    meaning: 'Times that this hart, in a thread of its own, was stopped while it ran.',
    unit: 'stops',
    field: 'stops',
  },
  { name: 'tlb.fetch.hits', meaning: 'Page entries found in the fetch TLB.', unit: 'accesses', field: null },
  { name: 'tlb.load.hits', meaning: 'Loads found in the load TLB.', unit: 'accesses', field: null },
  { name: 'tlb.store.hits', meaning: 'Stores found in the store TLB.', unit: 'accesses', field: null },
  {
    name: 'tlb.flushes',
    meaning: 'Times that every translation was dropped.',
    unit: 'flushes',
    field: 'tlbFlushes',
  },
  { name: 'mmu.walks', meaning: 'Page-table walks.', unit: 'walks', field: 'walks' },
  { name: 'trap.exceptions', meaning: 'Exceptions taken.', unit: 'traps', field: 'exceptions' },
  { name: 'trap.interrupts', meaning: 'Interrupts taken.', unit: 'traps', field: 'interrupts' },
  { name: 'sbi.calls', meaning: 'Calls that the built-in SBI answered.', unit: 'calls', field: 'sbiCalls' },
  {
    name: 'code.stores',
    meaning: 'Stores to pages that hold decoded code.',
    unit: 'stores',
    field: 'codeStores',
  },
];

export interface CacheCounter {
  readonly name: string;
  readonly meaning: string;
  readonly unit: 'regions' | 'bytes' | 'nanoseconds';
  readonly field:
    | 'translations'
    | 'translationNs'
    | 'evictions'
    | 'invalidations'
    | 'bytes'
    | 'capacity'
    | 'warmed';
}

/** Counters of the whole machine's translated code. */
export const cacheCounters: readonly CacheCounter[] = [
  {
    name: 'cache.translations',
    meaning: 'Regions that were translated.',
    unit: 'regions',
    field: 'translations',
  },
  {
    name: 'cache.evictions',
    meaning: 'Regions given up to make room for others.',
    unit: 'regions',
    field: 'evictions',
  },
  {
    name: 'cache.invalidations',
    meaning: 'Regions taken away because their bytes were written or their page given up.',
    unit: 'regions',
    field: 'invalidations',
  },
  {
    name: 'cache.bytes',
    meaning: 'Bytes of the regions that are kept: their code, and what it was made from.',
    unit: 'bytes',
    field: 'bytes',
  },
  {
    name: 'cache.capacity',
    meaning: 'Bytes of translated code that may exist at once.',
    unit: 'bytes',
    field: 'capacity',
  },
  {
    name: 'cache.translationNs',
    meaning: 'Wall time spent translating.',
    unit: 'nanoseconds',
    field: 'translationNs',
  },
  {
    name: 'cache.warmed',
    meaning: 'Regions that an earlier run had translated.',
    unit: 'regions',
    field: 'warmed',
  },
];
