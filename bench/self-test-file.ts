/** The result of a self-test as a file, for docs/BENCHMARKS.md. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const CaseSchema = v.object({
  what: v.string(),
  benchmark: v.string(),
  ratio: v.number(),
  low: v.nullable(v.number()),
  high: v.nullable(v.number()),
  verdict: v.string(),
  passed: v.boolean(),
});

const SelfTestSchema = v.object({
  startedAt: v.string(),
  command: v.string(),
  commit: v.string(),
  runtime: v.string(),
  cpu: v.string(),
  loadBefore: v.nullable(v.number()),
  loadAfter: v.nullable(v.number()),
  samples: v.number(),
  cases: v.array(CaseSchema),
});

export type SelfTest = v.InferOutput<typeof SelfTestSchema>;
export type SelfTestCase = SelfTest['cases'][number];

export const readSelfTest = (path: string | URL): SelfTest =>
  v.parse(SelfTestSchema, JSON.parse(readFileSync(path, 'utf8')));
