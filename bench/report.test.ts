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
import { measureBenchmark, outlierShare } from './measure.ts';
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
    version: '1',
    commandFor: ({ kind }) => (kind === 'shell' ? undefined : `run ${name}`),
    sample: () => {
      log.push(name);
      const next = rest.shift() ?? new Error('no more samples');
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(sample(next, 500_000_000));
    },
    close: () => Promise.resolve(),
  };
}

const benchmark = (name: string): Benchmark => {
  const found = BENCHMARKS.find((each) => each.name === name);
  if (!found) throw new Error(`no benchmark ${name}`);
  return found;
};

async function report(): Promise<BenchmarkReport> {
  const contenders = [
    scripted('ours', [9, 1, 1, 1, 1, 1, 1.5]),
    scripted('theirs', [9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
  ];
  const rows = [await measureBenchmark(benchmark('sha256'), contenders, 6)];
  return {
    version: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    commit: 'abc',
    host: { cpu: 'a processor', cores: 2, system: 'a system', loadBefore: 1, loadAfter: null },
    machine: { harts: 1, ram: '256M', tiers: 'interpreter' },
    contenders: contenders.map(({ name, title, version }) => ({ name, title, version })),
    rows,
    outlierShare: outlierShare(rows),
    noisy: true,
  };
}

describe('measureBenchmark', () => {
  it('drops the warm-up, and lets another contender begin each round', async () => {
    const log: string[] = [];
    const contenders = [scripted('a', [9, 1, 1], log), scripted('b', [9, 2, 2], log)];
    const row = await measureBenchmark(benchmark('sha256'), contenders, 2);
    expect(log).toEqual(['a', 'b', 'b', 'a', 'a', 'b']);
    expect(row.measurements.map(({ busiestCpuSeconds }) => busiestCpuSeconds?.median)).toEqual([1, 2]);
    expect(row.ratios).toEqual([
      { of: 'a', to: 'b', measure: 'busiestCpuSeconds', ratio: 0.5, low: 0.5, high: 0.5 },
    ]);
  });

  it('reports who failed, and why, and goes on with the others', async () => {
    const contenders = [scripted('a', [9, new Error('it broke')]), scripted('b', [9, 2, 2])];
    const row = await measureBenchmark(benchmark('boot'), contenders, 2);
    expect(row.failures).toEqual([{ contender: 'a', reason: 'it broke' }]);
    expect(row.measurements.map(({ contender }) => contender)).toEqual(['b']);
    expect(row.ratios).toEqual([]);
  });

  it('leaves out who has no such benchmark', async () => {
    const row = await measureBenchmark(benchmark('diskread'), [scripted('a', [])], 2);
    expect([row.measurements, row.failures]).toEqual([[], []]);
  });
});

describe('the report', () => {
  it('has the form that its readers expect', async () => {
    expect(v.safeParse(BenchmarkReportSchema, JSON.parse(JSON.stringify(await report()))).success).toBe(true);
  });

  it('counts outliers', async () => {
    expect((await report()).outlierShare).toBeCloseTo(1 / 12, 9);
  });

  it('shows times, ratios and noise in the terminal', async () => {
    const table = reportTable(await report());
    expect(table).toMatch(
      /sha256 +1\.00 s +500 ms +1\.00 s–1\.25 s, 1 outlier +500 +2\.00 \[2\.00–\d\.\d\d\]/,
    );
    expect(table).toContain('commit abc · a processor, 2 cores · a system · load 1.0 to –');
    expect(table).toContain('8.3 % of the samples are outliers');
  });

  it('is a page with a chart, commands and no other file', async () => {
    const html = reportHtml([await report()], []);
    expect(html).toContain('Time of ours divided by time of theirs');
    expect(html).toContain('<code>run theirs</code>');
    expect(html).not.toMatch(/<script|<link|src=/);
  });

  it('becomes a line of the history', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'history-'));
    try {
      const file = join(folder, 'history.jsonl');
      expect(readHistory(file)).toEqual([]);
      addToHistory(file, await report());
      addToHistory(file, await report());
      const history = readHistory(file);
      expect(history.map(({ medians }) => medians['ours']?.['sha256'])).toEqual([1, 1]);
      expect(reportHtml([await report()], history)).toContain('sha256: 1.00 s at first, 1.00 s at last');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
