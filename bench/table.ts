/** The report as a table for a terminal. */
import type { BenchmarkReport, BenchmarkRow } from '../src/protocol/benchmarks.ts';
import {
  amountText,
  cpuText,
  measurementOf,
  noiseText,
  pairsOf,
  rowRatioText,
  shortText,
  spreadText,
  wallText,
} from '../src/ui/benchmarks/figures.ts';

/** Columns as wide as their widest cell; the first is flush left. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}

export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = rows;
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rest.map(line).join('');
}

/** CPU and wall time of each contender, MIPS, what one piece of work takes, and ratios. */
function columnsOf(report: BenchmarkReport): [string, (row: BenchmarkRow) => string][] {
  const first = report.contenders[0]?.name ?? '';
  return [
    ...report.contenders.flatMap(({ name }): [string, (row: BenchmarkRow) => string][] => [
      [`${name} CPU`, (row) => cpuText(row, name)],
      ['wall', (row) => wallText(row, name)],
    ]),
    [`${first} p10–p90`, (row) => spreadText(row, first)],
    ['MIPS', (row) => measurementOf(row, first)?.mips?.toFixed(0) ?? '–'],
    [`${first}, each`, (row) => amountText(row, first)],
    ...pairsOf(report).map((pair): [string, (row: BenchmarkRow) => string] => [
      `${pair.of} ÷ ${pair.to}`,
      (row) => rowRatioText(row, pair),
    ]),
  ];
}

/** What is worth knowing of where and how well a report was measured, a sentence each. */
export function notesOf(report: BenchmarkReport): string[] {
  const { host, rows, contenders } = report;
  const load = [host.loadBefore, host.loadAfter].map((value) => value?.toFixed(1) ?? '–').join(' to ');
  const notes = [
    `commit ${report.commit} · ${host.cpu}, ${host.cores} cores · ${host.system} · load ${load}`,
    ...contenders.map(({ title, version, name }) => `${name}: ${title} (${version})`),
    `Each row again: npm run bench -- NAME and the options of: ${report.command}`,
    'Medians: CPU seconds of the busiest thread, and wall time. Ratios are of CPU time, for boot of wall time, with their 95 % interval.',
    noiseText(report),
    shortText(report),
    ...rows.flatMap(({ name, failures }) =>
      failures.map(({ contender, reason }) => `${name} failed with ${contender}: ${reason}`),
    ),
  ];
  return notes.filter((note) => note !== undefined);
}

export function reportTable(report: BenchmarkReport): string {
  const columns = columnsOf(report);
  const table = [
    ['', ...columns.map(([title]) => title)],
    ...report.rows.map((row) => [row.name, ...columns.map(([, cell]) => cell(row))]),
  ];
  return `${alignColumns(table)}\n${notesOf(report).join('\n')}\n`;
}
