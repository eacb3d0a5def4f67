/**
 * Measures each option of `trampoline run` that could change how fast it is, against leaving it out: the figures of
 * docs/TUNING.md.
 *
 *   npx tsx bench/tuning.ts [--samples N] [--only OPTION]… [--json FILE]
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Benchmark, chooseBenchmarks } from './benchmarks.ts';
import { type Emulator, type EmulatorRun, emulatorContender } from './contenders/emulator.ts';
import { trampoline } from './contenders/trampoline.ts';
import { type GuestFiles, temporaryFolder, unpackGuest } from './guest-files.ts';
import { commitOf, describeHost, loadNow } from './host.ts';
import { measureBenchmarks } from './measure.ts';
import { alignColumns } from './table.ts';
import { type Tuning, type TuningRow, tuningTable } from './tuning-file.ts';
import { medianOf, measurementOf, ratioOf } from '../src/ui/benchmarks/figures.ts';

interface Knob {
  readonly words: readonly string[];
  /** By which benchmarks it can be felt. */
  readonly benchmarks: readonly string[];
  /** A run with the option comes first, since it is about what such a run leaves behind. */
  readonly isPrepared?: boolean;
}

const CACHE = 'CACHE';

/** `CACHE` stands for a folder of this run. */
const KNOBS: readonly Knob[] = [
  { words: ['--tiers', 'interpreter'], benchmarks: ['boot', 'nqueens', 'sha256', 'fork'] },
  { words: ['--cache-size', '1M'], benchmarks: ['dhry', 'fork'] },
  { words: ['--warm', 'cache', '--cache-dir', CACHE], benchmarks: ['boot'], isPrepared: true },
  { words: ['--count', 'detail'], benchmarks: ['nqueens', 'sha256'] },
  { words: ['--mode', 'deterministic'], benchmarks: ['boot'] },
  { words: ['--ram', '64M'], benchmarks: ['boot'] },
  { words: ['--ram', '1G'], benchmarks: ['boot'] },
  { words: ['--harts', '4'], benchmarks: ['boot', 'nqueens', 'psieve'] },
  { words: ['--mmu', 'sv39'], benchmarks: ['boot', 'chase', 'pgfault'] },
  { words: ['--mmu', 'sv57'], benchmarks: ['boot', 'chase', 'pgfault'] },
];
const NEUTRAL = { harts: 1, ram: '256M' };

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The same emulator with one option set; given twice, the later one would be refused, so the earlier one goes. */
function withOption(emulator: Emulator, words: readonly string[]): Emulator {
  const [option = ''] = words;
  return {
    ...emulator,
    name: 'with',
    command(run) {
      const command = emulator.command(run);
      const rest = [...command.arguments];
      const place = rest.indexOf(option);
      if (place >= 0) rest.splice(place, 2);
      return { ...command, arguments: [...rest, ...words] };
    },
  };
}

/** Boots once with the option, to the end of the command. */
function prepare(emulator: Emulator, { kernel, initrd, append, prompt }: GuestFiles): void {
  const run: EmulatorRun = {
    what: { kind: 'linux', kernel, initrd, append },
    machine: NEUTRAL,
    disk: undefined,
  };
  const { file, arguments: words } = emulator.command(run);
  const { status, stderr } = spawnSync(file, [...words, '--until', prompt.trim()], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

interface Measuring {
  readonly guest: GuestFiles;
  readonly plain: Emulator;
  readonly samples: number;
}

async function measureKnob(knob: Knob, { guest, plain, samples }: Measuring): Promise<TuningRow[]> {
  const cache = temporaryFolder();
  const changed = withOption(
    plain,
    knob.words.map((word) => (word === CACHE ? cache : word)),
  );
  if (knob.isPrepared) prepare(changed, guest);
  const contenders = [changed, { ...plain, name: 'without' }].map((emulator) =>
    emulatorContender(root, emulator, guest, NEUTRAL),
  );
  const benchmarks = chooseBenchmarks(knob.benchmarks).map(
    (benchmark): Benchmark => ({ ...benchmark, measure: 'busiestCpuSeconds' }),
  );
  const option = knob.words.join(' ').replace(CACHE, 'DIR');
  const rows = await measureBenchmarks(benchmarks, contenders, {
    rounds: samples,
    origin: { commandFor: () => '', commit: '', cpu: '' },
    say: (text) => void process.stderr.write(`${option}: ${text}\n`),
  });
  return rows.map((row): TuningRow => {
    for (const { reason } of row.failures) process.stderr.write(`${reason}\n`);
    const [first, second] = ['with', 'without'].map((name) => measurementOf(row, name));
    const ratio = ratioOf(row, { of: 'with', to: 'without' });
    if (!first || !second || !ratio) throw new Error(`${option} could not be measured by ${row.name}`);
    const { ratio: value, low, high } = ratio;
    return {
      option,
      benchmark: row.name,
      withSeconds: medianOf(row, first),
      withoutSeconds: medianOf(row, second),
      ratio: value,
      low,
      high,
    };
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      samples: { type: 'string', default: '7' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
    },
  });
  const build = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale', '--only', 'cli']);
  if (build.status !== 0) throw new Error(build.stderr.toString());
  const loadBefore = loadNow();
  const commit = commitOf(root);
  const samples = Number(values.samples);
  const measuring = { guest: unpackGuest(root), plain: trampoline(root, commit), samples };
  const rows: TuningRow[] = [];
  for (const knob of KNOBS) {
    if (values.only.length === 0 || values.only.some((option) => knob.words.includes(option)))
      rows.push(...(await measureKnob(knob, measuring)));
  }
  const { cpu, cores, loadAfter } = describeHost(loadBefore);
  const runtime = `Node ${process.versions.node}`;
  const result: Tuning = { commit, runtime, cpu, cores, loadBefore, loadAfter, samples, rows };
  process.stdout.write(alignColumns(tuningTable(result)));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 1)}\n`);
}

await main();
