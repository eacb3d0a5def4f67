/** How measured figures are written, in the terminal, on the page and in reports. */
import type { Ratio } from '../../base/sampling.ts';
import type { BenchmarkReport, BenchmarkRow, Measurement } from '../../protocol/benchmarks.ts';

/** What takes less is a few ticks of the system's clock: a small disturbance is a large part of it. */
const SHORT_SECONDS = 0.02;

/** Three significant digits: more would pretend. */
export function seconds(value: number): string {
  if (value >= 1) return `${value.toPrecision(3)} s`;
  if (value >= 1e-3) return `${(value * 1e3).toPrecision(3)} ms`;
  return value >= 1e-6 ? `${(value * 1e6).toPrecision(3)} µs` : `${(value * 1e9).toPrecision(3)} ns`;
}

/** With its interval, or without where there were too few samples for one. */
export function ratioText({ ratio, low, high }: Ratio): string {
  const text = ratio.toPrecision(3);
  return low === null || high === null ? text : `${text} [${low.toPrecision(3)}–${high.toPrecision(3)}]`;
}

export interface Pair {
  readonly of: string;
  readonly to: string;
}

export const ratioOf = (row: BenchmarkRow, { of, to }: Pair) =>
  row.ratios.find((each) => each.of === of && each.to === to);

/** The ratio of two contenders of a row as text, or a dash. */
export function rowRatioText(row: BenchmarkRow, pair: Pair): string {
  const ratio = ratioOf(row, pair);
  return ratio ? ratioText(ratio) : '–';
}

/** The pairs that any row of a report compares, in order of first appearance. */
export function pairsOf({ rows }: Pick<BenchmarkReport, 'rows'>): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { ratios } of rows) for (const { of, to } of ratios) pairs.set(`${of} ${to}`, { of, to });
  return [...pairs.values()];
}

export const measurementOf = (row: BenchmarkRow, contender: string): Measurement | undefined =>
  row.measurements.find((each) => each.contender === contender);

/** The median that a row is about: CPU time of the busiest thread or, for boot, wall time. */
export const medianOf = (row: BenchmarkRow, measurement: Measurement): number =>
  (measurement[row.measure] ?? measurement.wallSeconds).median;

/** A figure of one contender, `failed`, or a dash where it does not take part. */
function textOf(row: BenchmarkRow, contender: string, text: (found: Measurement) => string): string {
  const found = measurementOf(row, contender);
  if (found) return text(found);
  return row.failures.some((each) => each.contender === contender) ? 'failed' : '–';
}

export const wallText = (row: BenchmarkRow, contender: string): string =>
  textOf(row, contender, ({ wallSeconds }) => seconds(wallSeconds.median));

/** CPU seconds of the busiest thread. */
export const cpuText = (row: BenchmarkRow, contender: string): string =>
  textOf(row, contender, ({ busiestCpuSeconds }) =>
    busiestCpuSeconds ? seconds(busiestCpuSeconds.median) : '–',
  );

/** What one of the things that a sample does takes, or how much of them is done in a second. */
export function amountText(row: BenchmarkRow, contender: string): string {
  const found = measurementOf(row, contender);
  if (!found || !row.amount) return '–';
  const { count, unit } = row.amount;
  const median = medianOf(row, found);
  return unit === 'MiB' ? `${(count / median).toPrecision(3)} MiB/s` : `${seconds(median / count)}/${unit}`;
}

/** The spread of a row's times with one contender: p10 to p90, and outliers if there are any. */
export function spreadText(row: BenchmarkRow, contender: string): string {
  const found = measurementOf(row, contender);
  if (!found) return '–';
  const { p10, p90, outliers } = found[row.measure] ?? found.wallSeconds;
  const strays = outliers === 0 ? '' : `, ${outliers} ${outliers === 1 ? 'outlier' : 'outliers'}`;
  return `${seconds(p10)}–${seconds(p90)}${strays}`;
}

export function noiseText({
  noisy,
  outlierShare,
}: Pick<BenchmarkReport, 'noisy' | 'outlierShare'>): string | undefined {
  if (!noisy) return undefined;
  return `The machine was noisy: ${(outlierShare * 100).toFixed(1)} % of the samples are outliers.`;
}

/** Which times of which rows are too short to be trusted far. */
export function shortText({ rows }: Pick<BenchmarkReport, 'rows'>): string | undefined {
  const short = rows.flatMap((row) =>
    row.measurements
      .filter((each) => medianOf(row, each) < SHORT_SECONDS)
      .map(({ contender }) => `${row.name} (${contender})`),
  );
  if (short.length === 0) return undefined;
  return `Shorter than ${SHORT_SECONDS * 1000} ms, where little things weigh much: ${short.join(', ')}.`;
}
