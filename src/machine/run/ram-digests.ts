/** The digests of RAM, kept up by dirty page. */
import { type MemoryPlan, PAGE_BYTES } from '../../memory/layout.ts';
import type { DirtyPages } from './dirty-pages.ts';
import { PageDigests } from './page-digests.ts';
import type { Sha256 } from './sha256.ts';

export class RamDigests {
  private readonly plan: MemoryPlan;
  private readonly dirty: DirtyPages;
  private readonly pages: PageDigests;
  /** Digests are those of this moment. */
  private moment = 0;

  constructor(plan: MemoryPlan, dirty: DirtyPages) {
    this.plan = plan;
    this.dirty = dirty;
    this.pages = new PageDigests(dirty.pageCount);
  }

  /** Brings the digests up to date. Returns how many pages had to be looked at. */
  refresh(sha256: Sha256): number {
    const now = this.dirty.mark();
    let looked = 0;
    for (const page of this.dirty.since(this.moment)) {
      this.pages.set(page, sha256.page(this.plan.ramBase + page * PAGE_BYTES));
      looked++;
    }
    this.moment = now;
    return looked;
  }

  /** Pages that are not all zeros, as of the last time. */
  get count(): number {
    return this.pages.count;
  }

  bytes(): Uint8Array {
    return this.pages.bytes();
  }
}
