/**
 * What vmbench prints, and how a sample is read off it.
 *
 * With VMB_MARK it prints `<S>`, sleeps 50 ms, works, prints `<E>` and sleeps 50 ms again. While it sleeps the
 * emulator's CPU clock stands, so that readings at the two marks enclose the work and nothing else.
 */
import { readFileSync } from 'node:fs';
import type { Sample } from '../../src/protocol/benchmarks.ts';
import { cpuBetween } from '../cpu-time.ts';
import { type Kernel, roundsOf } from '../kernels.ts';
import type { Moment, Watched } from '../watch.ts';

const MARK_SLEEP_SECONDS = 0.05;
/** Of a program for the bare machine, as in bench/programs/harness.s. */
export const PROGRAM_ROUNDS = 2;
const PROGRAM_SLEEP_SECONDS = 0.2;
export const START_MARK = '<S>';
export const END_MARK = '<E>';

export const roundMarks = (rounds: number): string[] =>
  Array.from({ length: rounds }, () => [START_MARK, END_MARK]).flat();

const checksums = JSON.parse(readFileSync(new URL('../checksums.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;

interface Result {
  readonly checksum: string;
  readonly instructions: number | null;
  readonly cpuSeconds: number | null;
}

/** The last result line of a kernel: `name,seconds,checksum[,instret=N][,cpu=S]`. */
export function readResult(kernel: Kernel, console: string): Result {
  const line = [...console.matchAll(new RegExp(`^${kernel.name},[\\d.]+,(\\d+)(.*?)\\r?$`, 'gm'))].at(-1);
  if (!line) throw new Error(`${kernel.name} printed no result:\n${console.slice(-300)}`);
  const [, checksum = '', rest = ''] = line;
  const field = (name: string): number | null => {
    const found = new RegExp(`,${name}=([\\d.]+)`).exec(rest)?.[1];
    return found === undefined ? null : Number(found);
  };
  return { checksum, instructions: field('instret'), cpuSeconds: field('cpu') };
}

export function checkResult(kernel: Kernel, { checksum }: Result): void {
  const expected = checksums[kernel.name];
  if (checksum !== expected) throw new Error(`${kernel.name}: checksum ${checksum}, expected ${expected}`);
}

/** Between two moments; what is not work is taken off the wall time. */
export function between(start: Moment, end: Moment, sleepSeconds: number): Omit<Sample, 'instructions'> {
  const cpu = cpuBetween(start.cpu, end.cpu);
  return {
    wallSeconds: Math.max(0, end.wallSeconds - start.wallSeconds - sleepSeconds),
    busiestCpuSeconds: cpu?.busiest ?? null,
    allCpuSeconds: cpu?.all ?? null,
  };
}

/** A program for the bare machine: the work between its last two marks. */
export const programSample = (moments: readonly Moment[]): Sample => ({
  ...lastMarks(moments, PROGRAM_SLEEP_SECONDS),
  instructions: null,
});

function lastMarks(moments: readonly Moment[], sleepSeconds: number): Omit<Sample, 'instructions'> {
  const marks = moments.filter(({ text }) => text === START_MARK || text === END_MARK);
  const [start, end] = marks.slice(-2);
  if (!start || !end) throw new Error('the marks are missing');
  return between(start, end, sleepSeconds);
}

/** The last round of a watched run. `counts`: the contender's rdinstret counts instructions. */
export function lastRound(
  kernel: Kernel,
  { moments, console }: Pick<Watched, 'moments' | 'console'>,
  counts: boolean,
): Sample {
  const result = readResult(kernel, console);
  checkResult(kernel, result);
  return {
    ...lastMarks(moments, MARK_SLEEP_SECONDS),
    instructions: counts ? result.instructions : null,
  };
}

/** Words for the kernel's command line; the guest's init hands them to vmbench. */
export const guestWords = (kernel: Kernel): string =>
  `vmb.run=${kernel.name} vmb.scale=${kernel.scale} vmb.n=${roundsOf(kernel)} vmb.mark=1 vmb.instret=1`;
