/** Work typed at the guest's shell, with marks around it that look like vmbench's. */
import type { Sample } from '../../src/protocol/benchmarks.ts';
import type { ShellWork } from '../benchmarks.ts';
import type { Moment } from '../follower.ts';
import { lastMarks, ROUNDS } from './marks.ts';

/** After a mark the guest sleeps, so that the emulator's CPU clock stands while it is read. */
const SETTLE_SECONDS = 0.1;

/** A line that prints the marks around the work. They are put together, so that the echo of the line has none. */
export function shellLine({ commands }: ShellWork): string {
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round + 1).join(' ');
  const mark = (letter: string): string => `echo "\${a}${letter}>"; sleep ${SETTLE_SECONDS}`;
  return `a='<'; for i in ${rounds}; do ${mark('S')}; ${commands}; ${mark('E')}; done\n`;
}

export const shellSample = (moments: readonly Moment[]): Sample => lastMarks(moments, SETTLE_SECONDS);
