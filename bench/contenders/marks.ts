/** Two marks around work, and the sample between them, however the work is started. */
import type { Sample } from '../../src/protocol/benchmarks.ts';
import { cpuBetween } from '../cpu-time.ts';
import type { Moment } from '../follower.ts';

export const START_MARK = '<S>';
export const END_MARK = '<E>';
/** Everything is done twice in one process: the first time lets the host's engine compile, the second is the sample. */
export const ROUNDS = 2;

export const ROUND_MARKS: readonly string[] = Array.from({ length: ROUNDS }, () => [
  START_MARK,
  END_MARK,
]).flat();

/**
 * What the last two marks enclose; the sleep behind a mark is taken off the wall time. A guest whose clock was behind
 * sleeps shorter than it means to: so much is certain, that work took no less than the CPU time of one thread.
 */
export function lastMarks(moments: readonly Moment[], sleepSeconds: number): Sample {
  const marks = moments.filter(({ text }) => text === START_MARK || text === END_MARK);
  const [start, end] = marks.slice(-2);
  if (!start || !end) throw new Error('the marks are missing');
  const cpu = cpuBetween(start.cpu, end.cpu);
  return {
    wallSeconds: Math.max(cpu?.busiest ?? 0, end.wallSeconds - start.wallSeconds - sleepSeconds),
    busiestCpuSeconds: cpu?.busiest ?? null,
    allCpuSeconds: cpu?.all ?? null,
    instructions: null,
  };
}
