/**
 * The guest's code as the translator sees it: halfwords at offsets from the start of the page that a region begins
 * in. Neighbouring virtual pages belong to it as far as they have been fetched from before, since looking at any
 * other would walk the page tables ahead of the guest.
 */
import { MAX_REGION_PAGES, PAGE_BYTES, PAGE_SHIFT } from '../../memory/layout.ts';

/** One page of code. */
export interface CodePage {
  /** The halfword at an offset in the page. */
  half(offset: number): number;
  /** Whether the interpreter has come to this offset, or near before it. */
  wasReached(offset: number): boolean;
  /** Where the jump at an offset was seen to go, as distances from the page's start; most frequent first. */
  targets(offset: number): readonly number[];
}

/** The page so many pages after (or before) the one that the region begins in, if it may be looked at. */
export type CodePages = (distance: number) => CodePage | undefined;

export class CodeView {
  private readonly source: CodePages;
  private readonly known = new Map<number, CodePage | undefined>();
  private pages = 0;
  /** What was asked of jumps without static target: offset and target, in turns. */
  readonly followed: number[] = [];

  constructor(source: CodePages) {
    this.source = source;
  }

  private pageOf(offset: number): CodePage | undefined {
    const distance = offset >> PAGE_SHIFT;
    if (this.known.has(distance)) return this.known.get(distance);
    const page = this.pages < MAX_REGION_PAGES ? this.source(distance) : undefined;
    this.known.set(distance, page);
    if (page) this.pages++;
    return page;
  }

  half(offset: number): number | undefined {
    return this.pageOf(offset)?.half(offset & (PAGE_BYTES - 1));
  }

  wasReached(offset: number): boolean {
    return this.pageOf(offset)?.wasReached(offset & (PAGE_BYTES - 1)) ?? false;
  }

  targets(offset: number): readonly number[] {
    const pageStart = offset & -PAGE_BYTES;
    const distances = this.pageOf(offset)?.targets(offset & (PAGE_BYTES - 1)) ?? [];
    const targets = distances.map((distance) => pageStart + distance);
    for (const target of targets) this.followed.push(offset, target);
    return targets;
  }
}

/** What a translation was made from, to make it again. */
export interface RecordedCode {
  /** Offsets of halfwords, and what they were. */
  readonly places: Int32Array;
  readonly halves: Uint16Array;
  /** {@link CodeView.followed}. */
  readonly targets: Int32Array;
}

/** Pages with exactly the code that a translation was made from: nothing else was ever reached. */
export function recordedPages({ places, halves, targets }: RecordedCode): CodePages {
  const known = new Map(Array.from(places, (place, index) => [place, halves[index] ?? 0]));
  return (distance) => {
    const start = distance * PAGE_BYTES;
    return {
      half: (offset) => known.get(start + offset) ?? 0,
      wasReached: (offset) => known.has(start + offset),
      targets: (offset) =>
        [...targets]
          .filter((_, index) => index % 2 === 1 && targets[index - 1] === start + offset)
          .map((to) => to - start),
    };
  };
}

/** Pages of which only the bytes are known: everything counts as reached. */
export const plainPages =
  (half: (offset: number) => number): CodePages =>
  (distance) => ({
    half: (offset) => half(distance * PAGE_BYTES + offset),
    wasReached: () => true,
    targets: () => [],
  });
