/**
 * `npm run bench:compare BASE HEAD`: builds two commits, runs them in turn, and says whether the second is slower.
 *
 *   npm run bench:compare -- BASE HEAD [--samples N] [--only NAME]… [--tiers LIST] [--json FILE]
 *       [--markdown FILE]
 *   npm run bench:compare -- --self-test
 *
 * Fails (status 1) where a benchmark takes 10 % more CPU time of the busiest thread and the interval leaves 1.00
 * out, warns from 5 %. Both run the guest of this checkout. The self-test shows that the tool can be trusted here:
 * HEAD against itself is the same, HEAD slowed by 12 % fails, HEAD slowed by 1 % does not.
 */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchmarkRow } from '../src/protocol/benchmarks.ts';
import { ratioText, seconds } from '../src/ui/benchmarks/figures.ts';
import { type Benchmark, chooseBenchmarks } from './benchmarks.ts';
import { type Emulator, emulatorContender } from './contenders/emulator.ts';
import { trampoline } from './contenders/trampoline.ts';
import { type Difference, differences, exactFigures } from './exact.ts';
import { type GuestFiles, unpackGuest } from './guest-files.ts';
import { measureBenchmark } from './measure.ts';
import { alignColumns } from './table.ts';
import { judge, type Verdict } from './verdict.ts';
import { type BuiltCommit, buildCommit } from './worktree.ts';

/** Boot, and from each group the kernels that react to different parts of the engine. */
const DEFAULT_NAMES = ['boot', 'nqueens', 'sha256', 'dhry', 'chase', 'memcpyx', 'syscall', 'pgfault'];
const SELF_TEST_NAMES = ['nqueens', 'sha256'];
const DEFAULT_SAMPLES = 11;
const MACHINE = { harts: 1, ram: '256M' };

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

interface Side {
  readonly built: BuiltCommit;
  /** Share of its CPU time that it burns on top; only the self-test does that. */
  readonly burn: number;
}

/** An emulator that wastes a share of CPU time, by a module loaded into its process. */
function slowed(emulator: Emulator, burn: number): Emulator {
  if (burn === 0) return emulator;
  const module = pathToFileURL(join(root, 'bench/burn.mjs')).href;
  return {
    ...emulator,
    command(run) {
      const command = emulator.command(run);
      const environment = { TRAMPOLINE_BENCH_BURN: String(burn) };
      return { ...command, arguments: ['--import', module, ...command.arguments], environment };
    },
  };
}

interface Compared {
  readonly row: BenchmarkRow;
  readonly verdict: Verdict | 'failed';
}

/** Samples both sides in turn. */
async function compareSides(
  base: Side,
  head: Side,
  benchmarks: readonly Benchmark[],
  guest: GuestFiles,
  samples: number,
  tiers?: string,
): Promise<Compared[]> {
  const contenders = Object.entries({ head, base }).map(([name, { built, burn }]) => {
    const emulator = slowed(trampoline(built.root, built.commit, tiers), burn);
    return emulatorContender(root, { ...emulator, name }, guest, MACHINE);
  });
  const compared: Compared[] = [];
  for (const benchmark of benchmarks) {
    say(`${compared.length + 1} of ${benchmarks.length}: ${benchmark.name}`);
    const row = await measureBenchmark({ ...benchmark, measure: 'busiestCpuSeconds' }, contenders, samples);
    const [ratio] = row.ratios;
    compared.push({ row, verdict: ratio && row.failures.length === 0 ? judge(ratio) : 'failed' });
  }
  return compared;
}

function cells({ row, verdict }: Compared): string[] {
  const time = (contender: string): string => {
    const found = row.measurements.find((each) => each.contender === contender);
    return found ? seconds((found.busiestCpuSeconds ?? found.wallSeconds).median) : 'failed';
  };
  const [ratio] = row.ratios;
  return [row.name, time('base'), time('head'), ratio ? ratioText(ratio) : '–', verdict];
}

const HEAD_CELLS = ['', 'base', 'head', 'head ÷ base', 'verdict'];

const differenceCells = ({ name, base, head }: Difference): string[] => [
  name,
  String(base ?? '–').slice(0, 16),
  String(head ?? '–').slice(0, 16),
];

