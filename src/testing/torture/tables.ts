/**
 * The page tables of torture programs: for supervisor and for user, roots of three, four and five levels over the
 * same lower tables. RAM stands at its own address (as one superpage or by 4 KiB pages), in an alias of 4 KiB pages
 * that the program keeps changing, and at the top of the address space as a superpage.
 */
import type { Random } from '../../base/random.ts';
import { RAM_BASE } from '../../machine/board/address-map.ts';
import { type Mmu } from '../../machine/config/configuration.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import { addressOf, PAGES, pageOffset, RAM_PAGES } from './layout.ts';

const TABLES = [
  'root57',
  'root48',
  'root39',
  'identityMiddle',
  'identity',
  'aliasMiddle',
  'aliases',
] as const;
type Table = (typeof TABLES)[number];

/** From the start of RAM; `user` is 0 for the supervisor's tables, 1 for the user's. */
export const tableOffset = (user: number, table: Table): number =>
  pageOffset(PAGES.tables + user * TABLES.length + TABLES.indexOf(table));

const VALID = 1n;
const USER = 0x10n;
/** Valid, read, write, execute, accessed, dirty. */
export const LEAF = { supervisor: 0xcfn, user: 0xdfn } as const;
const IDENTITY_ENTRY = RAM_BASE / 2 ** 30;
const ALIAS_ENTRY = 1;
const HIGH_ENTRY = 511;

const numbered = (address: number): bigint => (BigInt(address) >> 12n) << 10n;

/** Bits of a leaf as a program may leave them: any at all, but often nearly open. */
export function drawFlags(random: Random, user: number): bigint {
  const open = user === 1 ? LEAF.user : LEAF.supervisor;
  if (random.oneIn(3)) return open;
  if (random.oneIn(3)) return random.next64() & 0xffn;
  return open & ~(1n << BigInt(random.pick([0, 1, 2, 3, 4, 6, 7])));
}

export const rootOffset = (mode: number, user: number): number =>
  tableOffset(user, mode === 8 ? 'root39' : mode === 9 ? 'root48' : 'root57');

/** `satp` of a mode (8 to 10) and user or supervisor tables. */
export function satpOf(mode: number, user: number, asid: number): bigint {
  const root = addressOf(rootOffset(mode, user)) / PAGE_BYTES;
  return (BigInt(mode) << 60n) | (BigInt(asid) << 44n) | BigInt(root);
}

export const highestMode = (mmu: Mmu): number => ({ sv39: 8, sv48: 9, sv57: 10 })[mmu];

function drawTablesOf(random: Random, ram: DataView, user: number): void {
  const set = (table: Table, index: number, entry: bigint): void =>
    ram.setBigUint64(tableOffset(user, table) + index * 8, entry, true);
  const pointer = (table: Table): bigint => numbered(addressOf(tableOffset(user, table))) | VALID;
  const open = user === 1 ? LEAF.user : LEAF.supervisor;
  const superpage = numbered(RAM_BASE) | open;
  set('root57', 0, pointer('root48'));
  set('root57', HIGH_ENTRY, pointer('root48'));
  set('root48', 0, pointer('root39'));
  set('root48', HIGH_ENTRY, pointer('root39'));
  set('root39', IDENTITY_ENTRY, user === 0 && random.oneIn(3) ? superpage : pointer('identityMiddle'));
  set('root39', ALIAS_ENTRY, pointer('aliasMiddle'));
  set('root39', HIGH_ENTRY, superpage);
  set('identityMiddle', 0, user === 0 && random.oneIn(4) ? superpage : pointer('identity'));
  set('aliasMiddle', 0, pointer('aliases'));
  for (let page = 0; page < RAM_PAGES; page++) {
    const isHandlers = page < PAGES.code;
    const isData = page >= PAGES.data && page < PAGES.stacks;
    const flags = isHandlers
      ? LEAF.supervisor & ~USER
      : isData && random.oneIn(3)
        ? drawFlags(random, user)
        : open;
    set('identity', page, numbered(addressOf(pageOffset(page))) | flags);
    const target = isData && random.oneIn(2) ? PAGES.data + random.below(PAGES.dataCount) : page;
    set('aliases', page, numbered(addressOf(pageOffset(target))) | flags);
  }
}

export function drawTables(random: Random, ram: DataView): void {
  for (const user of [0, 1]) drawTablesOf(random, ram, user);
}
