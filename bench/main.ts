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
import { addToHistory, readHistory } from './history.ts';
import { commitOf, describeHost, loadNow } from './host.ts';
import { reportHtml } from './html.tsx';
import { measureBenchmark, outlierShare } from './measure.ts';
import { type BenchOptions, HELP, readOptions } from './options.ts';
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
  const own = options.tiers.length === 0 ? [undefined] : options.tiers;
  const contenders = own.map((tiers) => {
    const emulator = trampoline(root, commit, tiers);
    const name = own.length === 1 ? emulator.name : `${emulator.name} ${tiers ?? ''}`;
    return emulatorContender(root, { ...emulator, name }, guest, machine);
  });
  if (options.browser)
    contenders.push(await chromiumContender({ root, folder: guest.folder, commit, machine }));
  for (const opponent of options.against) {
    contenders.push(
      opponent === 'qemu'
        ? emulatorContender(root, qemu(), guest, machine)
        : native(root, guest.folder, machine),
    );
  }
  return contenders;
}

/** Measures row by row; what is done so far is written after each, so that a run may be broken off. */
async function run(options: BenchOptions, benchmarks: readonly Benchmark[]): Promise<BenchmarkReport> {
  const startedAt = new Date().toISOString();
  const commit = commitOf(root);
  const loadBefore = loadNow();
  const contenders = await openContenders(options, commit);
  const rows: BenchmarkRow[] = [];
  const reportSoFar = (): BenchmarkReport => {
    const share = outlierShare(rows);
    return {
      version: 1,
      startedAt,
      commit,
      host: describeHost(loadBefore),
      machine: { harts: options.harts, ram: options.ram, tiers: options.tiers.join(', ') || 'all' },
      contenders: contenders.map(({ name, title, version }) => ({ name, title, version })),
      rows,
      outlierShare: share,
      noisy: share > NOISY_OUTLIER_SHARE,
    };
  };
  const endMs = options.minutes === undefined ? undefined : performance.now() + options.minutes * 60_000;
  try {
    for (const benchmark of benchmarks) {
      say(`${rows.length + 1} of ${benchmarks.length}: ${benchmark.name}, ${benchmark.what}`);
      const left = benchmarks.length - rows.length;
      // What one row leaves of its share goes to those after it.
      const shareMs = endMs === undefined ? undefined : (endMs - performance.now()) / left;
      rows.push(await measureBenchmark(benchmark, contenders, options.samples, shareMs));
      if (options.json !== undefined && options.json !== '-') writeJson(options.json, reportSoFar());
    }
  } finally {
    for (const contender of contenders) await contender.close();
  }
  return reportSoFar();
}

const writeJson = (path: string, report: BenchmarkReport): void =>
  writeFileSync(path, `${JSON.stringify(report, null, 1)}\n`);

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

function writeOutputs(report: BenchmarkReport, { json, history, html }: BenchOptions): void {
  if (json === '-') process.stdout.write(`${JSON.stringify(report)}\n`);
  if (history !== undefined) addToHistory(history, report);
  const entries = history === undefined ? [] : readHistory(history);
  if (html !== undefined) writeFileSync(html, reportHtml([report], entries));
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
  writeOutputs(report, options);
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
