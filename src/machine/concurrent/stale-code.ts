/**
 * Code that one thread writes and others have decoded.
 *
 * Each engine has decoded code of its own, and a bit in `pageCode` for each page of it: no store TLB may hold such a
 * page, so that every store to it comes by the slow path, which tells the engines whose bits are set *before* it
 * writes. They give the page up at the end of their piece, and at their `fence.i`. Whoever decodes a page sets its bit,
 * takes the page out of every store TLB, and waits until all others have come to the end of a piece: then no store is
 * under way that does not know.
 */
import { engineCount, type MemoryPlan, PAGE_BYTES, stalePagesBytes } from '../../memory/layout.ts';
import { INBOX, type ThreadWords } from '../../memory/threads.ts';

export class StaleCode {
  private readonly marks: Uint16Array;
  private readonly stale: readonly Int32Array[];
  private readonly words: ThreadWords;

  constructor(plan: MemoryPlan, buffer: ArrayBufferLike, words: ThreadWords) {
    this.marks = new Uint16Array(buffer, plan.pageCodeBase, plan.ramBytes / PAGE_BYTES);
    const sizeBytes = stalePagesBytes(plan);
    this.stale = Array.from(
      { length: engineCount(plan) },
      (_, engine) => new Int32Array(buffer, plan.stalePagesBase + engine * sizeBytes, sizeBytes / 4),
    );
    this.words = words;
  }

  /** A page is about to be written, or was: all engines but `own` (-1 is none) that have decoded it give it up. */
  written(page: number, own: number): void {
    const others = Atomics.load(this.marks, page) & ~(own < 0 ? 0 : 1 << own);
    this.stale.forEach((pages, engine) => {
      if (((others >>> engine) & 1) === 0) return;
      Atomics.or(pages, page >>> 5, 1 << (page & 31));
      if (engine > 0) this.words.post(engine - 1, INBOX.code);
      // Not before: a third thread must not take the page for data while nobody knows that its code is stale.
      Atomics.and(this.marks, page, ~(1 << engine));
    });
  }

  /** Takes the pages that an engine has to give up. */
  *take(engine: number): Iterable<number> {
    const pages = this.stale[engine];
    if (!pages) return;
    for (let word = 0; word < pages.length; word++) {
      if (pages[word] === 0) continue;
      const bits = Atomics.exchange(pages, word, 0);
      for (let bit = 0; bit < 32; bit++) if ((bits >>> bit) & 1) yield word * 32 + bit;
    }
  }
}
