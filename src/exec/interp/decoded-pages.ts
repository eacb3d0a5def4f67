/**
 * Decoded entries of an earlier run, for pages that had the same bytes when they became code. An entry depends on its
 * instruction and on the offset in the page alone, so each is taken if its own bytes are the same, whatever else of
 * the page has changed.
 */
import {
  ENTRIES_PER_PAGE,
  ENTRY_BYTES,
  type MemoryPlan,
  PAGE_BYTES,
  regionIndexOf,
} from '../../memory/layout.ts';
import { BUILT_IN } from './entries.ts';
import { pageHash } from './page-hash.ts';

/** What was decoded of one page. */
export interface DecodedPage {
  /** Of what the page held when it became code. */
  readonly hash: number;
  /** For each entry: its index, the instruction as it was read, and the two words that came of it. */
  readonly entries: Int32Array;
}

export const WORDS_PER_ENTRY = 4;
/** Handlers whose entries say something else than what stands in the page. */
const TRANSIENT: ReadonlySet<number> = new Set([
  ...[BUILT_IN.decode, BUILT_IN.pageEnd, BUILT_IN.straddle, BUILT_IN.stop],
]);

/** The memory that decoded entries are in, and how long an instruction is by its first halfword. */
export interface DecodedMemory {
  readonly plan: MemoryPlan;
  readonly words: Int32Array;
  readonly halves: Uint16Array;
  lengthOf(half: number): number;
}

/** In an entry's first word, beside its index: the instruction has a second halfword. */
const LONG = 0x1_0000;

/** Puts the entries that fit into a page's fresh ones, which begin at `first`; returns how many. */
function fillPage(
  { plan, words, halves }: DecodedMemory,
  page: number,
  first: number,
  { entries }: DecodedPage,
): number {
  const start = (plan.ramBase + page * PAGE_BYTES) >>> 1;
  let filled = 0;
  for (let at = 0; at < entries.length; at += WORDS_PER_ENTRY) {
    const head = entries[at] ?? 0;
    const index = head & (LONG - 1);
    const low = halves[start + index] ?? 0;
    const word = (head & LONG) === 0 ? low : low | ((halves[start + index + 1] ?? 0) << 16);
    if (word !== entries[at + 1] || index >= ENTRIES_PER_PAGE - 1) continue;
    const place = (first + index * ENTRY_BYTES) >>> 2;
    words[place] = entries[at + 2] ?? 0;
    words[place + 1] = entries[at + 3] ?? 0;
    filled++;
  }
  return filled;
}

/** What is decoded of a page now. */
function capturePage(memory: DecodedMemory, page: number, first: number, hash: number): DecodedPage {
  const { plan, words, halves } = memory;
  const start = (plan.ramBase + page * PAGE_BYTES) >>> 1;
  const entries = new Int32Array(ENTRIES_PER_PAGE * WORDS_PER_ENTRY);
  let used = 0;
  for (let index = 0; index < ENTRIES_PER_PAGE - 1; index++) {
    const entry = first + index * ENTRY_BYTES;
    const place = entry >>> 2;
    const shown = words[place] ?? 0;
    const isRegion = (shown & 0xffff) === BUILT_IN.region;
    const behind = (words[regionIndexOf(plan, entry) >>> 2] ?? 0) >>> 16;
    const low = isRegion ? (shown & ~0xffff) | behind : shown;
    if (TRANSIENT.has(low & 0xffff)) continue;
    const half = halves[start + index] ?? 0;
    const isLong = memory.lengthOf(half) > 2;
    entries[used++] = isLong ? index | LONG : index;
    entries[used++] = isLong ? half | ((halves[start + index + 1] ?? 0) << 16) : half;
    entries[used++] = low;
    entries[used++] = words[place + 1] ?? 0;
  }
  return { hash, entries: entries.slice(0, used) };
}

/** Bytes that a page takes in a file. */
export const pageBytes = ({ entries }: DecodedPage): number => 16 + entries.byteLength;

/** Pages as they were first met, and what has been decoded of them: in this run, and in earlier ones. */
export class KeptPages {
  private readonly memory: DecodedMemory;
  /** Entries that were filled in. */
  filled = 0;
  private readonly byHash = new Map<number, DecodedPage>();
  /** What earlier runs have met. */
  private readonly earlier: ReadonlySet<number>;
  /** By RAM page that is code now: what it held when it became code, and where its entries begin. */
  private readonly present = new Map<number, { readonly hash: number; readonly first: number }>();

  constructor(memory: DecodedMemory, pages: readonly DecodedPage[]) {
    this.memory = memory;
    for (const page of pages) this.byHash.set(page.hash, page);
    this.earlier = new Set(this.byHash.keys());
  }

  isKnown(page: number): boolean {
    const present = this.present.get(page);
    return present !== undefined && this.earlier.has(present.hash);
  }

  hashOf(page: number): number | undefined {
    return this.present.get(page)?.hash;
  }

  /** A page becomes code, and has fresh entries: with `fills`, those that are known are filled in. */
  arrive(page: number, first: number, fills: boolean): void {
    const { plan, words } = this.memory;
    const hash = pageHash(words, (plan.ramBase + page * PAGE_BYTES) >>> 2, PAGE_BYTES / 4);
    this.present.set(page, { hash, first });
    const known = fills ? this.byHash.get(hash) : undefined;
    if (known) this.filled += fillPage(this.memory, page, first, known);
  }

  /** A page's entries go. */
  leave(page: number): void {
    const present = this.present.get(page);
    if (!present) return;
    const { hash, first } = present;
    if (!this.byHash.has(hash)) this.byHash.set(hash, capturePage(this.memory, page, first, hash));
    this.present.delete(page);
  }

  /** Everything, as far as so many bytes hold it; what this run has met comes first. */
  all(mostBytes: number): readonly DecodedPage[] {
    const met = [...this.present].map(([page, { hash, first }]) =>
      capturePage(this.memory, page, first, hash),
    );
    const pages = new Map(met.map((page) => [page.hash, page]));
    for (const [hash, page] of this.byHash) if (!pages.has(hash)) pages.set(hash, page);
    let bytes = 0;
    return [...pages.values()].filter((page) => {
      bytes += pageBytes(page);
      return bytes <= mostBytes;
    });
  }
}
