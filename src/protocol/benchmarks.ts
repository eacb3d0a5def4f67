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
  /** What ran it: the browser, Node, QEMU or compiler, with its version. */
  runtime: v.string(),
  /** What was run, for reading; {@link RowSchema} names the command that measures it again. */
  ran: v.string(),
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
  /** Null, both, where there were too few samples for an interval. */
  low: v.nullable(Figure),
  high: v.nullable(Figure),
});

const RowSchema = v.object({
  name: v.string(),
  group: v.string(),
  what: v.string(),
  /** What a sample does, if it can be counted: so many of them, for a figure of each or a rate. */
  amount: v.nullable(v.object({ count: Figure, unit: v.string() })),
  /** The command that measures this row again, in a checkout of the commit. */
  command: v.string(),
  commit: v.string(),
  cpu: v.string(),
  /** What its times are compared by: waiting counts (wall) or only work does (CPU of the busiest thread). */
  measure: v.picklist(['wallSeconds', 'busiestCpuSeconds']),
  measurements: v.array(MeasurementSchema),
  ratios: v.array(RatioSchema),
  /** What failed, with the reason. A contender that failed once has a measurement all the same, without that sample. */
  failures: v.array(v.object({ contender: v.string(), reason: v.string() })),
});

const ContenderSchema = v.object({
  name: v.string(),
  title: v.string(),
  /** What it runs on: the browser, Node, QEMU or compiler, with its version. */
  runtime: v.string(),
  /** Of the program: a commit, or what it says of itself. */
  version: v.string(),
});

export const BenchmarkReportSchema = v.object({
  version: v.literal(2),
  startedAt: v.string(),
  commit: v.string(),
  /** The command that makes the whole report again. */
  command: v.string(),
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

/**
 * One run in the history: medians by contender and benchmark, in seconds of the row's measure. `runtimes` says what
 * each contender ran on, `command` how it was measured.
 */
export const HistoryEntrySchema = v.object({
  startedAt: v.string(),
  commit: v.string(),
  cpu: v.string(),
  command: v.string(),
  runtimes: v.record(v.string(), v.string()),
  medians: v.record(v.string(), v.record(v.string(), Figure)),
});

export type HistoryEntry = v.InferOutput<typeof HistoryEntrySchema>;
