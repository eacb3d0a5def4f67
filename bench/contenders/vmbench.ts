/**
 * What vmbench prints, and how a sample is read off it.
 *
 * With VMB_MARK it prints `<S>`, sleeps 50 ms, works, prints `<E>` and sleeps 50 ms again. While it sleeps the
 * emulator's CPU clock stands, so that readings at the two marks enclose the work and nothing else.
 */
import { readFileSync } from 'node:fs';
import type { Sample } from '../../src/protocol/benchmarks.ts';
import type { Moment } from '../follower.ts';
import type { Kernel } from '../kernels.ts';
import { lastMarks, ROUNDS } from './marks.ts';

const SLEEP_SECONDS = 0.05;

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

/** The last round of a kernel. `counts`: the contender's rdinstret counts instructions. */
export function kernelSample(
  kernel: Kernel,
  { moments, console }: { readonly moments: readonly Moment[]; readonly console: string },
  counts: boolean,
): Sample {
  const result = readResult(kernel, console);
  checkResult(kernel, result);
  return { ...lastMarks(moments, SLEEP_SECONDS), instructions: counts ? result.instructions : null };
}

export const kernelNames = ({ name }: Kernel): string[] => Array.from({ length: ROUNDS }, () => name);

/** What is typed at the guest's shell. */
export const kernelLine = (kernel: Kernel): string =>
  `VMB_SCALE=${kernel.scale} VMB_MARK=1 VMB_INSTRET=1 vmbench ${kernelNames(kernel).join(' ')}\n`;
