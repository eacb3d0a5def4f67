/**
 * Fills decoded entries from guest bytes, and owns the pool of decoded pages.
 *
 * Decoding goes on past the instruction asked for until a run of {@link RUN_LENGTH}, a known entry or the end of
 * the page, since a call from WebAssembly costs more than decoding does. Decoding ahead reads bytes only: it
 * walks nothing and faults nothing. The pool's limit is the plan's `decodedPages`; when it is full, every page
 * is dropped at once.
 */
import { assert, at } from '../../base/assert.ts';
import type { Guest } from '../../isa/define.ts';
import {
  engineState,
  FETCH_TLB_BYTES,
  fetchTlbOffset,
  TLB_ENTRY_BYTES,
  TLB_PAGE,
  TRANSLATION_CONTEXTS,
} from '../../memory/hart.ts';
import {
  DECODED_PAGE_BYTES,
  DECODED_PAGE_NUMBER,
  DECODED_REGIONS,
  DECODED_STORES,
  DECODED_STRADDLING_WORD,
  decodedEntries,
  ENTRIES_PER_PAGE,
  ENTRY_BYTES,
  hartBase,
  type MemoryPlan,
  PAGE_BYTES,
} from '../../memory/layout.ts';
import { type DecodedPage, KeptPages } from './decoded-pages.ts';
import { type CodeMarks, codeMarks } from './code-marks.ts';
import { BUILT_IN, type DecodingTable } from './entries.ts';
import { EntryPlan } from './entry-plan.ts';

const RUN_LENGTH = 32;
const LAST_ENTRY = ENTRIES_PER_PAGE - 1;
const EMPTY_TAG = 0xffff_ffff;

export class Predecoder {
  private readonly guest: Guest;
  private readonly handlers: () => DecodingTable;
  /** Made by the first instruction that is decoded: a warm start may have none. */
  private plans: readonly EntryPlan[] | undefined;
  private readonly plan: MemoryPlan;
  private readonly words: Int32Array;
  private readonly halves: Uint16Array;
  private readonly marks: CodeMarks;
  /** Pool indices that are free again. */
  private readonly free: number[] = [];
  private used = 0;
  /** Called when a page becomes code: no store TLB may hold it from then on. */
  private readonly evictStores: (page: number) => void;
  /** Offsets in a page at which the loop goes back to the driver. */
  private stops: ReadonlySet<number> = new Set();
  /** Told of each page that has got entries, of each before its entries go, and whether there are places to stop at. */
  afterNew: (page: number) => void = () => {};
  beforeDrop: (page: number) => void = () => {};
  whenStops: (any: boolean) => void = () => {};
  /** Returns when no store is under way in another thread that does not know of the marks. */
  settle: () => void = () => {};
  /** Pages of earlier runs and for later ones, where that is wanted. */
  private kept: KeptPages | undefined;
  /** Whether what is known is filled in; else the loop asks at each entry that it comes to. */
  fills = true;
  /** Instructions decoded, and taken from what was known. */
  decoded = 0;
  get filled(): number {
    return this.kept?.filled ?? 0;
  }
  /** Pages dropped because the pool was full. */
  dropsForRoom = 0;

  constructor(
    guest: Guest,
    handlers: () => DecodingTable,
    plan: MemoryPlan,
    buffer: ArrayBufferLike,
    evictStores: (page: number) => void,
  ) {
    this.guest = guest;
    this.handlers = handlers;
    this.plan = plan;
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.marks = codeMarks(plan, buffer);
    this.evictStores = evictStores;
  }

  /** From now on fills pages from what earlier runs have decoded, and keeps what this one does. */
  keepPages(pages: readonly DecodedPage[]): void {
    const { plan, words, halves } = this;
    const lengthOf = (half: number): number => this.guest.instructionSet.lengthOf(half);
    this.kept = new KeptPages({ plan, words, halves, lengthOf }, pages);
  }

  keptPages(mostBytes: number): readonly DecodedPage[] {
    return this.kept?.all(mostBytes) ?? [];
  }

  /** Whether an earlier run met the page with what it held when it became code. */
  isKnown(page: number): boolean {
    return this.kept?.isKnown(page) ?? false;
  }

  /** What a page held when it became code, as a hash; undefined where pages are not kept. */
  pageHash(page: number): number | undefined {
    return this.kept?.hashOf(page);
  }

