/**
 * The residence level of the code cache: which translations stand before which decoded entries, in shared memory and
 * in the harts' tables. Only what is here is lost to a store.
 */
import {
  DECODED_REGIONS,
  MAX_REGION_PAGES,
  MAX_REGIONS,
  type MemoryPlan,
  PAGE_BYTES,
  REGION_RECORD_BYTES,
  regionIndexOf,
} from '../../memory/layout.ts';
import { BUILT_IN } from '../interp/entries.ts';
import type { Content, Residence } from './content.ts';
import type { CodeHost } from './loaded-modules.ts';
import { dependsOn, type Translation } from './translation.ts';

export class Residences {
  private readonly plan: MemoryPlan;
  private readonly words: Int32Array;
  private readonly host: CodeHost;
  private readonly byPage = new Map<number, Set<Residence>>();
  private readonly free: number[] = [];
  private nextNumber = 0;

  constructor(plan: MemoryPlan, words: Int32Array, host: CodeHost) {
    this.plan = plan;
    this.words = words;
    this.host = host;
  }

  /** Whether there is a number for another one. */
  get hasRoom(): boolean {
    return this.free.length > 0 || this.nextNumber < MAX_REGIONS;
  }

  inPage(page: number): Iterable<Residence> {
    return this.byPage.get(page) ?? [];
  }

  all(): Residence[] {
    return [...new Set([...this.byPage.values()].flatMap((inPage) => [...inPage]))];
  }

  /** Puts loaded code before an entry, which is decoded. */
  place(content: Content, page: number, entry: number): Residence {
    const { loaded } = content;
    if (!loaded) throw new Error('what stands somewhere is loaded');
    const number = this.free.pop() ?? this.nextNumber++;
    this.host.place(loaded.module.handle, loaded.index, number);
    const low = this.words[entry >>> 2] ?? 0;
    this.words[regionIndexOf(this.plan, entry) >>> 2] = number | (low << 16);
    this.words[entry >>> 2] = (low & ~0xffff) | BUILT_IN.region;
    const pages = content.translation.pages.map(() => undefined);
    const residence: Residence = { content, pages, entry, number };
    content.residences.add(residence);
    this.words.fill(0, this.recordWord(number, 0), this.recordWord(number, MAX_REGION_PAGES));
    this.foundPage(residence, 0, page);
    return residence;
  }

  private recordWord(number: number, index: number): number {
    return (this.plan.regionRecordsBase + number * REGION_RECORD_BYTES + index * 4) >>> 2;
  }

  /** One of its pages is known to be this one, which is decoded: control may go there inside. */
  foundPage(residence: Residence, index: number, page: number): void {
    residence.pages[index] = page;
    const first = this.words[(this.plan.decodedIndexBase >>> 2) + page] ?? 0;
    this.words[this.recordWord(residence.number, index)] = first;
    const inPage = this.byPage.get(page) ?? new Set();
    this.byPage.set(page, inPage.add(residence));
    this.countIn(page);
  }

  /** The entry is decoded anew when it is next reached. */
  remove(residence: Residence): void {
    const { content, pages, entry, number } = residence;
    content.residences.delete(residence);
    this.words[entry >>> 2] = 0;
    this.words[(entry >>> 2) + 1] = 0;
    this.host.release(number);
    this.free.push(number);
    for (const page of pages) {
      if (page === undefined) continue;
      const inPage = this.byPage.get(page);
      inPage?.delete(residence);
      if (inPage?.size === 0) this.byPage.delete(page);
      this.countIn(page);
    }
  }

  /** Tells whoever stores to a page whether anything stands there. */
  private countIn(page: number): void {
    const first = this.words[(this.plan.decodedIndexBase >>> 2) + page] ?? 0;
    if (first !== 0) this.words[(first + DECODED_REGIONS) >>> 2] = this.byPage.get(page)?.size ?? 0;
  }

  /** What has a block that begins at an offset of a page, and at which distance it has the page. */
  covering(page: number, offset: number): { readonly residence: Residence; readonly distance: number }[] {
    return this.having(page, ({ blocks }, distance) => blocks.includes(distance * PAGE_BYTES + offset));
  }

  /** What control may leave after an instruction of a page. */
  leavingAfter(page: number, offset: number): { readonly residence: Residence; readonly distance: number }[] {
    return this.having(page, ({ exits }, distance) => exits.includes(distance * PAGE_BYTES + offset));
  }

  private having(
    page: number,
    has: (translation: Translation, distance: number) => boolean,
  ): { readonly residence: Residence; readonly distance: number }[] {
    return [...this.inPage(page)].flatMap((residence) => {
      const { translation } = residence.content;
      const distance = translation.pages.find(
        (one, index) => residence.pages[index] === page && has(translation, one),
      );
      return distance === undefined ? [] : [{ residence, distance }];
    });
  }

  /** What depends on some of so many bytes of a page. */
  dependents(page: number, offset: number, bytes: number): Residence[] {
    return this.having(page, (translation, distance) =>
      dependsOn(translation, distance * PAGE_BYTES + offset, bytes),
    ).map(({ residence }) => residence);
  }
}
