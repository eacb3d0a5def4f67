/** An emulator as a child process: ours in Node and QEMU differ in their command alone. */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../../src/protocol/benchmarks.ts';
import type { Benchmark } from '../benchmarks.ts';
import { cpuSinceStart } from '../cpu-time.ts';
import type { GuestFiles } from '../guest-files.ts';
import { type Command, commandLine, watch, type Watched } from '../watch.ts';
import type { Contender, MachineShape } from './contender.ts';
import { SHELL_MARKS, shellLine, shellSample } from './shell.ts';
import { guestWords, lastRound, roundMarks, ROUNDS } from './vmbench.ts';

/** What one run of an emulator needs to know. */
export interface EmulatorRun {
  readonly kernel: string;
  readonly initrd: string;
  readonly append: string;
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
const KERNEL_TIMEOUT_MS = 300_000;
const ALL_DONE = 'VMB-DONE';
export function emulatorContender(emulator: Emulator, guest: GuestFiles, machine: MachineShape): Contender {
  const diskFile = (bytes: number): string => {
    const path = join(guest.folder, `disk-${bytes}.img`);
    writeFileSync(path, '');
    truncateSync(path, bytes);
    return path;
  };
  const command = (benchmark: Benchmark): Command => {
    const shell = benchmark.kind === 'shell' ? benchmark.shell : undefined;
    const words = benchmark.kind === 'kernel' ? [guestWords(benchmark.kernel)] : [];
    return emulator.command({
      kernel: guest.kernel,
      initrd: guest.initrd,
      append: [guest.append, ...words].join(' '),
      machine,
      disk: shell?.diskBytes === undefined ? undefined : diskFile(shell.diskBytes),
    });
  };
  const { name, title, version } = emulator;
  return {
    name,
    title,
    version,
    commandFor: (benchmark) => commandLine(command(benchmark)),
    async sample(benchmark) {
      const run = command(benchmark);
      switch (benchmark.kind) {
        case 'boot':
          return bootSample(
            await watch(run, { texts: [guest.prompt], endAtLast: true, timeoutMs: BOOT_TIMEOUT_MS }),
          );
        case 'kernel': {
          const texts = [...roundMarks(ROUNDS), ALL_DONE];
          const watched = await watch(run, { texts, endAtLast: true, timeoutMs: KERNEL_TIMEOUT_MS });
          return lastRound(benchmark.kernel, watched, emulator.countsInstructions);
        }
        case 'shell': {
          const typed = { prompt: guest.prompt, text: shellLine(benchmark.shell) };
          const { moments } = await watch(run, {
            texts: SHELL_MARKS,
            endAtLast: true,
            timeoutMs: KERNEL_TIMEOUT_MS,
            typed,
          });
          return shellSample(moments);
        }
      }
    },
    close: () => Promise.resolve(),
  };
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
