/** An emulator as a child process: ours in Node and QEMU differ in their command alone. */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../../src/protocol/benchmarks.ts';
import type { Benchmark } from '../benchmarks.ts';
import { cpuSinceStart } from '../cpu-time.ts';
import type { GuestFiles } from '../guest-files.ts';
import { roundsOf } from '../kernels.ts';
import { assemble, type Program } from '../programs.ts';
import { type Command, commandLine, watch, type Watched } from '../watch.ts';
import type { Contender, MachineShape } from './contender.ts';
import { SHELL_MARKS, shellLine, shellSample } from './shell.ts';
import { guestWords, lastRound, PROGRAM_ROUNDS, programSample, roundMarks } from './vmbench.ts';

/** What one run of an emulator needs to know. */
export interface EmulatorRun {
  readonly what:
    | { readonly kind: 'linux'; readonly kernel: string; readonly initrd: string; readonly append: string }
    | { readonly kind: 'program'; readonly elf: string };
  readonly machine: MachineShape;
  readonly disk: string | undefined;
}

export interface Emulator {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** Whether its guest's rdinstret counts retired instructions. */
  readonly countsInstructions: boolean;
  command(run: EmulatorRun): Command;
}

const BOOT_TIMEOUT_MS = 120_000;
const WORK_TIMEOUT_MS = 300_000;
const ALL_DONE = 'VMB-DONE';
/** `root`: the checkout whose assembler makes the bare-machine programs. */
export function emulatorContender(
  root: string,
  emulator: Emulator,
  guest: GuestFiles,
  machine: MachineShape,
): Contender {
  const diskFile = (bytes: number): string => {
    const path = join(guest.folder, `disk-${bytes}.img`);
    writeFileSync(path, '');
    truncateSync(path, bytes);
    return path;
  };
  const programs = new Map<string, string>();
  const elfOf = (program: Program): string => {
    const elf = programs.get(program.name) ?? assemble(root, guest.folder, program);
    programs.set(program.name, elf);
    return elf;
  };
  const linux = (words: readonly string[]): EmulatorRun['what'] => ({
    kind: 'linux',
    kernel: guest.kernel,
    initrd: guest.initrd,
    append: [guest.append, ...words].join(' '),
  });
  const command = (benchmark: Benchmark): Command => {
    const disk = benchmark.kind === 'shell' ? benchmark.shell.diskBytes : undefined;
    return emulator.command({
      what:
        benchmark.kind === 'program'
          ? { kind: 'program', elf: elfOf(benchmark.program) }
          : linux(benchmark.kind === 'kernel' ? [guestWords(benchmark.kernel)] : []),
      machine,
      disk: disk === undefined ? undefined : diskFile(disk),
    });
  };
  const { name, title, version } = emulator;
  return {
    name,
    title,
    version,
    commandFor: (benchmark) => commandLine(command(benchmark), [guest.folder, root]),
    sample: (benchmark) => sampleEmulator(command(benchmark), benchmark, guest, emulator.countsInstructions),
    close: () => Promise.resolve(),
  };
}

/** Starts the emulator, and ends it as soon as what is measured is over. */
async function sampleEmulator(
  command: Command,
  benchmark: Benchmark,
  { prompt }: GuestFiles,
  countsInstructions: boolean,
): Promise<Sample> {
  const until = (texts: readonly string[], timeoutMs: number, text?: string): Promise<Watched> =>
    watch(command, {
      texts,
      endAtLast: true,
      timeoutMs,
      ...(text !== undefined && { typed: { prompt, text } }),
    });
  switch (benchmark.kind) {
    case 'boot':
      return bootSample(await until([prompt], BOOT_TIMEOUT_MS));
    case 'kernel': {
      const watched = await until([...roundMarks(roundsOf(benchmark.kernel)), ALL_DONE], WORK_TIMEOUT_MS);
      return lastRound(benchmark.kernel, watched, countsInstructions);
    }
    case 'program': {
      const { moments } = await until(roundMarks(PROGRAM_ROUNDS), WORK_TIMEOUT_MS);
      return programSample(moments);
    }
    case 'shell': {
      const { moments } = await until(SHELL_MARKS, WORK_TIMEOUT_MS, shellLine(benchmark.shell));
      return shellSample(moments);
    }
  }
}

function bootSample({ moments }: Watched): Sample {
  const [prompt] = moments;
  const cpu = cpuSinceStart(prompt?.cpu);
  return {
    wallSeconds: prompt?.wallSeconds ?? Number.NaN,
    busiestCpuSeconds: cpu?.busiest ?? null,
    allCpuSeconds: cpu?.all ?? null,
    instructions: null,
  };
}
