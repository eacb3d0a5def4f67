/** The report as a table for a terminal. */
import type { BenchmarkReport, BenchmarkRow } from '../src/protocol/benchmarks.ts';
import { noiseText, pairsOf, rowRatioText, spreadText, timeText } from '../src/ui/benchmarks/figures.ts';

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

function cells(row: BenchmarkRow, report: BenchmarkReport): string[] {
  const mips = row.measurements.find((each) => each.mips !== null)?.mips;
  return [
    row.name,
    ...report.contenders.map(({ name }) => timeText(row, name)),
    spreadText(row, report.contenders[0]?.name ?? ''),
    mips ? mips.toFixed(0) : '–',
    ...pairsOf(report).map((pair) => rowRatioText(row, pair)),
  ];
}

export function reportTable(report: BenchmarkReport): string {
  const { host, rows, contenders } = report;
  const noise = noiseText(report);
  const head = [
    '',
    ...contenders.map(({ name }) => name),
    `${contenders[0]?.name ?? ''} p10–p90`,
    'MIPS',
    ...pairsOf(report).map(({ of, to }) => `${of} ÷ ${to}`),
  ];
  const load = [host.loadBefore, host.loadAfter].map((value) => value?.toFixed(1) ?? '–').join(' to ');
  const notes = [
    `commit ${report.commit} · ${host.cpu}, ${host.cores} cores · ${host.system} · load ${load}`,
    ...contenders.map(({ title, version, name }) => `${name}: ${title} (${version})`),
    'Medians: boot in wall time, the rest in CPU seconds of the busiest thread. Ratios with their 95 % interval.',
    ...(noise === undefined ? [] : [noise]),
    ...rows.flatMap(({ name, failures }) =>
      failures.map(({ contender, reason }) => `${name} failed with ${contender}: ${reason}`),
    ),
  ];
  return `${alignColumns([head, ...rows.map((row) => cells(row, report))])}\n${notes.join('\n')}\n`;
}
