/** The same source built for the host by `make -C guest/bench`, on one core where the guest has one hart. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Sample } from '../../src/protocol/benchmarks.ts';
import type { Benchmark } from '../benchmarks.ts';
import { type Command, commandLine } from '../child.ts';
import { watch } from '../watch.ts';
import type { Contender, MachineShape } from './contender.ts';
import { ROUND_MARKS } from './marks.ts';
import { kernelNames, kernelSample, readResult } from './vmbench.ts';

const TIMEOUT_MS = 120_000;

export function buildNative(root: string, folder: string): string {
  const program = join(folder, `vmbench.${process.arch === 'x64' ? 'x86_64' : process.arch}`);
  const make = ['-s', '-C', join(root, 'guest/bench'), `OUT=${folder}`, program];
  const { status, stderr, error } = spawnSync('make', make, { encoding: 'utf8' });
  if (status === 0) return program;
  throw new Error(`--against native needs make and gcc: ${error?.message ?? stderr.trim()}`);
}

const hasTaskset = (): boolean => spawnSync('taskset', ['--version']).status === 0;

export function native(root: string, folder: string, machine: MachineShape): Contender {
  const program = buildNative(root, folder);
  const version = spawnSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' }).stdout.trim();
  const pinned = machine.harts === 1 && hasTaskset();
  const command = (benchmark: Benchmark): Command | undefined => {
    if (benchmark.kind !== 'kernel') return undefined;
    const words = [program, ...kernelNames(benchmark.kernel)];
    const [file = '', ...rest] = pinned ? ['taskset', '-c', '0', ...words] : words;
    return {
      file,
      arguments: rest,
      environment: { VMB_SCALE: String(benchmark.kernel.scale), VMB_MARK: '1', VMB_CPU: '1' },
    };
  };
  return {
    name: 'native',
    title: `native ${process.arch}, gcc ${version} -O2`,
    runtime: `gcc ${version}`,
    version: `gcc ${version}`,
    ranFor: (benchmark) => {
      const run = command(benchmark);
      return run && commandLine(run, [folder]);
    },
    async sample(benchmark): Promise<Sample> {
      const run = command(benchmark);
      if (!run || benchmark.kind !== 'kernel') throw new Error(`${benchmark.name} has no native form`);
      const watched = await watch(run, {
        texts: ROUND_MARKS,
        endAtLast: false,
        timeoutMs: TIMEOUT_MS,
      });
      const { wallSeconds } = kernelSample(benchmark.kernel, watched, false);
      // Its own figure, of all threads and children: on one core, that is what the busiest thread of an emulator
      // with one hart has to do.
      const { cpuSeconds } = readResult(benchmark.kernel, watched.console);
      return { wallSeconds, busiestCpuSeconds: cpuSeconds, allCpuSeconds: cpuSeconds, instructions: null };
    },
    endRound: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
