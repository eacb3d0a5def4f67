/**
 * A report as a file: a line for each row, so that it stays small and two of them can be told apart, and seconds to
 * the nanosecond, which is finer than any clock here.
 */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { type BenchmarkReport, BenchmarkReportSchema } from '../src/protocol/benchmarks.ts';

const NANOSECONDS = 1e9;

const json = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' ? Math.round(each * NANOSECONDS) / NANOSECONDS : each,
  );

export function reportText({ rows, ...rest }: BenchmarkReport): string {
  const head = json(rest).slice(0, -1);
  return `${head},"rows":[\n${rows.map(json).join(',\n')}\n]}\n`;
}

export const readReport = (path: string | URL): BenchmarkReport =>
  v.parse(BenchmarkReportSchema, JSON.parse(readFileSync(path, 'utf8')));
