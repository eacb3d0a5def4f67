/** `npm run bench`: measures ours, and others beside it in the same run, and reports. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchmarkReport, type BenchmarkRow, NOISY_OUTLIER_SHARE } from '../src/protocol/benchmarks.ts';
import { BENCHMARKS, type Benchmark, chooseBenchmarks } from './benchmarks.ts';
import { judgeBudgets } from './budgets.ts';
import type { Contender } from './contenders/contender.ts';
import { chromiumContender } from './contenders/chromium.ts';
import { emulatorContender } from './contenders/emulator.ts';
import { native } from './contenders/native.ts';
import { qemu } from './contenders/qemu.ts';
import { trampoline } from './contenders/trampoline.ts';
import { unpackGuest } from './guest-files.ts';
import { addToHistory, historyEntry, readHistory } from './history.ts';
import { commitOf, describeHost, loadNow } from './host.ts';
import { reportHtml } from './html.tsx';
import { measureBenchmarks, outlierShare } from './measure.ts';
import { ALL_TIERS, benchCommand, type BenchOptions, HELP, readOptions } from './options.ts';
import { reportText } from './report-file.ts';
import { alignColumns, reportTable } from './table.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text: string): void => void process.stderr.write(`${text}\n`);

function build(): void {
  const script = [join(root, 'scripts/build.mjs'), '--if-stale'];
  if (spawnSync(process.execPath, script, { stdio: ['ignore', 2, 2] }).status !== 0)
    throw new Error('the build failed: see above');
}

async function openContenders(options: BenchOptions, commit: string): Promise<Contender[]> {
  const guest = unpackGuest(root);
  const machine = { harts: options.harts, ram: options.ram };
  const own = options.tiers.length === 0 ? [ALL_TIERS] : options.tiers;
  const contenders = own.map((list) => {
    const tiers = list === ALL_TIERS ? undefined : list;
    const emulator = trampoline(root, commit, tiers);
    const name = own.length === 1 || tiers === undefined ? emulator.name : `${emulator.name} ${tiers}`;
    return emulatorContender(root, { ...emulator, name }, guest, machine);
  });
  if (options.browser) {
    // With several tiers to compare, the page takes part once: each of its samples loads a page of its own.
    const [first = ALL_TIERS] = own;
    const tiers = first === ALL_TIERS ? undefined : first;
    contenders.push(await chromiumContender({ root, folder: guest.folder, commit, machine, tiers }));
  }
  for (const opponent of options.against) {
    contenders.push(
      opponent === 'qemu'
        ? emulatorContender(root, qemu(), guest, machine)
        : native(root, guest.folder, machine),
    );
  }
  return contenders;
}

/** Measures round by round; what is done so far is written after each, so that a run may be broken off. */
async function run(options: BenchOptions, benchmarks: readonly Benchmark[]): Promise<BenchmarkReport> {
  const startedAt = new Date().toISOString();
  const commit = commitOf(root);
  const loadBefore = loadNow();
  const contenders = await openContenders(options, commit);
  const reportOf = (rows: readonly BenchmarkRow[]): BenchmarkReport => {
    const share = outlierShare(rows);
    return {
      version: 2,
      startedAt,
      commit,
      command: benchCommand(options),
      host: describeHost(loadBefore),
      machine: { harts: options.harts, ram: options.ram, tiers: options.tiers.join(', ') || ALL_TIERS },
      contenders: contenders.map(({ name, title, runtime, version }) => ({ name, title, runtime, version })),
      rows: [...rows],
      outlierShare: share,
      noisy: share > NOISY_OUTLIER_SHARE,
    };
  };
  try {
    const rows = await measureBenchmarks(benchmarks, contenders, {
      rounds: options.samples,
      endMs: options.minutes === undefined ? undefined : performance.now() + options.minutes * 60_000,
      origin: {
        commandFor: ({ name }) => benchCommand({ ...options, minutes: undefined }, [name]),
        commit,
        cpu: describeHost(loadBefore).cpu,
      },
      say,
      onRound: (soFar) => writeFiles(reportOf(soFar), options),
    });
    return reportOf(rows);
  } finally {
    for (const contender of contenders) await contender.close();
  }
}

/** Report and page; the run itself is in the history once it is over. */
function writeFiles(report: BenchmarkReport, { json, html, history }: BenchOptions): void {
  if (json !== undefined && json !== '-') writeFileSync(json, reportText(report));
  const earlier = history === undefined ? [] : readHistory(history);
  if (html !== undefined) writeFileSync(html, reportHtml([report], [...earlier, historyEntry(report)]));
}

/** Says on standard error how the promises stand. */
function keepsBudgets(report: BenchmarkReport): boolean {
  const judgements = judgeBudgets(report);
  say(
    alignColumns(
      judgements.map(({ benchmark, standing, figures, promise }) => [benchmark, standing, figures, promise]),
    ),
  );
  return judgements.every(({ standing }) => standing !== 'broken');
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(HELP);
    return 0;
  }
  if (options.list) {
    process.stdout.write(
      alignColumns(BENCHMARKS.map(({ name, group, what }) => [name.padEnd(10), group, what])),
    );
    return 0;
  }
  const benchmarks = chooseBenchmarks(options.names);
  build();
  const report = await run(options, benchmarks);
  // With --json - the report is standard output, and the table moves aside.
  (options.json === '-' ? process.stderr : process.stdout).write(reportTable(report));
  if (options.json === '-') process.stdout.write(reportText(report));
  if (options.history !== undefined) addToHistory(options.history, report);
  const failed = report.rows.some(({ failures }) => failures.length > 0);
  const broken = options.budgets && !keepsBudgets(report);
  return failed || broken ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
