/**
 * The content level of the code cache: every translation that is kept, found by the bytes it was made from. It knows
 * nothing of pages; what stands where is {@link ./residences.ts Residences}', whose losses to a store or a remapping
 * leave the content untouched.
 */
import { type HalfAt, matches, type Translation } from './translation.ts';

/** A module of translated code. */
export interface LoadedModule {
  readonly bytes: number;
  /** What the harts' host made of it. */
  readonly handle: object;
  /** What of it can be called. */
  readonly contents: Set<Content>;
}

/** One translation, as this run has it. */
export interface Content {
  readonly translation: Translation;
  /** Where it comes from: made here, or by an earlier run. */
  readonly origin: 'translated' | 'warmed';
  /** The order in which translations were first needed, in this run and those before. */
  readonly sequence: number;
  /** By the host's clock; undefined where there is none. */
  readonly madeAtNs: number | undefined;
  /** The module that has its code, and its place there. */
  loaded: { readonly module: LoadedModule; readonly index: number } | undefined;
  /** What is loaded with it: it came from a store, and an instance for each would cost more than its code. */
  batch: readonly Content[];
  /** How often it was made anew, because control kept leaving it. */
  readonly generation: number;
  /** How often it was seen to be left. */
  left: number;
  /** Where it stands. */
  readonly residences: Set<Residence>;
}

/** Where a translation stands. */
export interface Residence {
  readonly content: Content;
  /** RAM pages that it lies in, in the order of the translation's; undefined where one was not found yet. */
  readonly pages: (number | undefined)[];
  /** Address of the decoded entry that it stands before. */
  readonly entry: number;
  /** Under which the harts call it. */
  readonly number: number;
}

const keyOf = (offset: number, firstHalf: number): number => offset * 0x1_0000 + firstHalf;

/** Bytes that a translation counts for: its code, and what it was made from. */
export const sizeOf = ({ body, places, halves, blocks }: Translation): number =>
  body.length + places.byteLength + halves.byteLength + blocks.byteLength;

export class ContentStore {
  /** By offset in the page and first halfword; few have both in common. */
  private readonly buckets = new Map<number, Content[]>();
  /** The least recently used first. */
  private readonly recent = new Set<Content>();
  bytes = 0;

  get size(): number {
    return this.recent.size;
  }

  /** The least recently used first. */
  all(): Iterable<Content> {
    return this.recent;
  }

  private bucketOf({ offset, places, halves }: Translation): number {
    return keyOf(offset, halves[places.indexOf(offset)] ?? 0);
  }

  /** What begins at an offset of a page with these bytes. */
  find(half: HalfAt, offset: number): Content | undefined {
    return this.buckets
      .get(keyOf(offset, half(offset) ?? 0))
      ?.find(({ translation }) => matches(translation, half));
  }

  add(content: Content): void {
    const key = this.bucketOf(content.translation);
    const bucket = this.buckets.get(key);
    if (bucket) bucket.push(content);
    else this.buckets.set(key, [content]);
    this.recent.add(content);
    this.bytes += sizeOf(content.translation);
  }

  has(content: Content): boolean {
    return this.recent.has(content);
  }

  touch(content: Content): void {
    if (this.recent.delete(content)) this.recent.add(content);
  }

  remove(content: Content): void {
    if (!this.recent.delete(content)) return;
    this.bytes -= sizeOf(content.translation);
    const key = this.bucketOf(content.translation);
    const rest = (this.buckets.get(key) ?? []).filter((other) => other !== content);
    if (rest.length === 0) this.buckets.delete(key);
    else this.buckets.set(key, rest);
  }

  /** The least recently used one besides `kept`. */
  oldest(kept: Content): Content | undefined {
    for (const content of this.recent) if (content !== kept) return content;
    return undefined;
  }

  /** Of what was used last, as much as fits into so many bytes, in the order in which it was first needed. */
  latest(mostBytes: number): readonly Translation[] {
    let bytes = 0;
    const latest = [...this.recent].reverse().filter(({ translation }) => {
      bytes += sizeOf(translation);
      return bytes <= mostBytes;
    });
    return latest.sort((a, b) => a.sequence - b.sequence).map(({ translation }) => translation);
  }
}
