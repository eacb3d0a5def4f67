/** An emulator as a child process: ours in Node and QEMU differ in their command alone. */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../../src/protocol/benchmarks.ts';
import { type Benchmark, SESSION_DISK_BYTES } from '../benchmarks.ts';
import { type Command, commandLine } from '../child.ts';
import { cpuSinceStart } from '../cpu-time.ts';
import type { GuestFiles } from '../guest-files.ts';
import { ENGINE_SLEEP_SECONDS } from '../engine/marks.ts';
import { assemble, PROGRAM_SLEEP_SECONDS, type Program } from '../programs.ts';
import { openSession } from '../session.ts';
import { watch } from '../watch.ts';
import type { Contender, MachineShape } from './contender.ts';
import { lastMarks, ROUND_MARKS } from './marks.ts';
import { shellLine, shellSample } from './shell.ts';
import { kernelLine, kernelSample } from './vmbench.ts';

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
  readonly runtime: string;
  readonly version: string;
  /** Whether its guest's rdinstret counts retired instructions. */
  readonly countsInstructions: boolean;
  command(run: EmulatorRun): Command;
  /** Benchmarks of its own engine, without a guest to type to; undefined where it has none. */
  engineCommand?(work: string): Command | undefined;
}

const BOOT_TIMEOUT_MS = 120_000;
const WORK_TIMEOUT_MS = 300_000;

class EmulatorContender implements Contender {
  readonly name: string;
  readonly title: string;
  readonly runtime: string;
  readonly version: string;
  private readonly root: string;
  private readonly emulator: Emulator;
  private readonly guest: GuestFiles;
  private readonly machine: MachineShape;
  private readonly programs = new Map<string, string>();
  private disk: string | undefined;

  constructor(root: string, emulator: Emulator, guest: GuestFiles, machine: MachineShape) {
    this.name = emulator.name;
    this.title = emulator.title;
    this.runtime = emulator.runtime;
    this.version = emulator.version;
    this.root = root;
    this.emulator = emulator;
    this.guest = guest;
    this.machine = machine;
  }

  /** A blank disk, the same for all work at the shell. */
  private get diskFile(): string {
    if (this.disk !== undefined) return this.disk;
    this.disk = join(this.guest.folder, `disk-${this.name.replaceAll(/\W/g, '-')}.img`);
    writeFileSync(this.disk, '');
    truncateSync(this.disk, SESSION_DISK_BYTES);
    return this.disk;
  }

  private linux(disk: string | undefined): Command {
    const { kernel, initrd, append } = this.guest;
    return this.emulator.command({
      what: { kind: 'linux', kernel, initrd, append },
      machine: this.machine,
      disk,
    });
  }

  private program(program: Program): Command {
    const elf = this.programs.get(program.name) ?? assemble(this.root, this.guest.folder, program);
    this.programs.set(program.name, elf);
    return this.emulator.command({ what: { kind: 'program', elf }, machine: this.machine, disk: undefined });
  }

  private command(benchmark: Benchmark): Command | undefined {
    switch (benchmark.kind) {
      case 'boot':
        return this.linux(undefined);
      case 'program':
        return this.program(benchmark.program);
      case 'engine':
        return this.emulator.engineCommand?.(benchmark.name);
      case 'kernel':
      case 'shell':
        return this.linux(this.diskFile);
    }
  }

  ranFor(benchmark: Benchmark): string | undefined {
    const command = this.command(benchmark);
    const line = command && commandLine(command, [this.guest.folder, this.root]);
    const typed = typedLine(benchmark);
    return line === undefined || typed === undefined ? line : `${line}, typed: ${typed.trim()}`;
  }

  async sample(benchmark: Benchmark): Promise<Sample> {
    const typed = typedLine(benchmark);
    if (typed !== undefined) return this.sampleTyped(benchmark, typed);
    const command = this.command(benchmark);
    if (!command) throw new Error(`${this.name} has no ${benchmark.name}`);
    if (benchmark.kind === 'boot') return sampleBoot(command, this.guest.prompt);
    const { moments } = await watch(command, {
      texts: ROUND_MARKS,
      endAtLast: true,
      timeoutMs: WORK_TIMEOUT_MS,
    });
    return lastMarks(moments, benchmark.kind === 'engine' ? ENGINE_SLEEP_SECONDS : PROGRAM_SLEEP_SECONDS);
  }

  private async sampleTyped(benchmark: Benchmark, line: string): Promise<Sample> {
    const session = await openSession(this.linux(this.diskFile), this.guest.prompt);
    try {
      const watched = await session.run(line, ROUND_MARKS, WORK_TIMEOUT_MS);
      return benchmark.kind === 'kernel'
        ? kernelSample(benchmark.kernel, watched, this.emulator.countsInstructions)
        : shellSample(watched.moments);
    } finally {
      session.close();
    }
  }

  endRound(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** What is typed at the shell of a booted guest; undefined where nothing is. */
export function typedLine(benchmark: Benchmark): string | undefined {
  if (benchmark.kind === 'kernel') return kernelLine(benchmark.kernel);
  return benchmark.kind === 'shell' ? shellLine(benchmark.shell) : undefined;
}

/** Ends the emulator as soon as the prompt is there. */
async function sampleBoot(command: Command, prompt: string): Promise<Sample> {
  const { moments } = await watch(command, {
    texts: [prompt],
    endAtLast: true,
    timeoutMs: BOOT_TIMEOUT_MS,
  });
  const [moment] = moments;
  const cpu = cpuSinceStart(moment?.cpu);
  return {
    wallSeconds: moment?.wallSeconds ?? Number.NaN,
    busiestCpuSeconds: cpu?.busiest ?? null,
    allCpuSeconds: cpu?.all ?? null,
    instructions: null,
  };
}

/** `root`: the checkout whose assembler makes the bare-machine programs. */
export const emulatorContender = (
  root: string,
  emulator: Emulator,
  guest: GuestFiles,
  machine: MachineShape,
): Contender => new EmulatorContender(root, emulator, guest, machine);
