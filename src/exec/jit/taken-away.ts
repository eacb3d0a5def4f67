/**
 * What stores took away, by the page it began in: with the same bytes there again, or after a store beside it, it may
 * come back without a translation. Bounded: beyond {@link MAX_PLACES} everything is forgotten at once.
 */
import type { Content } from './content.ts';

const MAX_PLACES = 16_384;

export class TakenAway {
  private readonly byPage = new Map<number, Set<Content>>();
  private readonly pagesOf = new Map<Content, Set<number>>();
  private count = 0;

  note(content: Content, page: number): void {
    const inPage = this.byPage.get(page) ?? new Set();
    if (inPage.has(content)) return;
    if (this.count === MAX_PLACES) {
      this.clear();
      return this.note(content, page);
    }
    this.byPage.set(page, inPage.add(content));
    this.pagesOf.set(content, (this.pagesOf.get(content) ?? new Set()).add(page));
    this.count++;
  }

  /** What was in a page, which is forgotten here. */
  take(page: number): Iterable<Content> {
    const inPage = this.byPage.get(page);
    if (!inPage) return [];
    this.byPage.delete(page);
    for (const content of [...inPage]) this.drop(content, page);
    return inPage;
  }

  private drop(content: Content, page: number): void {
    this.count--;
    const pages = this.pagesOf.get(content);
    pages?.delete(page);
    if (pages?.size === 0) this.pagesOf.delete(content);
  }

  forget(content: Content): void {
    for (const page of this.pagesOf.get(content) ?? []) {
      const inPage = this.byPage.get(page);
      inPage?.delete(content);
      if (inPage?.size === 0) this.byPage.delete(page);
      this.count--;
    }
    this.pagesOf.delete(content);
  }

  private clear(): void {
    this.byPage.clear();
    this.pagesOf.clear();
    this.count = 0;
  }
}
