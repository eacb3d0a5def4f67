/**
 * Every limit on what goes into a machine, in one place. All sizes are bytes.
 *
 * A limit is there so that no file, option or link can make the loader run, or allocate, without bound. Each
 * is named in the error that it causes.
 */
export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;

export const PAGE_BYTES = 4 * KIB;

/** A kernel needs about 10 MiB; 3 GiB is what a 32-bit WebAssembly memory leaves after our own tables. */
export const MIN_RAM_BYTES = 16 * MIB;
export const MAX_RAM_BYTES = 3 * GIB;
/** RAM is a whole number of these. */
export const RAM_STEP_BYTES = 1 * MIB;

/** The interrupt controller and the CLINT of the board are laid out for eight. */
export const MAX_HARTS = 8;

/** What the tables of translations in a hart's memory have room for (`src/memory/hart.ts`). */
export const MAX_TLB_ENTRIES = 512;

export const MAX_ELF_BYTES = 256 * MIB;
/** Program headers of one ELF file; real ones have fewer than twenty. */
export const MAX_ELF_SEGMENTS = 256;
/** Symbols that are searched for `tohost` and `fromhost`. */
export const MAX_ELF_SYMBOLS = 4_000_000;

/** A kernel as given, and after unpacking. */
export const MAX_KERNEL_BYTES = 256 * MIB;
export const MAX_INITRD_BYTES = 1 * GIB;
export const MAX_FIRMWARE_BYTES = 2 * MIB;
export const MAX_DISK_BYTES = 1 * GIB;
export const SECTOR_BYTES = 512;

/** Room kept for the device tree at the end of RAM. */
export const DEVICE_TREE_BYTES = 64 * KIB;
/** Linux's COMMAND_LINE_SIZE on RISC-V is 1024 with the terminating zero. */
export const MAX_APPEND_BYTES = 1023;

/** A catalogue of images, a link file, a program's source: as text. */
export const MAX_CATALOGUE_BYTES = 1 * MIB;
export const MAX_LINK_FILE_BYTES = 8 * MIB;
export const MAX_SOURCE_BYTES = 4 * MIB;
