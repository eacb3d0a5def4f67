/**
 * The digests of RAM, kept up by dirty page. Whoever writes RAM marks the page: slow stores, page walks that
 * set A or D, devices and the boot fill at once; fast stores when their store-TLB entry is made. So when marks
 * are taken back, every store TLB is emptied: the next store to a page marks it anew. To the guest this is
 * nothing, since an emptied entry is walked again with the same result.
 */
import { DATA_TLB_BYTES, storeTlbOffset, TRANSLATION_CONTEXTS } from '../../memory/hart.ts';
import { hartBase, type MemoryPlan, PAGE_BYTES, PAGE_FLAG } from '../../memory/layout.ts';
import { PageDigests } from './page-digests.ts';
import type { Sha256 } from './sha256.ts';

const EMPTY = 0xff;

export class RamDigests {
  private readonly plan: MemoryPlan;
  private readonly buffer: ArrayBufferLike;
  private readonly flags: Uint8Array;
  private readonly pages: PageDigests;

  constructor(plan: MemoryPlan, buffer: ArrayBufferLike) {
    this.plan = plan;
    this.buffer = buffer;
    this.flags = new Uint8Array(buffer, plan.pageFlagsBase, plan.ramBytes / PAGE_BYTES);
    this.pages = new PageDigests(this.flags.length);
  }

  /** As if every page had been written. */
  markAll(): void {
    for (let page = 0; page < this.flags.length; page++) this.flags[page] = this.flag(page) | PAGE_FLAG.dirty;
  }

  private flag(page: number): number {
    return this.flags[page] ?? 0;
  }

  /** Brings the digests up to date. Returns how many pages had to be looked at. */
  refresh(sha256: Sha256): number {
    let looked = 0;
    for (let page = 0; page < this.flags.length; page++) {
      const flag = this.flag(page);
      if ((flag & PAGE_FLAG.dirty) === 0) continue;
      this.flags[page] = flag & ~PAGE_FLAG.dirty;
      this.pages.set(page, sha256.page(this.plan.ramBase + page * PAGE_BYTES));
      looked++;
    }
    if (looked > 0) this.emptyStoreTlbs();
    return looked;
  }

  private emptyStoreTlbs(): void {
    for (let hart = 0; hart < this.plan.harts; hart++) {
      for (let context = 0; context < TRANSLATION_CONTEXTS; context++) {
        const table = hartBase(this.plan, hart) + storeTlbOffset(context);
        new Uint8Array(this.buffer, table, DATA_TLB_BYTES).fill(EMPTY);
      }
    }
  }

  bytes(): Uint8Array {
    return this.pages.bytes();
  }
}
