import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { BenchmarkReportSchema, type BenchmarkReport, type Sample } from '../src/protocol/benchmarks.ts';
import { BENCHMARKS, type Benchmark } from './benchmarks.ts';
import type { Contender } from './contenders/contender.ts';
import { addToHistory, readHistory } from './history.ts';
import { reportHtml } from './html.tsx';
import { measureBenchmarks, outlierShare } from './measure.ts';
import { benchCommand, readOptions } from './options.ts';
import { reportText } from './report-file.ts';
import { reportTable } from './table.ts';

const sample = (seconds: number, instructions: number | null): Sample => ({
  wallSeconds: seconds * 2,
  busiestCpuSeconds: seconds,
  allCpuSeconds: seconds,
  instructions,
});

/** Takes part with the given CPU seconds, one after the other; the first is the warm-up. */
function scripted(name: string, script: readonly (number | Error)[], log: string[] = []): Contender {
  const rest = [...script];
  return {
    name,
    title: `${name} of the test`,
    runtime: 'a test',
    version: '1',
    ranFor: ({ kind }) => (kind === 'shell' ? undefined : `run ${name}`),
    sample: () => {
      log.push(name);
      const next = rest.shift() ?? new Error('no more samples');
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(sample(next, 500_000_000));
    },
    endRound: () => {
      log.push('/');
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

const origin = { commandFor: ({ name }: Benchmark) => `bench ${name}`, commit: 'abc', cpu: 'a processor' };

const benchmark = (name: string): Benchmark => {
  const found = BENCHMARKS.find((each) => each.name === name);
  if (!found) throw new Error(`no benchmark ${name}`);
  return found;
};

const OPTIONS = readOptions(['--against', 'qemu', '--tiers', 'interpreter', '--samples', '6']);

async function report(): Promise<BenchmarkReport> {
  const contenders = [
    scripted('ours', [1, 1, 1, 1, 1, 1.5]),
    scripted('theirs', [0.5, 0.5, 0.5, 0.5, 0.5, 0.01]),
  ];
  const rows = await measureBenchmarks([benchmark('rd8')], contenders, { rounds: 6, origin });
  return {
    version: 2,
    startedAt: '2026-01-02T03:04:05.000Z',
    commit: 'abc',
    command: 'bench all',
    host: { cpu: 'a processor', cores: 2, system: 'a system', loadBefore: 1, loadAfter: null },
    machine: { harts: 1, ram: '256M', tiers: 'interpreter' },
    contenders: contenders.map(({ name, title, runtime, version }) => ({ name, title, runtime, version })),
    rows,
    outlierShare: outlierShare(rows),
    noisy: true,
  };
}

describe('measureBenchmarks', () => {
  it('takes a sample of each benchmark in each round, begun by another contender each time', async () => {
    const log: string[] = [];
    const contenders = [scripted('a', [1, 3, 1, 3], log), scripted('b', [2, 4, 2, 4], log)];
    const rows = await measureBenchmarks([benchmark('rd8'), benchmark('rd16')], contenders, {
      rounds: 2,
      origin,
    });
    // A slash for each contender whose processes end with the round; the warm-up has nothing to do here.
    expect(log.join('')).toBe('//baab//abba//');
    expect(rows.map(({ measurements }) => measurements.map(({ samples }) => samples.length))).toEqual([
      [2, 2],
      [2, 2],
    ]);
  });

  it('boots once for nothing', async () => {
    const [row] = await measureBenchmarks([benchmark('boot')], [scripted('a', [9, 1, 1])], {
      rounds: 2,
      origin,
    });
    expect(row?.measurements[0]?.busiestCpuSeconds?.median).toBe(1);
  });

  it('gives no interval for fewer than five samples', async () => {
    const contenders = [scripted('a', [1, 1]), scripted('b', [2, 2])];
    const [row] = await measureBenchmarks([benchmark('rd8')], contenders, { rounds: 2, origin });
    expect(row?.ratios).toEqual([
      { of: 'a', to: 'b', measure: 'busiestCpuSeconds', ratio: 0.5, low: null, high: null },
    ]);
  });

  it('leaves a sample out that failed, and a contender that fails again', async () => {
    const once = [scripted('a', [1, new Error('it broke'), 3]), scripted('b', [2, 2, 2])];
    const [row] = await measureBenchmarks([benchmark('rd8')], once, { rounds: 3, origin });
    expect(row?.failures).toEqual([{ contender: 'a', reason: 'it broke' }]);
    expect(row?.measurements.map(({ samples }) => samples.length)).toEqual([2, 3]);
    expect(row?.ratios[0]?.ratio).toBe(1);
    const twice = [scripted('a', [1, new Error('1'), new Error('2')]), scripted('b', [2, 2, 2])];
    const [other] = await measureBenchmarks([benchmark('rd8')], twice, { rounds: 3, origin });
    expect(other?.measurements.map(({ contender }) => contender)).toEqual(['b']);
    expect(other?.ratios).toEqual([]);
  });

  it('leaves out who has no such benchmark, and what nobody has', async () => {
    const other = { ...scripted('b', [1, 1]), ranFor: () => 'run b' };
    const contenders = [scripted('a', []), other];
    const rows = await measureBenchmarks([benchmark('diskread')], contenders, { rounds: 2, origin });
    expect(rows.map(({ measurements }) => measurements.map(({ contender }) => contender))).toEqual([['b']]);
    expect(
      await measureBenchmarks([benchmark('diskread')], [scripted('a', [])], { rounds: 2, origin }),
    ).toEqual([]);
  });

  it('has all rows after each round, and ends when there is no time for another', async () => {
    const counts: number[] = [];
    await measureBenchmarks([benchmark('rd8')], [scripted('a', [1, 1, 1, 1, 1, 1, 1, 1])], {
      rounds: 8,
      origin,
      endMs: 0,
      onRound: (rows) => counts.push(rows[0]?.measurements[0]?.samples.length ?? 0),
    });
    expect(counts).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('the report', () => {
  it('has the form that its readers expect', async () => {
    expect(v.safeParse(BenchmarkReportSchema, JSON.parse(JSON.stringify(await report()))).success).toBe(true);
  });

  it('counts outliers', async () => {
    expect((await report()).outlierShare).toBeCloseTo(1 / 6, 9);
  });

  it('shows CPU and wall time, ratios, noise and what is too short in the terminal', async () => {
    const table = reportTable(await report());
    expect(table).toMatch(/ours CPU +wall +theirs CPU +wall/);
    expect(table).toMatch(
      /rd8 +1\.00 s +2\.00 s +500 ms +1\.00 s +1\.00 s–1\.25 s, 1 outlier +500 +19\.9 ns\/read +2\.00 \[2\.00–\d/,
    );
    expect(table).toContain('commit abc · a processor, 2 cores · a system · load 1.0 to –');
    expect(table).toContain('16.7 % of the samples are outliers');
    expect(table).not.toContain('Shorter than');
    const rows = await measureBenchmarks([benchmark('rd8')], [scripted('quick', [0.004])], {
      rounds: 1,
      origin,
    });
    expect(reportTable({ ...(await report()), rows })).toContain('weigh much: rd8 (quick)');
  });

  it('is a page with a chart, commands and no other file', async () => {
    const html = reportHtml([await report()], []);
    expect(html).toContain('Time of ours divided by time of theirs');
    for (const text of ['<code>run theirs</code>', '<code>bench rd8</code>', 'theirs CPU', 'a test'])
      expect(html).toContain(text);
    expect(html).not.toMatch(/<script|<link|src=/);
  });

  it('is a file that reads back as it was, to the nanosecond', async () => {
    const whole = await report();
    const text = reportText(whole);
    const again = v.parse(BenchmarkReportSchema, JSON.parse(text));
    expect(reportText(again)).toBe(text);
    expect(again.rows[0]?.measurements).toEqual(whole.rows[0]?.measurements);
  });

  it('names for each row a command that asks for the same', () => {
    if (!OPTIONS) throw new Error('these options are no call for help');
    const command = benchCommand(OPTIONS, ['rd8']);
    expect(command).toBe('npm run bench -- rd8 --against qemu --tiers interpreter --samples 6');
    expect(readOptions(command.split(' ').slice(4))).toEqual({ ...OPTIONS, names: ['rd8'] });
  });

  it('becomes a line of the history', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'history-'));
    try {
      const file = join(folder, 'history.jsonl');
      expect(readHistory(file)).toEqual([]);
      addToHistory(file, await report());
      addToHistory(file, await report());
      const history = readHistory(file);
      expect(history.map(({ medians }) => medians['ours']?.['rd8'])).toEqual([1, 1]);
      const html = reportHtml([await report()], history);
      expect(html).toContain('rd8: 1.00 s at first, 1.00 s at last');
      expect(html).toContain('rd8: 500 ms at first, 500 ms at last');
      expect(html).toContain('<code>bench all</code>');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
