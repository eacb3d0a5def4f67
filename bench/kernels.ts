// table
/**
 * The kernels of guest/bench/vmbench.c, with the share of the full work that a sample does.
 *
 * Scales are chosen so that the interpreter retires 100 to 300 million instructions: long against a clock tick,
 * short enough for many samples. All contenders do the same share, and the checksum (recorded from the native
 * build, `npx tsx bench/record-checksums.ts`) says that they did it right.
 */
export type KernelGroup = 'integer' | 'floating point' | 'memory' | 'system' | 'threads';

export interface Kernel {
  readonly name: string;
  readonly group: KernelGroup;
  readonly what: string;
  /** VMB_SCALE. */
  readonly scale: number;
  /** How often it runs in one process, the last time as the sample; twice unless it takes long. */
  readonly rounds?: number;
}

/** The first round lets the host's engine compile the emulator. */
const ROUNDS = 2;

export const roundsOf = ({ rounds = ROUNDS }: Kernel): number => rounds;

export const KERNELS: readonly Kernel[] = [
  { name: 'sieve', group: 'integer', what: 'sieve of Eratosthenes over 20 MB', scale: 1 },
  { name: 'nqueens', group: 'integer', what: '12 queens, recursion', scale: 1 },
  { name: 'sha256', group: 'integer', what: 'SHA-256', scale: 0.05 },
  { name: 'crc32', group: 'integer', what: 'CRC-32 by table', scale: 0.3 },
  { name: 'qsort', group: 'integer', what: 'sorting through a comparison function', scale: 0.15 },
  { name: 'dhry', group: 'integer', what: 'records, strings, calls', scale: 0.2 },
  { name: 'interp', group: 'integer', what: 'bytecode interpreter, indirect jumps', scale: 0.3 },
  { name: 'muldiv', group: 'integer', what: '64-bit multiply, divide, remainder', scale: 1 },
  { name: 'matmul', group: 'floating point', what: '512 × 512 matrix product, f64', scale: 1, rounds: 1 },
  { name: 'nbody', group: 'floating point', what: 'five bodies, f64, square roots', scale: 0.4 },
  { name: 'chase', group: 'memory', what: 'dependent loads over 16,384 pages: TLB misses', scale: 0.2 },
  { name: 'memcpy', group: 'memory', what: 'copy of 16 MiB, buffers a power of two apart', scale: 0.25 },
  { name: 'memcpyx', group: 'memory', what: 'copy of 16 MiB, buffers shifted', scale: 0.25 },
  { name: 'memset', group: 'memory', what: 'fill of 16 MiB', scale: 0.5 },
  { name: 'rd8', group: 'memory', what: 'reads of u8', scale: 0.375 },
  { name: 'rd16', group: 'memory', what: 'reads of u16', scale: 0.3125 },
  { name: 'rd32', group: 'memory', what: 'reads of u32', scale: 0.28125 },
  { name: 'rd64', group: 'memory', what: 'reads of u64', scale: 0.296875 },
  { name: 'wr8', group: 'memory', what: 'writes of u8', scale: 0.25 },
  { name: 'wr64', group: 'memory', what: 'writes of u64', scale: 0.296875 },
  { name: 'syscall', group: 'system', what: 'getppid', scale: 0.4 },
  { name: 'pgfault', group: 'system', what: 'first touch of pages', scale: 0.5 },
  { name: 'fork', group: 'system', what: 'fork, exit, wait', scale: 0.3 },
  { name: 'pipe', group: 'system', what: 'a byte to another process and back', scale: 0.2 },
  { name: 'psieve', group: 'threads', what: 'segmented sieve, 4 threads', scale: 0.05 },
  { name: 'mutex', group: 'threads', what: 'one mutex, 4 threads', scale: 0.2 },
  { name: 'amo', group: 'threads', what: 'atomic add, 4 threads', scale: 0.5 },
  { name: 'cas', group: 'threads', what: 'compare and swap, 4 threads', scale: 0.3 },
  { name: 'ring', group: 'threads', what: 'ring buffer between 2 threads', scale: 0.5 },
];
