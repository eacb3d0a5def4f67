/** The report as a table for a terminal. */
import { type BenchmarkReport, type BenchmarkRow, NOISY_OUTLIER_SHARE } from '../src/protocol/benchmarks.ts';

/** Three significant digits: more would pretend. */
export function seconds(value: number): string {
  if (value >= 1) return `${value.toPrecision(3)} s`;
  return value >= 0.001 ? `${(value * 1e3).toPrecision(3)} ms` : `${(value * 1e6).toPrecision(3)} µs`;
}

export const ratioText = ({ ratio, low, high }: { ratio: number; low: number; high: number }): string =>
  `${ratio.toPrecision(3)} [${low.toPrecision(3)}–${high.toPrecision(3)}]`;

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
  const own = report.contenders.map(({ name }) => {
    const found = row.measurements.find(({ contender }) => contender === name);
    if (found) return seconds((found[row.measure] ?? found.wallSeconds).median);
    return row.failures.some(({ contender }) => contender === name) ? 'failed' : '–';
  });
  const mips = row.measurements.find((each) => each.mips !== null)?.mips;
  const ratios = ratioColumns(report).map(({ of, to }) => {
    const found = row.ratios.find((ratio) => ratio.of === of && ratio.to === to);
    return found ? ratioText(found) : '–';
  });
  return [row.name, ...own, mips ? mips.toFixed(0) : '–', ...ratios];
}

interface Pair {
  readonly of: string;
  readonly to: string;
}

/** The pairs that any row compares. */
function ratioColumns(report: BenchmarkReport): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { ratios } of report.rows) for (const { of, to } of ratios) pairs.set(`${of} ${to}`, { of, to });
  return [...pairs.values()];
}

export function reportTable(report: BenchmarkReport): string {
  const { host, rows, contenders } = report;
  const head = [
    '',
    ...contenders.map(({ name }) => name),
    'MIPS',
    ...ratioColumns(report).map(({ of, to }) => `${of} ÷ ${to}`),
  ];
  const load = [host.loadBefore, host.loadAfter].map((value) => value?.toFixed(1) ?? '–').join(' to ');
  const notes = [
    `commit ${report.commit} · ${host.cpu}, ${host.cores} cores · ${host.system} · load ${load}`,
    ...contenders.map(({ title, version, name }) => `${name}: ${title} (${version})`),
    'Medians: boot in wall time, the rest in CPU seconds of the busiest thread. Ratios with their 95 % interval.',
    ...(report.noisy
      ? [
          `The machine was noisy: ${(report.outlierShare * 100).toFixed(1)} % of the samples are outliers (more than ${NOISY_OUTLIER_SHARE * 100} %).`,
        ]
      : []),
    ...rows.flatMap(({ name, failures }) =>
      failures.map(({ contender, reason }) => `${name} failed with ${contender}: ${reason}`),
    ),
  ];
  return `${alignColumns([head, ...rows.map((row) => cells(row, report))])}\n${notes.join('\n')}\n`;
}
