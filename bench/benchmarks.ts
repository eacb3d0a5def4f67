/** Every benchmark by name. A name on the command line means a benchmark or a group. */
import type { BenchmarkRow, Measure } from '../src/protocol/benchmarks.ts';
import { type Kernel, KERNELS } from './kernels.ts';
import { type Program, PROGRAMS } from './programs.ts';

interface Common {
  readonly name: string;
  readonly group: string;
  readonly what: string;
  readonly measure: Measure;
  /** What a sample does, if it can be counted. */
  readonly amount: BenchmarkRow['amount'];
}

export type Benchmark = Common &
  (
    | { readonly kind: 'boot' }
    | { readonly kind: 'kernel'; readonly kernel: Kernel }
    | { readonly kind: 'program'; readonly program: Program }
    | { readonly kind: 'shell'; readonly shell: ShellWork }
    | { readonly kind: 'engine' }
  );

/** Work that is typed at the shell: the time from the first mark to the second is the sample. */
export interface ShellWork {
  /** Commands; the marks are printed around them. */
  readonly commands: string;
}

/** A blank disk of this size is attached as /dev/vda wherever something is typed. */
export const SESSION_DISK_BYTES = 64 << 20;

const BOOT: Benchmark = {
  kind: 'boot',
  name: 'boot',
  group: 'boot',
  what: 'process start to the shell prompt',
  measure: 'wallSeconds',
  amount: null,
};

const SHELL: readonly Benchmark[] = [
  {
    name: 'write1',
    group: 'system',
    what: '100,000 reads and writes of one byte: system calls without batching',
    commands: 'dd if=/dev/zero of=/dev/null bs=1 count=100000',
    amount: { count: 200_000, unit: 'call' },
  },
  {
    name: 'write64k',
    group: 'system',
    what: '4,000 reads and writes of 64 KiB: system calls with batching',
    commands: 'dd if=/dev/zero of=/dev/null bs=64k count=4000',
    amount: { count: 250, unit: 'MiB' },
  },
  {
    name: 'console',
    group: 'devices',
    what: '256 KiB to the console, line by line',
    commands: 'yes 012345678901234567890123456789012345678901234567890123456789012 | head -n 4096',
    amount: { count: 0.25, unit: 'MiB' },
  },
  {
    name: 'diskread',
    group: 'devices',
    what: '64 MiB from the disk, 64 KiB at a time',
    commands: 'dd if=/dev/vda of=/dev/null bs=64k',
    amount: { count: 64, unit: 'MiB' },
  },
  {
    name: 'diskwrite',
    group: 'devices',
    what: '32 MiB to the disk, 64 KiB at a time, and sync',
    commands: 'dd if=/dev/zero of=/dev/vda bs=64k count=512; sync',
    amount: { count: 32, unit: 'MiB' },
  },
].map(({ commands, ...common }) => ({
  ...common,
  kind: 'shell',
  measure: 'busiestCpuSeconds',
  shell: { commands },
}));

/** Of the engine itself, by the programs of bench/engine; nobody else has such a thing. */
const ENGINE: readonly Benchmark[] = [
  {
    name: 'translate',
    what: '1,000 guest instructions of hot code from the kernel and vmbench into WebAssembly, 20 times',
    amount: { count: 20_000, unit: 'instruction' },
  },
  {
    name: 'compile',
    what: 'what the host makes of that WebAssembly: compiling modules and making instances, 20 times',
    amount: { count: 20_000, unit: 'instruction' },
  },
  { name: 'snapshot', what: 'saving a Linux machine at its prompt as a file', amount: null },
  { name: 'restore', what: 'reading that file into a machine that was just made', amount: null },
].map((each) => ({ ...each, kind: 'engine', group: 'engine', measure: 'busiestCpuSeconds' }));

export const BENCHMARKS: readonly Benchmark[] = [
  BOOT,
  ...KERNELS.map(
    (kernel): Benchmark => ({
      kind: 'kernel',
      name: kernel.name,
      group: kernel.group,
      what: kernel.what,
      measure: 'busiestCpuSeconds',
      amount: kernel.amount ?? null,
      kernel,
    }),
  ),
  ...PROGRAMS.map(
    (program): Benchmark => ({ kind: 'program', ...program, measure: 'busiestCpuSeconds', program }),
  ),
  ...SHELL,
  ...ENGINE,
];

/** The benchmarks that names and groups ask for, in table order; all if none is named. */
export function chooseBenchmarks(names: readonly string[]): Benchmark[] {
  const known = new Set(BENCHMARKS.flatMap(({ name, group }) => [name, group]));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new Error(`${unknown}: there is no such benchmark or group; --list shows all`);
  return BENCHMARKS.filter(
    ({ name, group }) => names.length === 0 || names.includes(name) || names.includes(group),
  );
}
