/**
 * Translated regions: made from hot code, entered from the decoded entry they stand before, and dropped with the
 * bytes they were made from.
 *
 * Limits: {@link MAX_REGIONS} at once; when there is no number left, all are dropped and counted.
 */
import {
  DECODED_REGIONS,
  ENTRY_BYTES,
  MAX_REGIONS,
  type MemoryPlan,
  PAGE_BYTES,
  regionIndexOf,
} from '../../memory/layout.ts';
import { BUILT_IN, FIRST_ROW_HANDLER } from '../interp/entries.ts';
import { type RegionSource, Translator } from './translator.ts';

export interface RegionHost {
  /** Puts a region's code where its number is called; each hart has an instance of its own. */
  install(number: number, bytes: Uint8Array): void;
  /** Gives a RAM page decoded entries, if it has none yet. */
  decodePage(page: number): number;
  /** Decodes at an entry. */
  decode(entry: number): void;
}

interface Region {
  readonly page: number;
  /** Offsets in the page at which its blocks begin. */
  readonly blocks: ReadonlySet<number>;
  /** Address of the decoded entry that it stands before. */
  readonly entry: number;
  /** Size of its module. */
  readonly bytes: number;
}

export class RegionCache {
  private readonly source: RegionSource;
  private readonly plan: MemoryPlan;
  private readonly host: RegionHost;
  /** Made by the first translation: many runs have none. */
  private translator: Translator | undefined;
  private readonly words: Int32Array;
  private readonly halves: Uint16Array;
  private readonly regions = new Map<number, Region>();
  private readonly byPage = new Map<number, Set<number>>();
  private readonly free: number[] = [];
  private nextNumber = 0;
  private suspended = false;
  translations = 0;
  invalidations = 0;
  evictions = 0;
  bytes = 0;

  constructor(source: RegionSource, plan: MemoryPlan, buffer: ArrayBufferLike, host: RegionHost) {
    this.source = source;
    this.plan = plan;
    this.host = host;
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
  }

  /** Whether some region begins, or has a block that begins, at an offset of a page. */
  covers(page: number, offset: number): boolean {
    for (const number of this.byPage.get(page) ?? []) {
      if (this.regions.get(number)?.blocks.has(offset)) return true;
    }
    return false;
  }

  private handlerAt(entry: number): number {
    return (this.words[entry >>> 2] ?? 0) & 0xffff;
  }

  /** Translates what begins at an offset of a RAM page; false where nothing can be. */
  translate(page: number, offset: number): boolean {
    if (this.suspended) return false;
    const first = this.host.decodePage(page);
    const entry = first + (offset / 2) * ENTRY_BYTES;
    if (this.handlerAt(entry) === BUILT_IN.decode) this.host.decode(entry);
    const handler = this.handlerAt(entry);
    if (handler < FIRST_ROW_HANDLER) return false;
    this.translator ??= new Translator(this.source, this.plan);
    const host = (this.plan.ramBase + page * PAGE_BYTES) >>> 1;
    const translated = this.translator.translate((at) => this.halves[host + (at >>> 1)] ?? 0, offset);
    if (!translated) return false;
    const { bytes, blocks } = translated;
    const number = this.takeNumber();
    this.host.install(number, bytes);
    this.translations++;
    this.bytes += bytes.length;
    this.words[regionIndexOf(this.plan, entry) >>> 2] = number | (handler << 16);
    this.words[entry >>> 2] = ((this.words[entry >>> 2] ?? 0) & ~0xffff) | BUILT_IN.region;
    this.regions.set(number, {
      page,
      blocks: new Set(blocks.map((block) => block.offset)),
      entry,
      bytes: bytes.length,
    });
    this.byPage.set(page, (this.byPage.get(page) ?? new Set()).add(number));
    const count = (first + DECODED_REGIONS) >>> 2;
    this.words[count] = (this.words[count] ?? 0) + 1;
    return true;
  }

  private takeNumber(): number {
    const known = this.free.pop();
    if (known !== undefined) return known;
    if (this.nextNumber === MAX_REGIONS) {
      this.evictions += this.regions.size;
      for (const page of [...this.byPage.keys()]) this.dropPage(page);
      return this.free.pop() ?? 0;
    }
    return this.nextNumber++;
  }

  /** While something has to be looked at between instructions (breakpoints), nothing runs translated. */
  suspend(suspended: boolean): void {
    this.suspended = suspended;
    if (suspended) for (const page of [...this.byPage.keys()]) this.dropPage(page);
  }

  /** The page's bytes or entries go: its regions with them. */
  invalidate(page: number): void {
    this.invalidations += this.byPage.get(page)?.size ?? 0;
    this.dropPage(page);
  }

  private dropPage(page: number): void {
    const first = this.words[(this.plan.decodedIndexBase >>> 2) + page] ?? 0;
    for (const number of this.byPage.get(page) ?? []) {
      const region = this.regions.get(number);
      if (!region) continue;
      this.regions.delete(number);
      this.free.push(number);
      this.bytes -= region.bytes;
      // The entry is decoded anew when it is next reached.
      this.words[region.entry >>> 2] = 0;
      this.words[(region.entry >>> 2) + 1] = 0;
    }
    this.byPage.delete(page);
    if (first !== 0) this.words[(first + DECODED_REGIONS) >>> 2] = 0;
  }
}
