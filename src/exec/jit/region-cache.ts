/**
 * The code cache, in two levels. *Content* ({@link ./content.ts ContentStore}): translations by the bytes they were
 * made from. *Residence* ({@link ./residences.ts Residences}): which of them stand before which decoded entries. A
 * store takes away residences that depend on its bytes and no others, and leaves the content alone: the same bytes
 * again, there or in another page, are not translated again.
 *
 * Budget: {@link DEFAULT_BUDGET}, and as many residences as there are numbers. What was used longest ago goes first
 * and is counted. "Used" means put in place, or found by a look at where the hart is.
 */
import { ENTRY_BYTES, type MemoryPlan, WASM_PAGE_BYTES } from '../../memory/layout.ts';
import { BUILT_IN, FIRST_ROW_HANDLER } from '../interp/entries.ts';
import { type Content, ContentStore, type Residence, sizeOf } from './content.ts';
import { GuestCode, type Neighbour } from './guest-code.ts';
import { type CacheBudget, type CacheOptions, DEFAULT_BUDGET } from './cache-options.ts';
import { type CodeHost, LoadedModules } from './loaded-modules.ts';
import type { RegionCounts } from './counts.ts';
import { type KeptRegion, keptRegion, type RegionFigures } from './figures.ts';
import { PageIndex } from './page-index.ts';
import { MAX_GENERATION, Renewals } from './renewals.ts';
import { Residences } from './residences.ts';
import { RegionShell } from './shell.ts';
import { TakenAway } from './taken-away.ts';
import { dependencies, matches, matchesPage, type Translation } from './translation.ts';
import { type RegionSource, Translator } from './translator.ts';

export interface RegionHost extends CodeHost {
  /** Gives a RAM page decoded entries, if it has none yet. */
  decodePage(page: number): number;
  /** Decodes at an entry. */
  decode(entry: number): void;
  /** What a RAM page held when it became code, as a hash; undefined where nobody looked. */
  pageHash(page: number): number | undefined;
  /** The host's clock; undefined where it has none to offer. */
  nowNs(): number | undefined;
}

/** Regions of one module when a page's first region of a warm start is needed. */
const BATCH = 64;
/** Translations that stand nowhere any more when numbers run out: finding them costs a walk over all. */
const UNPLACED_AT_ONCE = 64;

const ALONE: Neighbour = () => undefined;

export class RegionCache {
  private readonly source: RegionSource;
  private readonly host: RegionHost;
  private readonly budget: CacheBudget;
  private readonly counts: RegionCounts | undefined;
  private readonly shell: RegionShell;
  /** Made by the first translation: many runs have none. */
  private translator: Translator | undefined;
  readonly guestCode: GuestCode;
  private readonly contents = new ContentStore();
  private readonly modules: LoadedModules;
  private readonly residences: Residences;
  private readonly takenAway = new TakenAway();
  private readonly pages = new PageIndex();
  private readonly renewals = new Renewals();
  private suspended = false;
  private sequence = 0;
  translations = 0;
  translationNs: number | null = null;
  /** Wall time in which the host compiled and instantiated modules. */
  loadingNs = 0;
  invalidations = 0;
  evictions = 0;
  warmed = 0;
  /** Put in place without a translation, because the content was known. */
  reused = 0;

  constructor(
    source: RegionSource,
    plan: MemoryPlan,
    buffer: ArrayBufferLike,
    host: RegionHost,
    { budget = DEFAULT_BUDGET, counts }: CacheOptions = {},
  ) {
    this.source = source;
    this.host = host;
    this.budget = budget;
    this.counts = counts;
    this.shell = new RegionShell(source.code, plan.totalBytes / WASM_PAGE_BYTES);
    const words = new Int32Array(buffer);
    this.guestCode = new GuestCode(plan, buffer, (page) => host.decodePage(page));
    this.residences = new Residences(plan, words, host);
    this.modules = new LoadedModules(host, budget, this.shell);
  }

  get capacity(): number {
    return this.budget.bytes;
  }

