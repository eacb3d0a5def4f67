/**
 * Takes samples of benchmarks from all contenders in turn, and makes rows of a report of them.
 *
 * A round takes one sample of each benchmark from each contender; each begins with another contender, so that none
 * always runs after the same neighbour. Each sample has a process of its own, or at least a page. So a run that is
 * broken off after any round has all benchmarks, a run with little time has fewer samples of each, and the samples of
 * one benchmark are spread over the whole run.
 *
 * The first round takes boots alone and drops them: they warm the caches of the file system. Everything else warms
 * itself up, by doing its work twice (contenders/marks.ts).
 */
import {
  compareSamples,
  FEWEST_FOR_INTERVAL,
  median,
  type Summary,
  summarize,
} from '../src/base/sampling.ts';
import type {
  BenchmarkRatio,
  BenchmarkRow,
  Measure,
  Measurement,
  Sample,
} from '../src/protocol/benchmarks.ts';
import type { Benchmark } from './benchmarks.ts';
import type { Contender } from './contenders/contender.ts';

/** A contender that failed so often at a benchmark does not take part in it any more. */
const MOST_FAILURES = 2;
/** A run that has time for fewer takes them all the same. */
const FEWEST_ROUNDS = FEWEST_FOR_INTERVAL;

interface Lane {
  readonly contender: Contender;
  readonly ran: string;
  /** By round; undefined where it failed. */
  readonly samples: (Sample | undefined)[];
  readonly failures: string[];
}

interface Race {
  readonly benchmark: Benchmark;
  readonly lanes: readonly Lane[];
}

/** What a report says of a row beside what was measured. */
export interface RowOrigin {
  /** The command that measures a benchmark again. */
  readonly commandFor: (benchmark: Benchmark) => string;
  readonly commit: string;
  readonly cpu: string;
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly origin: RowOrigin;
  /** No round is begun that would end after it, beyond {@link FEWEST_ROUNDS}; by `performance.now()`. */
  readonly endMs?: number | undefined;
  readonly say?: (text: string) => void;
  /** Told of all rows after each round. */
  readonly onRound?: (rows: BenchmarkRow[]) => void;
}

async function sampleLane(lane: Lane, benchmark: Benchmark, round: number): Promise<void> {
  if (lane.failures.length === MOST_FAILURES) return;
  try {
    const sample = await lane.contender.sample(benchmark);
    if (round >= 0) lane.samples[round] = sample;
  } catch (error) {
    lane.failures.push(error instanceof Error ? error.message : String(error));
  }
}

const taken = ({ samples }: Pick<Lane, 'samples'>): Sample[] =>
  samples.filter((sample) => sample !== undefined);

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

function measurement(lane: Lane): Measurement {
  const samples = taken(lane);
  const cpu = figures(samples, 'busiestCpuSeconds');
  return {
    contender: lane.contender.name,
    runtime: lane.contender.runtime,
    ran: lane.ran,
    samples,
    wallSeconds: summarize(samples.map(({ wallSeconds }) => wallSeconds)),
    busiestCpuSeconds: cpu ? summarize(cpu) : null,
    mips: mipsOf(samples),
  };
}

/** The samples of the rounds in which both have one. */
function paired(of: Lane, to: Lane): [Sample[], Sample[]] {
  const both = of.samples.flatMap((first, round) => {
    const second = to.samples[round];
    return first && second ? [[first, second] as const] : [];
  });
  return [both.map(([first]) => first), both.map(([, second]) => second)];
}

function ratioOf(of: Lane, to: Lane, wanted: Measure): BenchmarkRatio[] {
  const [first, second] = paired(of, to);
  const measures: Measure[] = [wanted, 'wallSeconds'];
  for (const measure of measures) {
    const [one, other] = [figures(first, measure), figures(second, measure)];
    if (one && other)
      return [{ of: of.contender.name, to: to.contender.name, measure, ...compareSamples(one, other) }];
  }
  return [];
}

function rowOf({ benchmark, lanes }: Race, { commandFor, commit, cpu }: RowOrigin): BenchmarkRow {
  const { name, group, what, measure, amount } = benchmark;
  const good = lanes.filter((lane) => taken(lane).length > 0 && lane.failures.length < MOST_FAILURES);
  return {
    name,
    group,
    what,
    amount,
    command: commandFor(benchmark),
    commit,
    cpu,
    measure,
    measurements: good.map(measurement),
    // Of every pair, the earlier contender's times divided by the later one's.
    ratios: good.flatMap((of, index) => good.slice(index + 1).flatMap((to) => ratioOf(of, to, measure))),
    failures: lanes.flatMap(({ contender, failures }) =>
      // Without the stack: it has paths of the computer that measured.
      failures.map((reason) => ({ contender: contender.name, reason: reason.split('\n', 1)[0] ?? '' })),
    ),
  };
}

/** Of the benchmarks that some contender has. */
function racesOf(benchmarks: readonly Benchmark[], contenders: readonly Contender[]): Race[] {
  return benchmarks
    .map((benchmark) => ({
      benchmark,
      lanes: contenders.flatMap((contender): Lane[] => {
        const ran = contender.ranFor(benchmark);
        return ran === undefined ? [] : [{ contender, ran, samples: [], failures: [] }];
      }),
    }))
    .filter(({ lanes }) => lanes.length > 0);
}

async function runRound(races: readonly Race[], round: number, say: (text: string) => void): Promise<void> {
  for (const [index, { benchmark, lanes }] of races.entries()) {
    if (round < 0 && benchmark.kind !== 'boot') continue;
    say(
      `${round < 0 ? 'warm-up' : `round ${round + 1}`}, ${index + 1} of ${races.length}: ${benchmark.name}`,
    );
    for (let step = 0; step < lanes.length; step++) {
      const lane = lanes[(round + 1 + index + step) % lanes.length];
      if (lane) await sampleLane(lane, benchmark, round);
    }
  }
}

/** Measures benchmarks with every contender that has them. */
export async function measureBenchmarks(
  benchmarks: readonly Benchmark[],
  contenders: readonly Contender[],
  { rounds, origin, endMs = Number.POSITIVE_INFINITY, say = () => {}, onRound }: MeasureOptions,
): Promise<BenchmarkRow[]> {
  const races = racesOf(benchmarks, contenders);
  let rows: BenchmarkRow[] = [];
  for (let round = -1; round < rounds; round++) {
    const startedMs = performance.now();
    await runRound(races, round, say);
    for (const contender of contenders) await contender.endRound();
    if (round < 0) continue;
    rows = races.map((race) => rowOf(race, origin));
    onRound?.(rows);
    const tookMs = performance.now() - startedMs;
    if (round + 1 >= FEWEST_ROUNDS && performance.now() + tookMs > endMs) break;
  }
  return rows;
}

/** Share of outliers among all samples, each counted by its row's measure. */
export function outlierShare(rows: readonly BenchmarkRow[]): number {
  const summaries: Summary[] = rows.flatMap((row) =>
    row.measurements.map((each) => each[row.measure] ?? each.wallSeconds),
  );
  const count = summaries.reduce((sum, each) => sum + each.count, 0);
  return count === 0 ? 0 : summaries.reduce((sum, each) => sum + each.outliers, 0) / count;
}
