/** Every benchmark by name. A name on the command line means a benchmark or a group. */
import type { Measure } from '../src/protocol/benchmarks.ts';
import { type Kernel, KERNELS } from './kernels.ts';
import { type Program, PROGRAMS } from './programs.ts';

interface Common {
  readonly name: string;
  readonly group: string;
  readonly what: string;
  readonly measure: Measure;
}

export type Benchmark = Common &
  (
    | { readonly kind: 'boot' }
    | { readonly kind: 'kernel'; readonly kernel: Kernel }
    | { readonly kind: 'program'; readonly program: Program }
    | { readonly kind: 'shell'; readonly shell: ShellWork }
  );

/** Work that is typed at the shell: the time from the first mark to the second is the sample. */
export interface ShellWork {
  /** Commands; the marks are printed around them. */
  readonly commands: string;
  /** A blank disk of this size is attached as /dev/vda. */
  readonly diskBytes?: number;
}

const BOOT: Benchmark = {
  kind: 'boot',
  name: 'boot',
  group: 'boot',
  what: 'process start to the shell prompt',
  measure: 'wallSeconds',
};

const DISK_BYTES = 64 << 20;

const SHELL: readonly Benchmark[] = [
  {
    name: 'write1',
    group: 'system',
    what: '100,000 reads and writes of one byte: system calls without batching',
    commands: 'dd if=/dev/zero of=/dev/null bs=1 count=100000',
  },
  {
    name: 'write64k',
    group: 'system',
    what: '4,000 reads and writes of 64 KiB: system calls with batching',
    commands: 'dd if=/dev/zero of=/dev/null bs=64k count=4000',
  },
  {
    name: 'console',
    group: 'devices',
    what: '256 KiB to the console, line by line',
    commands: 'yes 0123456789012345678901234567890123456789012345678901234567890 | head -n 4096',
  },
  {
    name: 'diskread',
    group: 'devices',
    what: '64 MiB from the disk, 64 KiB at a time',
    commands: 'dd if=/dev/vda of=/dev/null bs=64k',
    diskBytes: DISK_BYTES,
  },
  {
    name: 'diskwrite',
    group: 'devices',
    what: '32 MiB to the disk, 64 KiB at a time, and sync',
    commands: 'dd if=/dev/zero of=/dev/vda bs=64k count=512; sync',
    diskBytes: DISK_BYTES,
  },
].map(({ commands, diskBytes, ...common }) => ({
  ...common,
  kind: 'shell',
  measure: 'busiestCpuSeconds',
  shell: { commands, ...(diskBytes !== undefined && { diskBytes }) },
}));

export const BENCHMARKS: readonly Benchmark[] = [
  BOOT,
  ...KERNELS.map(
    (kernel): Benchmark => ({
      kind: 'kernel',
      name: kernel.name,
      group: kernel.group,
      what: kernel.what,
      measure: 'busiestCpuSeconds',
      kernel,
    }),
  ),
  ...PROGRAMS.map(
    (program): Benchmark => ({ kind: 'program', ...program, measure: 'busiestCpuSeconds', program }),
  ),
  ...SHELL,
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
