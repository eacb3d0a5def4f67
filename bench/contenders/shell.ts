/** Work typed at the guest's shell, with marks around it that look like vmbench's. */
import type { Sample } from '../../src/protocol/benchmarks.ts';
import type { ShellWork } from '../benchmarks.ts';
import type { Moment } from '../watch.ts';
import { between, END_MARK, START_MARK } from './vmbench.ts';

/** After a mark the guest sleeps, so that the emulator's CPU clock stands while it is read. */
const SETTLE_SECONDS = 0.3;

export const SHELL_MARKS = [START_MARK, END_MARK];

/** A line that prints the marks around the work. They are put together, so that the echo of the line has none. */
export function shellLine({ commands }: ShellWork): string {
  const mark = (letter: string): string => `echo "\${a}${letter}>"; sleep ${SETTLE_SECONDS}`;
  return `a='<'; ${mark('S')}; ${commands}; ${mark('E')}\n`;
}

export function shellSample(moments: readonly Moment[]): Sample {
  const [start, end] = moments;
  if (!start || !end) throw new Error('the marks are missing');
  return { ...between(start, end, SETTLE_SECONDS), instructions: null };
}