  /** Of all translations that are kept. */
  get bytes(): number {
    return this.contents.bytes;
  }

  /** Modules that can be called. */
  get moduleCount(): number {
    return this.modules.count;
  }

  /** A hart was found here. Whether some region has a block that begins at an offset of a page. */
  covers(page: number, offset: number, neighbour: Neighbour = ALONE): boolean {
    this.bringBack(page, neighbour);
    const covering = this.residences.covering(page, offset);
    for (const { residence, distance } of covering) {
      this.findPages(residence, (one) => neighbour(one - distance));
      this.touch(residence.content);
    }
    return covering.length > 0;
  }

  private touch(content: Content): void {
    this.contents.touch(content);
    this.modules.touch(content);
  }

  /** Sees that a region stands at an offset of a RAM page; false where nothing can be, or stands already. */
  translate(page: number, offset: number, neighbour: Neighbour = ALONE): boolean {
    if (this.settleKnown(page, offset, neighbour)) return true;
    if (this.suspended || this.prepare(page, offset) < FIRST_ROW_HANDLER) return false;
    const content = this.make(page, offset, neighbour);
    return content !== undefined && this.settle(content, page, neighbour);
  }

  /** The same, where no translation is needed for it. */
  settleKnown(page: number, offset: number, neighbour: Neighbour): boolean {
    if (this.suspended || this.contents.size === 0) return false;
    const known = this.contents.find(this.guestCode.bytes(page, neighbour), offset);
    if (!known || this.prepare(page, offset) < FIRST_ROW_HANDLER) return false;
    if (!this.settle(known, page, neighbour)) return false;
    this.reused++;
    return true;
  }

  /** A hart is often found here, wherever it may be in a block: sees that a region stands for the loop around it. */
  translateAround(page: number, offset: number, neighbour: Neighbour): boolean {
    if (this.suspended) return false;
    const beginning = this.translating().beginning(this.guestCode.pages(page, neighbour), offset);
    return this.translate(page, beginning, neighbour) || this.translate(page, offset, neighbour);
  }

  /** Whether a region begins at an offset of a page. */
  standsAt(page: number, offset: number): boolean {
    return (
      this.guestCode.handlerAt(this.host.decodePage(page) + (offset / 2) * ENTRY_BYTES) === BUILT_IN.region
    );
  }

  /** The handler of an entry of a page, decoded if it was not. */
  private prepare(page: number, offset: number): number {
    const entry = this.host.decodePage(page) + (offset / 2) * ENTRY_BYTES;
    if (this.guestCode.handlerAt(entry) === BUILT_IN.decode) this.host.decode(entry);
    return this.guestCode.handlerAt(entry);
  }

  private translating(): Translator {
    this.translator ??= new Translator(this.source, this.shell);
    return this.translator;
  }

  private make(page: number, offset: number, neighbour: Neighbour, generation = 0): Content | undefined {
    const translator = this.translating();
    const startNs = this.host.nowNs();
    const counting = this.counts?.begin();
    const translated = translator.translate(this.guestCode.pages(page, neighbour), offset, counting);
    const endNs = this.host.nowNs();
    if (!translated) return undefined;
    const { body, unlikely, imports, blocks, pages, targets } = translated;
    counting?.done(body);
    const translationNs = startNs === undefined || endNs === undefined ? undefined : endNs - startNs;
    if (translationNs !== undefined) this.translationNs = (this.translationNs ?? 0) + translationNs;
    this.translations++;
    const pageHash = this.host.pageHash(page);
    const made = dependencies(blocks, this.guestCode.bytes(page, neighbour));
    const translation = { ...made, targets, offset, body, unlikely, imports, pages, pageHash, translationNs };
    return this.keep(translation, 'translated', endNs, generation);
  }

