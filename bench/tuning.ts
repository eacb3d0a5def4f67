/**
 * Measures each option of `trampoline run` that could change how fast it is, against leaving it out: the figures of
 * docs/TUNING.md.
 *
 *   npx tsx bench/tuning.ts [--samples N]
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseBenchmarks } from './benchmarks.ts';
import { type Emulator, emulatorContender } from './contenders/emulator.ts';
import { trampoline } from './contenders/trampoline.ts';
import { unpackGuest } from './guest-files.ts';
import { commitOf, describeHost, loadNow } from './host.ts';
import { measureBenchmark } from './measure.ts';
import { alignColumns } from './table.ts';
import { rowRatioText, timeText } from '../src/ui/benchmarks/figures.ts';

/** What is set, and by which benchmarks it can be felt. */
const KNOBS: readonly { readonly words: readonly string[]; readonly benchmarks: readonly string[] }[] = [
  { words: ['--mode', 'deterministic'], benchmarks: ['boot', 'nqueens'] },
  { words: ['--ram', '64M'], benchmarks: ['boot'] },
  { words: ['--ram', '1G'], benchmarks: ['boot'] },
  { words: ['--harts', '4'], benchmarks: ['boot', 'nqueens'] },
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

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { samples: { type: 'string', default: '7' } } });
  const build = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale', '--only', 'cli']);
  if (build.status !== 0) throw new Error(build.stderr.toString());
  const loadBefore = loadNow();
  const guest = unpackGuest(root);
  const plain = trampoline(root, commitOf(root));
  const table = [['option', 'benchmark', 'with', 'without', 'with ÷ without']];
  for (const { words, benchmarks } of KNOBS) {
    const contenders = [withOption(plain, words), { ...plain, name: 'without' }].map((emulator) =>
      emulatorContender(root, emulator, guest, NEUTRAL),
    );
    for (const benchmark of chooseBenchmarks(benchmarks)) {
      process.stderr.write(`${words.join(' ')}: ${benchmark.name}\n`);
      const measured = { ...benchmark, measure: 'busiestCpuSeconds' } as const;
      const row = await measureBenchmark(measured, contenders, Number(values.samples));
      for (const { reason } of row.failures) process.stderr.write(`${reason}\n`);
      table.push([
        words.join(' '),
        row.name,
        timeText(row, 'with'),
        timeText(row, 'without'),
        rowRatioText(row, { of: 'with', to: 'without' }),
      ]);
    }
  }
  const { cpu, cores, loadAfter } = describeHost(loadBefore);
  const load = `load ${loadBefore?.toFixed(1) ?? '–'} to ${loadAfter?.toFixed(1) ?? '–'}`;
  process.stdout.write(
    `${alignColumns(table)}\ncommit ${commitOf(root)} · ${cpu}, ${cores} cores · ${load}\n`,
  );
}

await main();