  private half(address: number): number {
    return this.halves[address >>> 1] ?? 0;
  }

  private writeEntry(address: number, low: number, high: number): void {
    this.words[address >>> 2] = low;
    this.words[(address >>> 2) + 1] = high;
  }

  /** Which RAM page an entry belongs to, and the offset in it. */
  placeOf(entry: number): { readonly page: number; readonly offset: number } {
    const first = this.firstOf(entry);
    const page = at(this.words, (first + DECODED_PAGE_NUMBER) >>> 2);
    return { page, offset: ((entry - first) / ENTRY_BYTES) * 2 };
  }

  private firstOf(entry: number): number {
    return decodedEntries(this.plan, Math.floor((entry - this.plan.decodedBase) / DECODED_PAGE_BYTES));
  }

  /** Decodes at an entry, and on, up to so many instructions. */
  decode(entry: number, most = RUN_LENGTH): void {
    const first = this.firstOf(entry);
    const page = at(this.words, (first + DECODED_PAGE_NUMBER) >>> 2);
    const host = this.plan.ramBase + page * PAGE_BYTES;
    this.words[(first + DECODED_STORES) >>> 2] = 0;
    let index = (entry - first) / ENTRY_BYTES;
    for (let count = 0; count < most && index <= LAST_ENTRY; count++) {
      const address = first + index * ENTRY_BYTES;
      if ((this.words[address >>> 2] ?? 0) !== 0) return;
      index += this.decodeOne(address, host, index);
    }
  }

  /** Decodes one entry; returns its length in halfwords. */
  private decodeOne(address: number, host: number, index: number): number {
    const low = this.half(host + index * 2);
    const isShort = this.guest.instructionSet.lengthOf(low) === 2;
    if (this.stops.has(index * 2)) {
      this.writeEntry(address, BUILT_IN.stop, 0);
      return isShort ? 1 : 2;
    }
    if (!isShort && index === LAST_ENTRY) {
      this.writeEntry(address, BUILT_IN.straddle, 0);
      return 1;
    }
    const word = isShort ? low : low | (this.half(host + index * 2 + 2) << 16);
    this.writeDecoded(address, word, index * 2);
    return isShort ? 1 : 2;
  }

  /** `pageOffset` is where the instruction lies in its page, or -1 where its target may not be local. */
  private writeDecoded(address: number, word: number, pageOffset: number): void {
    const pattern = this.guest.instructionSet.find(word);
    this.decoded++;
    if (!pattern) return this.writeEntry(address, BUILT_IN.illegal, word);
    this.plans ??= this.guest.instructionSet.patterns.map((one) => new EntryPlan(one, this.handlers()));
    at(this.plans, pattern.index).write(word, pageOffset, this.words, address >>> 2);
  }

  /**
   * The loop goes back to the driver before each instruction at one of these offsets in any page: whoever set a
   * breakpoint compares the pc. To the guest this is nothing.
   */
  setStops(offsets: ReadonlySet<number>): void {
    const changed = [...this.stops, ...offsets].filter(
      (offset) => !(this.stops.has(offset) && offsets.has(offset)),
    );
    this.stops = offsets;
    this.whenStops(offsets.size > 0);
    for (let pool = 0; pool < this.used; pool++) {
      const first = decodedEntries(this.plan, pool);
      for (const offset of changed) this.writeEntry(first + (offset / 2) * ENTRY_BYTES, BUILT_IN.decode, 0);
    }
  }

  /** What is reached from now on is decoded anew, unless translated code begins there. Not while a hart runs. */
  forgetEntries(): void {
    for (let pool = 0; pool < this.used; pool++) {
      const first = decodedEntries(this.plan, pool);
      for (let index = 0; index < ENTRIES_PER_PAGE; index++) this.forget(first + index * ENTRY_BYTES);
    }
  }

  /** The same for one entry. */
  forget(entry: number): void {
    if (((this.words[entry >>> 2] ?? 0) & 0xffff) !== BUILT_IN.region)
      this.writeEntry(entry, BUILT_IN.decode, 0);
  }

  /** Decodes one word into a hart's scratch entries, ended so that the next instruction is looked up. */
  decodeScratch(hart: number, word: number): void {
    const scratch = hartBase(this.plan, hart) + engineState.offsets.scratchEntries;
    const isShort = this.guest.instructionSet.lengthOf(word) === 2;
    for (let index = 1; index <= 2; index++)
      this.writeEntry(scratch + index * ENTRY_BYTES, BUILT_IN.pageEnd, 0);
    this.writeDecoded(scratch, isShort ? word & 0xffff : word, -1);
  }