  /**
   * An instruction at an offset of a page left translated code for a place at this distance from the page's start.
   * What is left like that again and again is made anew by {@link renewLeft}, with the place inside.
   */
  left(page: number, offset: number, distance: number, neighbour: Neighbour): void {
    this.guestCode.jumps.note(page, offset, distance);
    for (const { residence, distance } of this.residences.leavingAfter(page, offset))
      this.renewals.left(residence, (one) => neighbour(one - distance));
  }

  /** Makes anew what was left too often; returns how many. */
  renewLeft(): number {
    const before = this.translations;
    for (const [one, neighbour] of this.renewals.take())
      if (!this.suspended && one.content.residences.has(one)) this.renew(one, neighbour);
    return this.translations - before;
  }

  private renew({ content, pages: [page] }: Residence, neighbour: Neighbour): void {
    const { offset } = content.translation;
    this.forget(content);
    if (page === undefined || this.prepare(page, offset) < FIRST_ROW_HANDLER) return;
    const renewed = this.make(page, offset, neighbour, content.generation + 1);
    if (renewed) this.settle(renewed, page, neighbour);
  }

  /** Adds to the content level, within the budget. */
  private keep(
    translation: Translation,
    origin: Content['origin'],
    madeAtNs: number | undefined,
    generation = 0,
  ): Content {
    const state = { generation, left: 0, loaded: undefined, batch: [], residences: new Set<Residence>() };
    const content: Content = { translation, origin, madeAtNs, sequence: this.sequence++, ...state };
    this.contents.add(content);
    while (this.contents.bytes > this.budget.bytes || this.contents.size > this.budget.translations) {
      const oldest = this.contents.oldest(content);
      if (!oldest) break;
      this.evictions++;
      this.forget(oldest);
    }
    return content;
  }

  /** Nothing of it is left on either level. */
  private forget(content: Content): void {
    this.unplaceAll(content);
    this.modules.unload(content);
    this.contents.remove(content);
    this.pages.forget(content);
    this.takenAway.forget(content);
  }

  /** False where the host refuses what a store gave, which is then forgotten. */
  private load(content: Content): boolean {
    if (content.loaded) return true;
    const peers = content.batch.filter((one) => !one.loaded && this.contents.has(one));
    const batch = peers.length > 0 ? peers : [content];
    for (const one of batch) one.batch = [];
    const giveUp = (lost: Content): void => {
      this.evictions++;
      this.unplaceAll(lost);
    };
    const startNs = this.host.nowNs();
    try {
      this.modules.load(batch, giveUp);
    } catch (error) {
      if (content.origin === 'translated') throw error;
      for (const one of batch) this.forget(one);
      return false;
    } finally {
      this.loadingNs += (this.host.nowNs() ?? 0) - (startNs ?? 0);
    }
    return true;
  }

  /** Puts a translation before the entry that its offset has in a page, which is decoded; false where it is unsound. */
  private settle(content: Content, page: number, neighbour: Neighbour): boolean {
    this.makeRoom();
    if (!this.load(content)) return false;
    this.touch(content);
    // To translate, further pages were decoded: for want of room this one may have lost its entries since.
    if (this.prepare(page, content.translation.offset) < FIRST_ROW_HANDLER) return false;
    const entry = this.host.decodePage(page) + (content.translation.offset / 2) * ENTRY_BYTES;
    this.findPages(this.residences.place(content, page, entry), neighbour);
    return true;
  }

  /** Looks for those of its pages that are not known yet, and have the bytes it was made from. */
  private findPages(residence: Residence, neighbour: Neighbour): void {
    const { content, pages } = residence;
    const [own] = pages;
    if (own === undefined || !pages.includes(undefined)) return;
    content.translation.pages.forEach((distance, index) => {
      const page = pages[index] === undefined ? neighbour(distance) : undefined;
      if (
        page === undefined ||
        !matchesPage(content.translation, distance, this.guestCode.bytes(own, neighbour))
      )
        return;
      this.host.decodePage(page);
      // For want of room that may have taken the entries, and with them the residence, away.
      if (content.residences.has(residence)) this.residences.foundPage(residence, index, page);
    });
  }

