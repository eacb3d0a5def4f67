// table
/**
 * The kernels of guest/bench/vmbench.c, with the share of the full work that a sample does.
 *
 * Scales are chosen so that a sample retires some 100 to 300 million instructions: long against a clock tick in the
 * interpreter, short enough for many samples. Reports name the rows that translated or native code does in too short
 * a time. All contenders do the same share, and the checksum (recorded from the native
 * build, `npx tsx bench/record-checksums.ts`) says that they did it right.
 */
export type KernelGroup = 'integer' | 'floating point' | 'memory' | 'system' | 'threads';

export interface Kernel {
  readonly name: string;
  readonly group: KernelGroup;
  readonly what: string;
  /** VMB_SCALE; matmul does not heed it. */
  readonly scale: number;
  /** What the work at this scale can be counted in, for a figure of each. */
  readonly amount?: { readonly count: number; readonly unit: string };
}

const amount = (count: number, unit: string): Pick<Kernel, 'amount'> => ({ amount: { count, unit } });

export const KERNELS: readonly Kernel[] = [
  { name: 'sieve', group: 'integer', what: 'sieve of Eratosthenes over 20 MB', scale: 1 },
  { name: 'nqueens', group: 'integer', what: '12 queens, recursion', scale: 1 },
  { name: 'sha256', group: 'integer', what: 'SHA-256', scale: 0.05 },
  { name: 'crc32', group: 'integer', what: 'CRC-32 by table', scale: 0.3 },
  { name: 'qsort', group: 'integer', what: 'sorting through a comparison function', scale: 0.15 },
  { name: 'dhry', group: 'integer', what: 'records, strings, calls', scale: 0.2 },
  { name: 'interp', group: 'integer', what: 'bytecode interpreter, indirect jumps', scale: 0.3 },
  { name: 'muldiv', group: 'integer', what: '64-bit multiply, divide, remainder', scale: 1 },
  { name: 'matmul', group: 'floating point', what: '512 × 512 matrix product, f64', scale: 1 },
  { name: 'nbody', group: 'floating point', what: 'five bodies, f64, square roots', scale: 0.4 },
  {
    name: 'chase',
    group: 'memory',
    what: 'dependent loads over 16,384 pages: TLB misses',
    scale: 0.2,
    ...amount(2_000_000, 'load'),
  },
  {
    name: 'memcpy',
    group: 'memory',
    what: 'copy of 16 MiB, buffers a power of two apart',
    scale: 0.25,
    ...amount(256, 'MiB'),
  },
  {
    name: 'memcpyx',
    group: 'memory',
    what: 'copy of 16 MiB, buffers shifted',
    scale: 0.25,
    ...amount(256, 'MiB'),
  },
  { name: 'memset', group: 'memory', what: 'fill of 16 MiB', scale: 0.5, ...amount(512, 'MiB') },
  { name: 'rd8', group: 'memory', what: 'reads of u8', scale: 0.375, ...amount(50_331_648, 'read') },
  { name: 'rd16', group: 'memory', what: 'reads of u16', scale: 0.3125, ...amount(41_943_040, 'read') },
  { name: 'rd32', group: 'memory', what: 'reads of u32', scale: 0.28125, ...amount(37_748_736, 'read') },
  { name: 'rd64', group: 'memory', what: 'reads of u64', scale: 0.296875, ...amount(39_845_888, 'read') },
  { name: 'wr8', group: 'memory', what: 'writes of u8', scale: 0.25, ...amount(33_554_432, 'write') },
  { name: 'wr64', group: 'memory', what: 'writes of u64', scale: 0.296875, ...amount(39_845_888, 'write') },
  { name: 'syscall', group: 'system', what: 'getppid', scale: 0.4, ...amount(800_000, 'call') },
  { name: 'pgfault', group: 'system', what: 'first touch of pages', scale: 0.5, ...amount(32_768, 'fault') },
  { name: 'fork', group: 'system', what: 'fork, exit, wait', scale: 0.3, ...amount(300, 'fork') },
  {
    name: 'pipe',
    group: 'system',
    what: 'a byte to another process and back',
    scale: 0.2,
    ...amount(20_000, 'round trip'),
  },
  { name: 'psieve', group: 'threads', what: 'segmented sieve, 4 threads', scale: 0.05 },
  { name: 'mutex', group: 'threads', what: 'one mutex, 4 threads', scale: 0.2, ...amount(3_200_000, 'lock') },
  { name: 'amo', group: 'threads', what: 'atomic add, 4 threads', scale: 0.5, ...amount(16_000_000, 'add') },
  {
    name: 'cas',
    group: 'threads',
    what: 'compare and swap, 4 threads',
    scale: 0.3,
    ...amount(9_600_000, 'swap'),
  },
  {
    name: 'ring',
    group: 'threads',
    what: 'ring buffer between 2 threads',
    scale: 0.5,
    ...amount(2_000_000, 'message'),
  },
];
