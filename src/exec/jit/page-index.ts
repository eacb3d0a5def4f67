/**
 * For a warm start: which known translations belong into a page that becomes code. Pages are told apart by a hash of
 * what they held when they were first fetched from; a page that has been written since keeps that hash, since a next
 * run will meet it in that state, too.
 */
import { type MemoryPlan, PAGE_BYTES } from '../../memory/layout.ts';
import type { Content } from './content.ts';
import { pageHash } from './translation.ts';

export class PageIndex {
  private readonly plan: MemoryPlan;
  private readonly words: Int32Array;
  private readonly contents = new Map<number, Content[]>();
  private readonly arrived = new Map<number, number>();

  constructor(plan: MemoryPlan, words: Int32Array) {
    this.plan = plan;
    this.words = words;
  }

  private hashNow(page: number): number {
    return pageHash(this.words, (this.plan.ramBase + page * PAGE_BYTES) >>> 2, PAGE_BYTES / 4);
  }

  /** What the page held when it became code. */
  hashOf(page: number): number {
    return this.arrived.get(page) ?? this.hashNow(page);
  }

  note(content: Content): void {
    const { pageHash: page } = content.translation;
    if (page === undefined) return;
    const known = this.contents.get(page);
    if (known) known.push(content);
    else this.contents.set(page, [content]);
  }

  forget(content: Content): void {
    const { pageHash: page } = content.translation;
    if (page === undefined) return;
    const rest = (this.contents.get(page) ?? []).filter((one) => one !== content);
    if (rest.length === 0) this.contents.delete(page);
    else this.contents.set(page, rest);
  }

  /** The page is no code any more. */
  leave(page: number): void {
    this.arrived.delete(page);
  }

  /** What may belong into a page that becomes code now. */
  arrive(page: number): readonly Content[] {
    const hash = this.hashNow(page);
    this.arrived.set(page, hash);
    return this.contents.get(hash) ?? [];
  }
}