  /** Sees that there is a number for another residence. */
  private makeRoom(): void {
    if (this.residences.hasRoom) return;
    let left = UNPLACED_AT_ONCE;
    for (const content of this.contents.all()) {
      if (content.residences.size === 0) continue;
      this.evictions++;
      this.unplaceAll(content);
      if (--left === 0) return;
    }
  }

  /** Settles a known translation in a page if the bytes are there and nothing stands there yet. */
  private settleAgain(content: Content, page: number, neighbour: Neighbour): void {
    if (!matches(content.translation, this.guestCode.bytes(page, neighbour))) return;
    if (this.prepare(page, content.translation.offset) < FIRST_ROW_HANDLER) return;
    if (this.settle(content, page, neighbour)) this.reused++;
  }

  private bringBack(page: number, neighbour: Neighbour): void {
    if (this.suspended) return;
    for (const content of this.takenAway.take(page)) this.settleAgain(content, page, neighbour);
  }

  private unplaceAll(content: Content): void {
    for (const residence of content.residences) this.residences.remove(residence);
  }

  private takeAway(residence: Residence): void {
    this.residences.remove(residence);
    this.takenAway.note(residence.content, residence.pages[0] ?? 0);
  }

  /** While something has to be looked at between instructions (breakpoints), nothing runs translated. */
  suspend(suspended: boolean): void {
    this.suspended = suspended;
    if (suspended) for (const residence of this.residences.all()) this.takeAway(residence);
  }

  /** So many bytes of a page are about to change: what depends on them goes. */
  storeTo(page: number, offset: number, bytes: number): void {
    for (const residence of this.residences.dependents(page, offset, bytes)) {
      this.invalidations++;
      this.takeAway(residence);
    }
  }

  /** The page's entries go: its regions with them. */
  invalidate(page: number): void {
    for (const residence of [...this.residences.inPage(page)]) {
      this.invalidations++;
      this.takeAway(residence);
    }
    this.guestCode.jumps.forget(page);
  }

  /** Forgets every translation of this machine; what is needed is translated anew. */
  clear(): void {
    for (const content of [...this.contents.all()]) this.forget(content);
  }

  /** Takes translations of an earlier run, in the order in which they are likely to be needed. */
  warm(translations: readonly Translation[]): void {
    const nowNs = this.host.nowNs();
    const fits: Translation[] = [];
    let { bytes, size } = this.contents;
    for (const translation of translations) {
      bytes += sizeOf(translation);
      size++;
      if (bytes > this.budget.bytes || size > this.budget.translations) break;
      fits.push(translation);
    }
    for (let first = 0; first < fits.length; first += BATCH) {
      const batch = fits
        .slice(first, first + BATCH)
        .map((one) => this.keep(one, 'warmed', nowNs, MAX_GENERATION));
      for (const content of batch) {
        content.batch = batch;
        this.pages.note(content);
      }
    }
    this.warmed += fits.length;
  }

  /** A page has got decoded entries: what is known of these bytes stands there from its first instruction on. */
  pageDecoded(page: number): void {
    const hash = this.host.pageHash(page);
    if (this.suspended || hash === undefined) return;
    for (const content of this.pages.at(hash)) this.settleAgain(content, page, ALONE);
  }

  /** What a later run may start from, in the order in which it was first needed; of too much, what was used last. */
  kept(mostBytes: number): readonly Translation[] {
    if (this.counts?.isOn) return [];
    return this.contents.latest(mostBytes);
  }

  figures(): readonly RegionFigures[] {
    return this.inspect().map(({ figures }) => figures);
  }

  /** Everything that is kept, or what of it stands in a RAM page now. */
  inspect(page?: number): readonly KeptRegion[] {
    const here = page === undefined ? undefined : this.residences.inPage(page);
    const contents = here ? new Set(Array.from(here, ({ content }) => content)) : this.contents.all();
    const nowNs = this.host.nowNs();
    return Array.from(contents, (content) => keptRegion(content, this.counts, nowNs));
  }
}
