/** What bench/tuning.ts found, as a file, and as the table of docs/TUNING.md. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { ratioText, seconds } from '../src/ui/benchmarks/figures.ts';

const RowSchema = v.object({
  option: v.string(),
  benchmark: v.string(),
  withSeconds: v.number(),
  withoutSeconds: v.number(),
  ratio: v.number(),
  low: v.nullable(v.number()),
  high: v.nullable(v.number()),
});

const TuningSchema = v.object({
  commit: v.string(),
  runtime: v.string(),
  cpu: v.string(),
  cores: v.number(),
  loadBefore: v.nullable(v.number()),
  loadAfter: v.nullable(v.number()),
  samples: v.number(),
  rows: v.array(RowSchema),
});

export type Tuning = v.InferOutput<typeof TuningSchema>;
export type TuningRow = Tuning['rows'][number];

export const readTuning = (path: string | URL): Tuning =>
  v.parse(TuningSchema, JSON.parse(readFileSync(path, 'utf8')));

export const tuningTable = ({ rows }: Tuning): string[][] => [
  ['option', 'benchmark', 'with', 'without', 'with ÷ without'],
  ...rows.map((row) => [
    row.option,
    row.benchmark,
    seconds(row.withSeconds),
    seconds(row.withoutSeconds),
    ratioText(row),
  ]),
];
