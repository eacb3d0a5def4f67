/**
 * Which RAM pages were written, for several who ask at their own times: the state hash, snapshots.
 *
 * Whoever writes RAM marks the page: slow stores, page walks that set A or D, devices and the boot fill at
 * once; fast stores when their store-TLB entry is made. So when marks are taken back, every store TLB is
 * emptied: the next store to a page marks it anew. To the guest this is nothing, since an emptied entry is
 * walked again with the same result.
 */
import { DATA_TLB_BYTES, storeTlbOffset, TRANSLATION_CONTEXTS } from '../../memory/hart.ts';
import { hartBase, type MemoryPlan, PAGE_BYTES, PAGE_FLAG } from '../../memory/layout.ts';

const EMPTY = 0xff;

export class DirtyPages {
  private readonly plan: MemoryPlan;
  private readonly buffer: ArrayBufferLike;
  private readonly flags: Uint8Array;
  /** The moment at which each page was last seen written; 0 is never. */
  private readonly seen: Uint32Array;
  private moment = 0;

  constructor(plan: MemoryPlan, buffer: ArrayBufferLike) {
    this.plan = plan;
    this.buffer = buffer;
    this.flags = new Uint8Array(buffer, plan.pageFlagsBase, plan.ramBytes / PAGE_BYTES);
    this.seen = new Uint32Array(this.flags.length);
  }

  get pageCount(): number {
    return this.flags.length;
  }

  /** A page was written from outside. Other threads may mark pages at the same time. */
  note(page: number): void {
    Atomics.or(this.flags, page, PAGE_FLAG.dirty);
  }

  /** As if every page had been written. */
  markAll(): void {
    for (let page = 0; page < this.flags.length; page++)
      this.flags[page] = (this.flags[page] ?? 0) | PAGE_FLAG.dirty;
  }

  /** Ends a moment and returns it: what is written from now on belongs to later ones. */
  mark(): number {
    const now = ++this.moment;
    let found = false;
    for (let page = 0; page < this.flags.length; page++) {
      const flag = this.flags[page] ?? 0;
      if ((flag & PAGE_FLAG.dirty) === 0) continue;
      this.flags[page] = flag & ~PAGE_FLAG.dirty;
      this.seen[page] = now;
      found = true;
    }
    if (found) this.emptyStoreTlbs();
    return now;
  }

  /** Pages written after `moment`, ascending, as of the last {@link mark}. From 0: every page ever written. */
  *since(moment: number): Iterable<number> {
    for (let page = 0; page < this.seen.length; page++) if ((this.seen[page] ?? 0) > moment) yield page;
  }

  /** The next store to each page takes the slow path once. */
  emptyStoreTlbs(): void {
    for (let hart = 0; hart < this.plan.harts; hart++) {
      for (let context = 0; context < TRANSLATION_CONTEXTS; context++) {
        const table = hartBase(this.plan, hart) + storeTlbOffset(context);
        new Uint8Array(this.buffer, table, DATA_TLB_BYTES).fill(EMPTY);
      }
    }
  }
}
