/** The history: a file with one run in each line, oldest first. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { type BenchmarkReport, type HistoryEntry, HistoryEntrySchema } from '../src/protocol/benchmarks.ts';
import { medianOf } from '../src/ui/benchmarks/figures.ts';

export function historyEntry(report: BenchmarkReport): HistoryEntry {
  const medians: Record<string, Record<string, number>> = {};
  for (const row of report.rows) {
    for (const measurement of row.measurements) {
      const own = (medians[measurement.contender] ??= {});
      own[row.name] = medianOf(row, measurement);
    }
  }
  const { startedAt, commit, command, host, contenders } = report;
  const runtimes = Object.fromEntries(contenders.map(({ name, runtime }) => [name, runtime]));
  return { startedAt, commit, cpu: host.cpu, command, runtimes, medians };
}

export function readHistory(path: string): HistoryEntry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => v.parse(HistoryEntrySchema, JSON.parse(line)));
}

export const addToHistory = (path: string, report: BenchmarkReport): void =>
  appendFileSync(path, `${JSON.stringify(historyEntry(report))}\n`);