  /** Decodes the instruction that reaches into the next page, at the entry kept for it. */
  decodeStraddling(entry: number, word: number): void {
    this.writeEntry(entry + 2 * ENTRY_BYTES, BUILT_IN.pageEnd, 0);
    this.writeDecoded(entry, word, -1);
  }

  /** The first entry of a RAM page, which is given entries if it has none. */
  pageEntries(page: number): number {
    const known = this.words[(this.plan.decodedIndexBase >>> 2) + page] ?? 0;
    return known === 0 ? this.newPage(page) : known;
  }

  /** Gives a RAM page decoded entries; returns the address of the first. */
  newPage(page: number): number {
    if (this.free.length === 0 && this.used === this.plan.decodedPages) this.dropAll();
    const pool = this.free.pop() ?? this.used++;
    const first = decodedEntries(this.plan, pool);
    this.words.fill(0, first >>> 2, (first + ENTRIES_PER_PAGE * ENTRY_BYTES) >>> 2);
    this.writeEntry(first + ENTRIES_PER_PAGE * ENTRY_BYTES, BUILT_IN.pageEnd, 0);
    this.words[(first + DECODED_PAGE_NUMBER) >>> 2] = page;
    this.words[(first + DECODED_STORES) >>> 2] = 0;
    this.words[(first + DECODED_STRADDLING_WORD) >>> 2] = 0;
    this.words[(first + DECODED_REGIONS) >>> 2] = 0;
    this.words[(this.plan.decodedIndexBase >>> 2) + page] = first;
    this.markCode(page);
    this.kept?.arrive(page, first, this.fills && this.stops.size === 0);
    this.afterNew(page);
    return first;
  }

  /** No store to the page goes unnoticed from now on. */
  private markCode(page: number): void {
    do {
      this.marks.add(page);
      this.evictStores(page);
      this.settle();
      // A store that was under way may have taken the mark for that of what was decoded before.
    } while (!this.marks.has(page));
  }

  /** The page is code of this engine's. */
  hasPage(page: number): boolean {
    return (this.words[(this.plan.decodedIndexBase >>> 2) + page] ?? 0) !== 0;
  }

  /** Takes a page's entries away; every fetch TLB forgets the page. */
  dropPage(page: number): void {
    const slot = (this.plan.decodedIndexBase >>> 2) + page;
    const first = this.words[slot] ?? 0;
    assert(first !== 0, 'the page has decoded entries');
    this.kept?.leave(page);
    this.beforeDrop(page);
    this.words[slot] = 0;
    this.marks.remove(page);
    this.free.push(Math.floor((first - this.plan.decodedBase) / DECODED_PAGE_BYTES));
    this.forgetFetches((entryPage) => entryPage === page);
  }

  private dropAll(): void {
    for (let pool = 0; pool < this.used; pool++) {
      const page = at(this.words, (decodedEntries(this.plan, pool) + DECODED_PAGE_NUMBER) >>> 2);
      const slot = (this.plan.decodedIndexBase >>> 2) + page;
      if (this.words[slot] !== decodedEntries(this.plan, pool)) continue;
      this.kept?.leave(page);
      this.beforeDrop(page);
      this.words[slot] = 0;
      this.marks.remove(page);
    }
    this.free.length = 0;
    this.used = 0;
    this.dropsForRoom++;
    this.forgetFetches(() => true);
  }

  private forgetFetches(matches: (page: number) => boolean): void {
    const { engine } = this.plan;
    // The engine of a hart's own thread has nothing in the tables of others.
    const [first, last] = engine === 0 ? [0, this.plan.harts - 1] : [engine - 1, engine - 1];
    for (let hart = first; hart <= last; hart++) {
      const start = hartBase(this.plan, hart) + fetchTlbOffset(0);
      const end = start + TRANSLATION_CONTEXTS * FETCH_TLB_BYTES;
      for (let entry = start; entry < end; entry += TLB_ENTRY_BYTES) {
        if (!matches(this.words[(entry + TLB_PAGE) >>> 2] ?? 0)) continue;
        this.words[entry >>> 2] = EMPTY_TAG | 0;
        this.words[(entry >>> 2) + 1] = EMPTY_TAG | 0;
      }
    }
  }
}