function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = rows;
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rest.map(line).join('');
}

/** What the pull request is told. */
function markdown(
  base: string,
  head: string,
  timed: readonly string[][],
  exact: readonly string[][],
): string {
  const changes =
    exact.length === 1 ? 'Code size and deterministic counts are the same.\n' : markdownTable(exact);
  return `### Benchmarks: ${head} against ${base}\n\nCPU seconds of the busiest thread, medians, ratios with their 95 % interval.\n\n${markdownTable(timed)}\n${changes}`;
}

interface CompareOptions {
  readonly samples: string;
  readonly only: readonly string[];
  readonly tiers?: string | undefined;
  readonly json?: string | undefined;
  readonly markdown?: string | undefined;
}

async function compareCommits(
  [base, head]: readonly [string, string],
  options: CompareOptions,
): Promise<number> {
  const benchmarks = chooseBenchmarks(options.only.length > 0 ? options.only : DEFAULT_NAMES);
  const guest = unpackGuest(root);
  say(`building ${base} and ${head}`);
  const sides = [base, head].map((revision): Side => ({ built: buildCommit(root, revision), burn: 0 }));
  const [first, second] = sides;
  if (!first || !second) throw new Error('two commits are needed');
  const changed = differences(exactFigures(first.built.root, guest), exactFigures(second.built.root, guest));
  const compared = await compareSides(
    first,
    second,
    benchmarks,
    guest,
    Number(options.samples),
    options.tiers,
  );
  const timed = [HEAD_CELLS, ...compared.map(cells)];
  const exact = [['exact', 'base', 'head'], ...changed.map(differenceCells)];
  process.stdout.write(`${alignColumns(timed)}\n`);
  process.stdout.write(
    changed.length === 0 ? 'code size and deterministic counts are the same\n' : alignColumns(exact),
  );
  for (const { row } of compared)
    for (const { contender, reason } of row.failures) say(`${row.name}, ${contender}: ${reason}`);
  const names = [first.built.commit, second.built.commit] as const;
  if (options.markdown !== undefined) writeFileSync(options.markdown, markdown(...names, timed, exact));
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ base: names[0], head: names[1], compared, changed })}\n`);
  }
  return compared.some(({ verdict }) => verdict === 'slower' || verdict === 'failed') ? 1 : 0;
}

/** Whether the tool tells same from slower on this machine, now. */
async function selfTest(samples: number): Promise<number> {
  const guest = unpackGuest(root);
  const built = buildCommit(root, 'HEAD');
  const benchmarks = chooseBenchmarks(SELF_TEST_NAMES);
  const regressions: readonly Verdict[] = ['slower', 'a little slower'];
  const cases = [
    { what: 'HEAD against itself', burn: 0, passes: (verdict: string) => verdict === 'same' },
    { what: 'HEAD slowed by 12 %', burn: 0.12, passes: (verdict: string) => verdict === 'slower' },
    {
      what: 'HEAD slowed by 1 %',
      burn: 0.01,
      passes: (verdict: string) => !regressions.some((regression) => regression === verdict),
    },
  ];
  let wrong = 0;
  for (const { what, burn, passes } of cases) {
    const compared = await compareSides({ built, burn: 0 }, { built, burn }, benchmarks, guest, samples);
    const good = compared.every(({ verdict }) => passes(verdict));
    process.stdout.write(
      `${what}: ${good ? 'as it should be' : 'WRONG'}\n${alignColumns([HEAD_CELLS, ...compared.map(cells)])}`,
    );
    if (!good) wrong += 1;
  }
  return wrong === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      samples: { type: 'string', default: String(DEFAULT_SAMPLES) },
      only: { type: 'string', multiple: true, default: [] },
      tiers: { type: 'string' },
      json: { type: 'string' },
      markdown: { type: 'string' },
      'self-test': { type: 'boolean', default: false },
    },
  });
  if (values['self-test']) return selfTest(Number(values.samples));
  const [base, head, ...rest] = positionals;
  if (base === undefined || head === undefined || rest.length > 0)
    throw new Error('give two commits: npm run bench:compare -- BASE HEAD');
  return compareCommits([base, head], values);
}

try {
  process.exitCode = await main();
} catch (error) {
  say(`bench:compare: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
