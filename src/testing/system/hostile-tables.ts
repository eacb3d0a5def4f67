/** Page tables of every quality: some entries map what a program uses, some are wrong, some are noise. */
import type { Random } from '../../base/random.ts';
import { RAM_BASE } from '../../machine/board/address-map.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';

const ENTRIES = 512;
const VALID = 1n;
/** Read, write, execute, accessed, dirty. */
const OPEN = 0xcen;
const GIGABYTE_OF_RAM = (BigInt(RAM_BASE) >> 12n) << 10n;
const RAM_ENTRY = RAM_BASE / 2 ** 30;

export interface TablePlaces {
  /** Page numbers, counted from the start of RAM. */
  readonly first: number;
  readonly count: number;
  readonly ramPages: number;
}

const pageNumber = (page: number): bigint => BigInt(RAM_BASE / PAGE_BYTES + page) << 10n;

function drawEntry(random: Random, { first, count, ramPages }: TablePlaces): bigint {
  const flags = random.next64() & 0xffn;
  switch (random.below(8)) {
    case 0:
      return pageNumber(first + random.below(count)) | VALID;
    case 1:
      return random.next64();
    case 2:
      // A superpage: RAM's start is aligned for every size.
      return GIGABYTE_OF_RAM | flags | VALID;
    case 3:
      return pageNumber(random.below(ramPages + 2)) | flags;
    default:
      return pageNumber(random.below(ramPages)) | (random.oneIn(2) ? OPEN : flags) | (flags & 0x10n) | VALID;
  }
}

/**
 * Three chained tables serve as roots of five, four and three levels. In the last, one entry maps RAM onto
 * itself, so that code goes on when translation is switched on; the entry below it is a table of aliases.
 */
export function drawTables(random: Random, view: DataView, places: TablePlaces): void {
  const set = (table: number, entry: number, value: bigint): void =>
    view.setBigUint64((places.first + table) * PAGE_BYTES + entry * 8, value, true);
  for (let table = 0; table < places.count; table++) {
    const dense = table >= 4 ? ENTRIES : 24;
    for (let index = 0; index < dense; index++) {
      const entry = table >= 4 ? index : random.pick([random.below(8), random.below(ENTRIES), ENTRIES - 1]);
      if (table < 4 || random.oneIn(4)) set(table, entry, drawEntry(random, places));
    }
  }
  const pointer = (table: number): bigint => pageNumber(places.first + table) | VALID;
  const user = random.oneIn(2) ? 0x10n : 0n;
  set(0, 0, pointer(1));
  set(1, 0, pointer(2));
  const self = random.oneIn(2) ? GIGABYTE_OF_RAM | OPEN | VALID | user : pointer(3);
  set(2, RAM_ENTRY, self);
  set(2, RAM_ENTRY - 1, pointer(4));
  set(3, 0, pointer(5));
  for (let page = 0; page < places.ramPages; page++) {
    const open = random.oneIn(8) ? random.next64() & 0xfen : OPEN;
    set(5, page % ENTRIES, pageNumber(page) | open | VALID | user);
  }
}
