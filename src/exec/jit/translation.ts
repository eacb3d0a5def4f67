/**
 * What one translation is: the halfwords it was made from, and the code. Of where it stands in memory it holds
 * nothing but offsets from the start of its page, so it serves every physical page and every virtual address with
 * these bytes.
 *
 * The halfwords are those of the instructions in it. What the translator looked at besides, to see that it cannot go
 * on there, does not matter: that is where the code leaves, whatever stands there.
 */
import { PAGE_SHIFT } from '../../memory/layout.ts';
import type { RegionBlock } from './blocks.ts';
import type { RegionCode } from './shell.ts';

export interface Translation extends RegionCode {
  /** Where it begins in its page. */
  readonly offset: number;
  /** Offsets of the halfwords that it depends on, ascending, and what they were. */
  readonly places: Int32Array;
  readonly halves: Uint16Array;
  /** Offsets at which its blocks begin; the first is {@link offset}. */
  readonly blocks: Int32Array;
  /** Pages that it lies in, as distances from the one it begins in, which is the first. */
  readonly pages: readonly number[];
  readonly instructions: number;
  /** Offsets of the instructions after which control may leave for what a later translation would take in. */
  readonly exits: Int32Array;
  /** Where jumps without static target were seen to go when it was made: offset and target, in turns. */
  readonly targets: Int32Array;
  /** Which content its page had when it became code, by its hash; undefined where nobody looked. */
  readonly pageHash: number | undefined;
  /** What the translation took; undefined where nobody measured. */
  readonly translationNs: number | undefined;
}

/** The halfword at an offset from the start of a page; undefined where it may not be looked at. */
export type HalfAt = (offset: number) => number | undefined;

/** What blocks were made of. */
export function dependencies(
  blocks: readonly RegionBlock[],
  half: HalfAt,
): Pick<Translation, 'places' | 'halves' | 'blocks' | 'instructions' | 'exits'> {
  const seen = new Set<number>();
  let instructions = 0;
  for (const block of blocks) {
    instructions += block.instructions.length;
    for (const { offset, lengthBytes } of block.instructions) {
      for (let place = offset; place < offset + lengthBytes; place += 2) seen.add(place);
    }
  }
  const places = Int32Array.from(seen).sort();
  return {
    places,
    halves: Uint16Array.from(places, (place) => half(place) ?? 0),
    blocks: Int32Array.from(blocks, (block) => block.offset),
    instructions,
    exits: Int32Array.from(
      blocks.filter(({ mayGrow }) => mayGrow),
      (block) => block.instructions.at(-1)?.offset ?? 0,
    ),
  };
}

const distanceOf = (offset: number): number => offset >> PAGE_SHIFT;

/** Whether its own page has the bytes that a translation was made from, and no neighbour that can be seen others. */
export function matches({ places, halves }: Translation, half: HalfAt): boolean {
  for (let index = 0; index < places.length; index++) {
    const place = places[index] ?? 0;
    const now = half(place);
    if (now === undefined ? distanceOf(place) === 0 : now !== halves[index]) return false;
  }
  return true;
}

/** Whether the page at a distance has the bytes that a translation was made from. */
export function matchesPage({ places, halves }: Translation, distance: number, half: HalfAt): boolean {
  for (let index = 0; index < places.length; index++) {
    const place = places[index] ?? 0;
    if (distanceOf(place) === distance && half(place) !== halves[index]) return false;
  }
  return true;
}

/** Whether a translation depends on one of so many bytes at an offset from the start of its page. */
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
