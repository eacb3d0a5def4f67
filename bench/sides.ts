/** Two builds, or one build and a slower one, measured in turn and judged: what comparing and the self-test share. */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BenchmarkRow } from '../src/protocol/benchmarks.ts';
import { cpuText, measurementOf, rowRatioText, wallText } from '../src/ui/benchmarks/figures.ts';
import type { Benchmark } from './benchmarks.ts';
import type { Command } from './child.ts';
import { type Emulator, emulatorContender } from './contenders/emulator.ts';
import { trampoline } from './contenders/trampoline.ts';
import type { GuestFiles } from './guest-files.ts';
import { describeHost } from './host.ts';
import { measureBenchmarks } from './measure.ts';
import { judge, type Verdict } from './verdict.ts';
import type { BuiltCommit } from './worktree.ts';

export interface Side {
  readonly built: BuiltCommit;
  /** Share of its CPU time that it burns on top; only the self-test does that. */
  readonly burn: number;
}

export interface Compared {
  readonly row: BenchmarkRow;
  readonly verdict: Verdict | 'failed' | 'only one has it';
}

export interface CompareSettings {
  readonly benchmarks: readonly Benchmark[];
  readonly guest: GuestFiles;
  readonly samples: number;
  readonly tiers?: string | undefined;
  /** The command that compares one benchmark again. */
  readonly commandFor: (benchmark: Benchmark) => string;
}

const MACHINE = { harts: 1, ram: '256M' };
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** An emulator that wastes a share of CPU time, by a module loaded into its process. */
function slowed(emulator: Emulator, burn: number): Emulator {
  if (burn === 0) return emulator;
  const module = pathToFileURL(join(root, 'bench/burn.mjs')).href;
  const slow = (command: Command): Command => ({
    ...command,
    arguments: ['--import', module, ...command.arguments],
    environment: { TRAMPOLINE_BENCH_BURN: String(burn) },
  });
  return {
    ...emulator,
    command: (run) => slow(emulator.command(run)),
    engineCommand: (work) => {
      const command = emulator.engineCommand?.(work);
      return command && slow(command);
    },
  };
}

function verdictOf({ ratios, failures, measurements }: BenchmarkRow): Compared['verdict'] {
  const [ratio] = ratios;
  if (failures.length > 0) return 'failed';
  if (ratio) return judge(ratio);
  return measurements.length === 1 ? 'only one has it' : 'failed';
}

/** Samples both sides in turn, by the CPU time of the busiest thread. */
export async function compareSides(
  base: Side,
  head: Side,
  { benchmarks, guest, samples, tiers, commandFor }: CompareSettings,
): Promise<Compared[]> {
  const contenders = Object.entries({ head, base }).map(([name, { built, burn }]) => {
    const emulator = slowed(trampoline(built.root, built.commit, tiers), burn);
    return emulatorContender(root, { ...emulator, name }, guest, MACHINE);
  });
  const byCpu = benchmarks.map((benchmark) => ({ ...benchmark, measure: 'busiestCpuSeconds' as const }));
  const rows = await measureBenchmarks(byCpu, contenders, {
    rounds: samples,
    origin: {
      commandFor,
      commit: `${base.built.commit} and ${head.built.commit}`,
      cpu: describeHost(null).cpu,
    },
    say: (text) => void process.stderr.write(`${text}\n`),
  });
  return rows.map((row) => ({ row, verdict: verdictOf(row) }));
}

export const COMPARED_HEAD = [
  '',
  'base CPU',
  'base wall',
  'head CPU',
  'head wall',
  'head ÷ base',
  'samples',
  'verdict',
];

export const comparedCells = ({ row, verdict }: Compared): string[] => [
  row.name,
  cpuText(row, 'base'),
  wallText(row, 'base'),
  cpuText(row, 'head'),
  wallText(row, 'head'),
  rowRatioText(row, { of: 'head', to: 'base' }),
  String(Math.min(...['base', 'head'].map((name) => measurementOf(row, name)?.samples.length ?? 0))),
  verdict,
];
