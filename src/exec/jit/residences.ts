/**
 * The residence level of the code cache: which translations stand before which decoded entries, in shared memory and
 * in the harts' tables. Only what is here is lost to a store.
 */
import {
  DECODED_REGIONS,
  MAX_REGIONS,
  type MemoryPlan,
  PAGE_BYTES,
  regionIndexOf,
} from '../../memory/layout.ts';
import { BUILT_IN } from '../interp/entries.ts';
import type { Content, Residence } from './content.ts';
import type { CodeHost } from './loaded-modules.ts';
import { dependsOn } from './translation.ts';

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
  place(content: Content, pages: readonly number[], entry: number): void {
    const { loaded } = content;
    if (!loaded) throw new Error('what stands somewhere is loaded');
    const number = this.free.pop() ?? this.nextNumber++;
    this.host.place(loaded.module.handle, loaded.index, number);
    const low = this.words[entry >>> 2] ?? 0;
    this.words[regionIndexOf(this.plan, entry) >>> 2] = number | (low << 16);
    this.words[entry >>> 2] = (low & ~0xffff) | BUILT_IN.region;
    const residence: Residence = { content, pages, entry, number };
    content.residences.add(residence);
    for (const page of new Set(pages)) {
      const inPage = this.byPage.get(page) ?? new Set();
      this.byPage.set(page, inPage.add(residence));
      this.countIn(page);
    }
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

  /** What has a block that begins at an offset of a page. */
  covering(page: number, offset: number): Residence[] {
    return [...this.inPage(page)].filter(({ content: { translation }, pages }) =>
      pages.some((one, index) => {
        const distance = translation.pages[index] ?? 0;
        return one === page && translation.blocks.includes(distance * PAGE_BYTES + offset);
      }),
    );
  }

  /** What depends on some of so many bytes of a page. */
  dependents(page: number, offset: number, bytes: number): Residence[] {
    return [...this.inPage(page)].filter(({ content: { translation }, pages }) =>
      pages.some((one, index) => {
        const distance = translation.pages[index] ?? 0;
        return one === page && dependsOn(translation, distance * PAGE_BYTES + offset, bytes);
      }),
    );
  }
}
