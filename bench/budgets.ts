/**
 * The promises of docs/SPECIFICATION.md as data (bench/budgets.json), and whether a report keeps those that are about
 * speed. A promise about a ratio is broken only where the whole interval is over it: a noisy run proves nothing. All
 * others name what holds them: a test, or a command.
 */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { intervalOf } from '../src/base/sampling.ts';
import type { BenchmarkReport, BenchmarkRow } from '../src/protocol/benchmarks.ts';
import { ratioText } from '../src/ui/benchmarks/figures.ts';

const MeasuredSchema = v.object({
  promise: v.string(),
  /** A benchmark or a group; the promise is about each of them. */
  benchmarks: v.string(),
  ratio: v.optional(v.object({ of: v.string(), to: v.string(), most: v.number() })),
  /** `tiers`: the contender has to have run with exactly these. */
  mips: v.optional(v.object({ contender: v.string(), tiers: v.string(), least: v.number() })),
});

const HeldElsewhereSchema = v.object({
  promise: v.string(),
  /** Paths of tests or commands, from the root of the checkout. */
  heldBy: v.pipe(v.array(v.string()), v.minLength(1)),
});

export type Budget = v.InferOutput<typeof MeasuredSchema>;
export type Standing = 'kept' | 'not sure' | 'broken' | 'not measured';

export interface Judgement {
  readonly promise: string;
  readonly benchmark: string;
  readonly standing: Standing;
  /** What was measured, beside what was promised. */
  readonly figures: string;
}

/** In the words of the specification; a promise is either measured here or held elsewhere. */
export const PROMISES = v.parse(
  v.array(v.union([MeasuredSchema, HeldElsewhereSchema])),
  JSON.parse(readFileSync(new URL('budgets.json', import.meta.url), 'utf8')),
);

export const BUDGETS: readonly Budget[] = PROMISES.filter((each) => 'benchmarks' in each);

function judgeRatio(row: BenchmarkRow, { of, to, most }: NonNullable<Budget['ratio']>): [Standing, string] {
  const found = row.ratios.find((ratio) => ratio.of === of && ratio.to === to);
  if (!found) return ['not measured', `${of} and ${to} did not both run`];
  const figures = `${ratioText(found)}, at most ${most}`;
  const interval = intervalOf(found);
  if (!interval) return ['not sure', `${figures}; too few samples for an interval`];
  if (interval.low > most) return ['broken', figures];
  return [interval.high <= most ? 'kept' : 'not sure', figures];
}

function judgeMips(
  row: BenchmarkRow,
  ranWith: string,
  { contender, tiers, least }: NonNullable<Budget['mips']>,
): [Standing, string] {
  // Where several lists of tiers raced, each contender is called by its list as well.
  const names = [`${contender} ${tiers}`, ...(ranWith === tiers ? [contender] : [])];
  const mips = row.measurements.find((each) => names.includes(each.contender))?.mips;
  if (mips === undefined || mips === null)
    return ['not measured', `${contender} did not run with --tiers ${tiers}`];
  return [mips >= least ? 'kept' : 'broken', `${mips.toFixed(0)} MIPS, at least ${least}`];
}

/** One judgement for each promise and benchmark that it is about; where none was run, one that says so. */
export function judgeBudgets(
  { rows, machine }: Pick<BenchmarkReport, 'rows' | 'machine'>,
  budgets: readonly Budget[] = BUDGETS,
): Judgement[] {
  return budgets.flatMap(({ promise, benchmarks, ratio, mips }): Judgement[] => {
    const concerned = rows.filter(({ name, group }) => name === benchmarks || group === benchmarks);
    if (concerned.length === 0)
      return [{ promise, benchmark: benchmarks, standing: 'not measured', figures: 'it was not run' }];
    return concerned.flatMap((row) => {
      const judged = [ratio && judgeRatio(row, ratio), mips && judgeMips(row, machine.tiers, mips)];
      return judged
        .filter((each) => each !== undefined)
        .map(([standing, figures]) => ({ promise, benchmark: row.name, standing, figures }));
    });
  });
}
