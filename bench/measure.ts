/**
 * Takes samples of one benchmark from all contenders in turn, and makes a row of the report of them.
 *
 * The first sample of each contender warms caches and is dropped. Each round begins with another contender, so
 * that none always runs after the same neighbour.
 */
import { compareSamples, median, type Summary, summarize } from '../src/base/sampling.ts';
import type {
  BenchmarkRatio,
  BenchmarkRow,
  Measure,
  Measurement,
  Sample,
} from '../src/protocol/benchmarks.ts';
import type { Benchmark } from './benchmarks.ts';
import type { Contender } from './contenders/contender.ts';

/** Below it an interval says nothing. */
const FEWEST_SAMPLES = 3;

interface Lane {
  readonly contender: Contender;
  readonly command: string;
  readonly samples: Sample[];
  failure: string | undefined;
}

async function sampleLane(lane: Lane, benchmark: Benchmark, keep: boolean): Promise<void> {
  if (lane.failure !== undefined) return;
  try {
    const sample = await lane.contender.sample(benchmark);
    if (keep) lane.samples.push(sample);
  } catch (error) {
    lane.failure = error instanceof Error ? error.message : String(error);
  }
}

/** The figures of one measure, or undefined where some sample lacks it. */
function figures(samples: readonly Sample[], measure: Measure): number[] | undefined {
  const values = samples.map((sample) => sample[measure]);
  return values.every((value) => value !== null) && values.length > 0 ? values : undefined;
}

function mipsOf(samples: readonly Sample[]): number | null {
  const rates = samples.flatMap(({ instructions, busiestCpuSeconds }) =>
    instructions === null || !busiestCpuSeconds ? [] : [instructions / busiestCpuSeconds / 1e6],
  );
  return rates.length === 0 ? null : median(rates);
}

function measurement({ contender, command, samples }: Lane): Measurement {
  const cpu = figures(samples, 'busiestCpuSeconds');
  return {
    contender: contender.name,
    command,
    samples,
    wallSeconds: summarize(samples.map(({ wallSeconds }) => wallSeconds)),
    busiestCpuSeconds: cpu ? summarize(cpu) : null,
    mips: mipsOf(samples),
  };
}

/** Ratios of every pair, the earlier contender's times divided by the later one's. */
export function ratiosOf(
  lanes: readonly { readonly name: string; readonly samples: readonly Sample[] }[],
  wanted: Measure,
): BenchmarkRatio[] {
  return lanes.flatMap((of, index) =>
    lanes.slice(index + 1).flatMap((to) => {
      const measures: Measure[] = [wanted, 'wallSeconds'];
      const measure = measures.find((each) => figures(of.samples, each) && figures(to.samples, each));
      const [first, second] = [of, to].map(({ samples }) => figures(samples, measure ?? wanted));
      if (!measure || !first || !second) return [];
      return [{ of: of.name, to: to.name, measure, ...compareSamples(first, second) }];
    }),
  );
}

/**
 * Runs a benchmark so many times with every contender that has it; fewer times, but {@link FEWEST_SAMPLES} at least,
 * where that would take longer than `shareMs`.
 */
export async function measureBenchmark(
  benchmark: Benchmark,
  contenders: readonly Contender[],
  samples: number,
  shareMs = Number.POSITIVE_INFINITY,
): Promise<BenchmarkRow> {
  const startedMs = performance.now();
  const lanes = contenders.flatMap((contender): Lane[] => {
    const command = contender.commandFor(benchmark);
    return command === undefined ? [] : [{ contender, command, samples: [], failure: undefined }];
  });
  for (let round = -1; round < samples; round++) {
    for (let step = 0; step < lanes.length; step++) {
      const lane = lanes[(round + 1 + step) % lanes.length];
      if (lane) await sampleLane(lane, benchmark, round >= 0);
    }
    // One that would end after its time is not begun.
    const elapsedMs = performance.now() - startedMs;
    const nextEndsMs = (elapsedMs * (round + 3)) / (round + 2);
    if (round + 1 >= FEWEST_SAMPLES && nextEndsMs > shareMs) break;
  }
  const good = lanes.filter(({ failure }) => failure === undefined);
  const { name, group, what, measure } = benchmark;
  return {
    name,
    group,
    what,
    measure,
    measurements: good.map(measurement),
    ratios: ratiosOf(
      good.map((lane) => ({ name: lane.contender.name, samples: lane.samples })),
      measure,
    ),
    failures: lanes.flatMap(({ contender, failure }) =>
      failure === undefined ? [] : [{ contender: contender.name, reason: failure }],
    ),
  };
}

/** Share of outliers among all samples, each counted by its row's measure. */
export function outlierShare(rows: readonly BenchmarkRow[]): number {
  const summaries: Summary[] = rows.flatMap((row) =>
    row.measurements.map((each) => each[row.measure] ?? each.wallSeconds),
  );
  const count = summaries.reduce((sum, each) => sum + each.count, 0);
  return count === 0 ? 0 : summaries.reduce((sum, each) => sum + each.outliers, 0) / count;
}
