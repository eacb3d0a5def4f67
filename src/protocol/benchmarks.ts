/**
 * The report of a benchmark run: what `npm run bench -- --json FILE` writes, and what tables, charts, the history
 * and the page's "Benchmarks" read.
 *
 * Times are seconds. A figure that could not be measured is null, never 0: CPU time where the system does not
 * tell, instructions where the contender does not count them.
 */
import * as v from 'valibot';

const Figure = v.pipe(v.number(), v.finite());
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const SampleSchema = v.object({
  wallSeconds: Figure,
  /** CPU time of the thread that ran longest. */
  busiestCpuSeconds: v.nullable(Figure),
  /** CPU time of all threads. */
  allCpuSeconds: v.nullable(Figure),
  /** Retired by the guest in the measured part. */
  instructions: v.nullable(Count),
});

const SummarySchema = v.object({
  count: Count,
  median: Figure,
  p10: Figure,
  p90: Figure,
  outliers: Count,
});

const MeasurementSchema = v.object({
  contender: v.string(),
  /** What was run, as one line for a shell. */
  command: v.string(),
  samples: v.array(SampleSchema),
  wallSeconds: SummarySchema,
  busiestCpuSeconds: v.nullable(SummarySchema),
  /** Millions of guest instructions for each CPU second of the busiest thread. */
  mips: v.nullable(Figure),
});

const RatioSchema = v.object({
  of: v.string(),
  to: v.string(),
  measure: v.picklist(['wallSeconds', 'busiestCpuSeconds']),
  ratio: Figure,
  low: Figure,
  high: Figure,
});

const RowSchema = v.object({
  name: v.string(),
  group: v.string(),
  what: v.string(),
  /** What its times are compared by: waiting counts (wall) or only work does (CPU of the busiest thread). */
  measure: v.picklist(['wallSeconds', 'busiestCpuSeconds']),
  measurements: v.array(MeasurementSchema),
  ratios: v.array(RatioSchema),
  /** Contenders that failed, with the reason. */
  failures: v.array(v.object({ contender: v.string(), reason: v.string() })),
});

const ContenderSchema = v.object({
  name: v.string(),
  title: v.string(),
  /** Of the program: a commit, or what it says of itself. */
  version: v.string(),
});

export const BenchmarkReportSchema = v.object({
  version: v.literal(1),
  startedAt: v.string(),
  commit: v.string(),
  host: v.object({
    cpu: v.string(),
    cores: Count,
    system: v.string(),
    /** Load averages over one minute; where the system has none, null. */
    loadBefore: v.nullable(Figure),
    loadAfter: v.nullable(Figure),
  }),
  machine: v.object({ harts: Count, ram: v.string(), tiers: v.string() }),
  contenders: v.array(ContenderSchema),
  rows: v.array(RowSchema),
  /** Share of samples that were outliers, and whether that is more than a quiet machine has. */
  outlierShare: Figure,
  noisy: v.boolean(),
});

export type BenchmarkReport = v.InferOutput<typeof BenchmarkReportSchema>;
export type BenchmarkRow = BenchmarkReport['rows'][number];
export type Measurement = BenchmarkRow['measurements'][number];
export type Measure = BenchmarkRow['measure'];
export type Sample = Measurement['samples'][number];
export type BenchmarkRatio = BenchmarkRow['ratios'][number];

/** Above this share of outliers a report says that the machine was noisy. */
export const NOISY_OUTLIER_SHARE = 0.02;

/** One run in the history: medians by contender and benchmark, in seconds of the row's measure. */
export const HistoryEntrySchema = v.object({
  startedAt: v.string(),
  commit: v.string(),
  cpu: v.string(),
  medians: v.record(v.string(), v.record(v.string(), Figure)),
});

export type HistoryEntry = v.InferOutput<typeof HistoryEntrySchema>;
