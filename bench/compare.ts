/**
 * `npm run bench:compare BASE HEAD`: builds two commits, runs them in turn, and says whether the second is slower.
 *
 *   npm run bench:compare -- BASE HEAD [--samples N] [--only NAME]… [--tiers LIST] [--json FILE]
 *       [--markdown FILE]
 *   npm run bench:compare -- --self-test [--samples N] [--json FILE]
 *
 * Fails (status 1) where a benchmark takes 10 % more CPU time of the busiest thread and the interval leaves 1.00
 * out, warns from 5 %. Both run the guest of this checkout. The self-test (self-test.ts) shows whether the tool can be
 * trusted here and now.
 */
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FEWEST_FOR_INTERVAL } from '../src/base/sampling.ts';
import { NOISY_OUTLIER_SHARE } from '../src/protocol/benchmarks.ts';
import { noiseText, shortText } from '../src/ui/benchmarks/figures.ts';
import { chooseBenchmarks } from './benchmarks.ts';
import { shellWord } from './child.ts';
import { engineSources } from './contenders/trampoline.ts';
import { type Difference, differences, exactFigures } from './exact.ts';
import { unpackGuest } from './guest-files.ts';
import { describeHost, loadNow } from './host.ts';
import { outlierShare } from './measure.ts';
import { runSelfTest } from './self-test.ts';
import { type Compared, COMPARED_HEAD, comparedCells, compareSides, type Side } from './sides.ts';
import { alignColumns, markdownTable } from './table.ts';
import { buildCommit } from './worktree.ts';

/** Boot, from each group the kernels that react to different parts of the engine, and the engine's own. */
const DEFAULT_NAMES = [
  'boot',
  'nqueens',
  'sha256',
  'dhry',
  'chase',
  'memcpyx',
  'syscall',
  'pgfault',
  'engine',
];
const DEFAULT_SAMPLES = 11;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const differenceCells = ({ name, base, head }: Difference): string[] => [
  name,
  String(base ?? '–').slice(0, 16),
  String(head ?? '–').slice(0, 16),
];

interface CompareOptions {
  readonly samples: string;
  readonly only: readonly string[];
  readonly tiers?: string | undefined;
  readonly json?: string | undefined;
  readonly markdown?: string | undefined;
}

/** Where this was measured, how to measure it again, and what is to be doubted; a sentence each. */
function notesOf(
  compared: readonly Compared[],
  [base, head]: readonly [string, string],
  { samples, tiers }: CompareOptions,
  loadBefore: number | null,
): string[] {
  const rows = compared.map(({ row }) => row);
  const share = outlierShare(rows);
  const { cpu, cores, loadAfter } = describeHost(loadBefore);
  const load = [loadBefore, loadAfter].map((value) => value?.toFixed(1) ?? '–').join(' to ');
  const words = [
    base,
    head,
    '--only',
    'NAME',
    '--samples',
    samples,
    ...(tiers === undefined ? [] : ['--tiers', tiers]),
  ];
  return [
    `base ${base}, head ${head} · Node ${process.versions.node} · ${cpu}, ${cores} cores · load ${load}`,
    `Each row again: npm run bench:compare -- ${words.map(shellWord).join(' ')}`,
    noiseText({ outlierShare: share, noisy: share > NOISY_OUTLIER_SHARE }),
    shortText({ rows }),
    ...rows.flatMap(({ name, failures }) =>
      failures.map(({ contender, reason }) => `${name} failed with ${contender}: ${reason}`),
    ),
  ].filter((note) => note !== undefined);
}

async function compareCommits(
  revisions: readonly [string, string],
  options: CompareOptions,
): Promise<number> {
  const chosen = chooseBenchmarks(options.only.length > 0 ? options.only : DEFAULT_NAMES);
  const samples = Number(options.samples);
  const loadBefore = loadNow();
  const guest = unpackGuest(root);
  say(`building ${revisions.join(' and ')}`);
  const sides = revisions.map((revision): Side => ({ built: buildCommit(root, revision), burn: 0 }));
  const [base, head] = sides;
  if (!base || !head) throw new Error('two commits are needed');
  const isSameEngine = engineSources(base.built.root) === engineSources(head.built.root);
  if (!isSameEngine) say('bench/engine differs: its benchmarks are not the same ones, and are left out');
  const benchmarks = chosen.filter(({ kind }) => kind !== 'engine' || isSameEngine);
  const commits = [base.built.commit, head.built.commit] as const;
  const changed = differences(exactFigures(base.built.root, guest), exactFigures(head.built.root, guest));
  const compared = await compareSides(base, head, {
    benchmarks,
    guest,
    samples,
    tiers: options.tiers,
    commandFor: ({ name }) =>
      `npm run bench:compare -- ${commits.join(' ')} --only ${name} --samples ${samples}`,
  });
  const timed = [COMPARED_HEAD, ...compared.map(comparedCells)];
  const exact = [['exact', 'base', 'head'], ...changed.map(differenceCells)];
  const notes = notesOf(compared, commits, options, loadBefore);
  const same = 'Code size, deterministic counts and translated code are the same.\n';
  process.stdout.write(
    `${alignColumns(timed)}\n${notes.join('\n')}\n${changed.length === 0 ? same : alignColumns(exact)}`,
  );
  if (options.markdown !== undefined) {
    const title = `### Benchmarks: ${commits[1]} against ${commits[0]}`;
    const what = 'Medians, ratios of CPU seconds of the busiest thread with their 95 % interval.';
    const tables = `${markdownTable(timed)}\n${changed.length === 0 ? same : markdownTable(exact)}`;
    writeFileSync(options.markdown, `${title}\n\n${what}\n\n${tables}\n${notes.join('\n\n')}\n`);
  }
  if (options.json !== undefined) {
    const [first, second] = commits;
    writeFileSync(
      options.json,
      `${JSON.stringify({ base: first, head: second, notes, compared, changed })}\n`,
    );
  }
  return compared.some(({ verdict }) => verdict === 'slower' || verdict === 'failed') ? 1 : 0;
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
  const samples = Number(values.samples);
  if (!Number.isSafeInteger(samples) || samples < FEWEST_FOR_INTERVAL)
    throw new Error(
      `--samples ${values.samples}: give ${FEWEST_FOR_INTERVAL} or more, so that there is an interval`,
    );
  if (values['self-test']) return runSelfTest(root, samples, values.json);
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
