/** How measured figures are written, in the terminal, on the page and in reports. */
import type {
  BenchmarkRatio,
  BenchmarkReport,
  BenchmarkRow,
  Measurement,
} from '../../protocol/benchmarks.ts';

/** Below this number of samples an interval says little, and none is shown. */
const MIN_SAMPLES_FOR_INTERVAL = 5;

/** Three significant digits: more would pretend. */
export function seconds(value: number): string {
  if (value >= 1) return `${value.toPrecision(3)} s`;
  return value >= 0.001 ? `${(value * 1e3).toPrecision(3)} ms` : `${(value * 1e6).toPrecision(3)} µs`;
}

export const ratioText = ({ ratio, low, high }: Pick<BenchmarkRatio, 'ratio' | 'low' | 'high'>): string =>
  `${ratio.toPrecision(3)} [${low.toPrecision(3)}–${high.toPrecision(3)}]`;

/** The ratio of two contenders of a row as text; without an interval where there are too few samples for one. */
export function rowRatioText(row: BenchmarkRow, { of, to }: Pair): string {
  const ratio = row.ratios.find((each) => each.of === of && each.to === to);
  if (!ratio) return '–';
  const counts = row.measurements
    .filter(({ contender }) => contender === of || contender === to)
    .map(({ samples }) => samples.length);
  const enough = Math.min(...counts) >= MIN_SAMPLES_FOR_INTERVAL;
  return enough ? ratioText(ratio) : ratio.ratio.toPrecision(3);
}

export interface Pair {
  readonly of: string;
  readonly to: string;
}

/** The pairs that any row of a report compares, in order of first appearance. */
export function pairsOf({ rows }: Pick<BenchmarkReport, 'rows'>): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { ratios } of rows) for (const { of, to } of ratios) pairs.set(`${of} ${to}`, { of, to });
  return [...pairs.values()];
}

/** The median that a row is about: CPU time of the busiest thread or, for boot, wall time. */
export const medianOf = (row: BenchmarkRow, measurement: Measurement): number =>
  (measurement[row.measure] ?? measurement.wallSeconds).median;

/** A row's time with one contender, `failed`, or a dash where it does not take part. */
export function timeText(row: BenchmarkRow, contender: string): string {
  const found = row.measurements.find((each) => each.contender === contender);
  if (found) return seconds(medianOf(row, found));
  return row.failures.some((each) => each.contender === contender) ? 'failed' : '–';
}

/** The spread of a row's times with one contender: p10 to p90, and outliers if there are any. */
export function spreadText(row: BenchmarkRow, contender: string): string {
  const found = row.measurements.find((each) => each.contender === contender);
  if (!found) return '–';
  const { p10, p90, outliers } = found[row.measure] ?? found.wallSeconds;
  const strays = outliers === 0 ? '' : `, ${outliers} ${outliers === 1 ? 'outlier' : 'outliers'}`;
  return `${seconds(p10)}–${seconds(p90)}${strays}`;
}

export function noiseText({ noisy, outlierShare }: BenchmarkReport): string | undefined {
  if (!noisy) return undefined;
  return `The machine was noisy: ${(outlierShare * 100).toFixed(1)} % of the samples are outliers.`;
}
