/**
 * What one translation is: the halfwords it was made from, and the code. Of where it stands in memory it holds
 * nothing but the offset in its page, so it serves every physical page and every virtual address with these bytes.
 *
 * The halfwords are exactly those that the translator looked at, also where it only saw that it cannot go on. Where
 * all of them are equal, the translator would write the same code again.
 */
import type { RegionCode } from './shell.ts';

export interface Translation extends RegionCode {
  /** Where it begins in its page. */
  readonly offset: number;
  /** Offsets of the halfwords that it depends on, ascending, and what they were. */
  readonly places: Int32Array;
  readonly halves: Uint16Array;
  /** Offsets at which its blocks begin; the first is {@link offset}. */
  readonly blocks: Int32Array;
  readonly instructions: number;
  /** Which content its page had when it became code, by {@link pageHash}; undefined where nobody looked. */
  readonly page: number | undefined;
  /** What the translation took; undefined where nobody measured. */
  readonly translationNs: number | undefined;
}

/** The halfwords of one page. */
export type HalfAt = (offset: number) => number;

/** Reads a page for the translator and remembers what it looked at. */
export class HalfRecorder {
  private readonly seen = new Map<number, number>();
  private readonly half: HalfAt;

  constructor(half: HalfAt) {
    this.half = half;
  }

  readonly read: HalfAt = (offset) => {
    const value = this.half(offset);
    this.seen.set(offset, value);
    return value;
  };

  /** Everything that was looked at. */
  get dependencies(): Pick<Translation, 'places' | 'halves'> {
    const places = Int32Array.from(this.seen.keys()).sort();
    return { places, halves: Uint16Array.from(places, (place) => this.seen.get(place) ?? 0) };
  }
}

/** Whether a page has the bytes that a translation was made from. */
export function matches({ places, halves }: Translation, half: HalfAt): boolean {
  for (let index = 0; index < places.length; index++) {
    if (half(places[index] ?? 0) !== halves[index]) return false;
  }
  return true;
}

/** Whether a translation depends on one of so many bytes of its page. */
export function dependsOn({ places }: Translation, offset: number, bytes: number): boolean {
  let low = 0;
  let high = places.length;
  // The first place whose halfword reaches beyond the first byte.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) + 2 <= offset) low = middle + 1;
    else high = middle;
  }
  return (places[low] ?? Number.POSITIVE_INFINITY) < offset + bytes;
}

/** A number of 53 bits that says which bytes a page has; equal ones have to be compared. */
export function pageHash(words: Int32Array, first: number, count: number): number {
  let a = 0x9e37_79b9 | 0;
  let b = 0x85eb_ca6b | 0;
  for (let index = first; index < first + count; index++) {
    const word = words[index] ?? 0;
    a = Math.imul(a ^ word, 0x2c1b_3c6d);
    a ^= a >>> 15;
    b = Math.imul(b + word, 0x297a_2d39) ^ (b >>> 13);
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}
