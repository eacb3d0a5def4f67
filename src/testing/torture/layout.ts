/**
 * Where everything of a torture program stands: 1 MiB of RAM from RAM_BASE, by page, and the registers that keep
 * a program alive. Every mapping keeps the low 20 bits of an address, so that handlers find a trapped instruction
 * under each of its names.
 */
import { RAM_BASE } from '../../machine/board/address-map.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';

export const RAM_BYTES = 1 << 20;
export const RAM_PAGES = RAM_BYTES / PAGE_BYTES;

export const PAGES = {
  /** Trap handlers: machine mode, then supervisor mode. */
  handlers: 0,
  /** What the handlers keep: a block for each hart, contexts, places to go on at. */
  handlerData: 1,
  code: 2,
  codeCount: 8,
  /** Words that the program writes into its code, and the tables it jumps through. */
  pool: 10,
  /** Code that programs copy elsewhere and run there. */
  copies: 11,
  tables: 12,
  tableCount: 16,
  data: 28,
  dataCount: 16,
  /** Four for each hart. */
  stacks: 44,
  filled: 60,
} as const;

export const pageOffset = (page: number): number => page * PAGE_BYTES;
export const addressOf = (offset: number): number => RAM_BASE + offset;

export const SUPERVISOR_HANDLER_OFFSET = 0x800;

/** A hart's block in the handlers' data, in bytes from its start. */
export const SAVED = {
  sizeBytes: 0x100,
  /** 0 to 31: registers, for machine mode; further up the same for supervisor mode. */
  machine: 0x00,
  supervisor: 0x80,
  random: 0x20,
  compare: 0x28,
  softwareInterrupt: 0x30,
  interruptMask: 0x38,
  /** What `mend` puts into sp, s0, s1, a5, tp: where addresses are physical, and where they are translated. */
  bases: 0x40,
  translatedBases: 0xc0,
} as const;
/** After the harts' blocks. */
export const CONTEXTS_OFFSET = pageOffset(PAGES.handlerData) + 0x800;
export const CONTEXT_COUNT = 16;
export const PLACES_OFFSET = pageOffset(PAGES.handlerData) + 0xa00;
export const PLACE_COUNT = 64;

export const SLOTS_OFFSET = pageOffset(PAGES.pool);
export const SLOT_WORDS = 256;
export const JUMP_TABLES_OFFSET = pageOffset(PAGES.pool) + 0x800;
export const JUMP_TABLE_ENTRIES = 8;
export const JUMP_TABLES = 32;

/** Registers that random instructions leave alone but for one in many. */
export const REGISTER = { zero: 0, ra: 1, sp: 2, tp: 4, s0: 8, s1: 9, a5: 15, fuel: 26, loop: 27 } as const;
export const KEPT: ReadonlySet<number> = new Set(Object.values(REGISTER));
/** Bases of loads and stores, which short encodings can name. */
export const BASES = [REGISTER.s0, REGISTER.s1, REGISTER.a5] as const;

/** RAM at another virtual address, in every table. */
export const ALIAS_BASE = 0x4000_0000;
