/**
 * Figures that are the same on every run: sizes of what is shipped, what the translator makes of fixed guest code, and
 * what a deterministic boot counts. They are compared exactly, so that a change of one byte or one instruction is seen
 * through any noise.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { engineCommand } from './contenders/trampoline.ts';
import type { GuestFiles } from './guest-files.ts';

/** Stands for a figure that differed between two boots of the same build, and so cannot be compared. */
const VARIES = 'varies';

/** By name; a figure that a build does not have is absent. */
export type ExactFigures = ReadonlyMap<string, number | string>;

const BOOT_LIMIT_INSTRUCTIONS = 2_000_000_000;

/** Bytes of the files of a folder whose names match; maps and stamps are not shipped to anyone's engine. */
function bytesOf(folder: string, pattern: RegExp): number | undefined {
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

interface RunReport {
  readonly instructions: readonly number[];
  readonly stateHash: string;
  readonly counters: Readonly<Record<string, readonly (number | null)[] | null>>;
}

/** A deterministic boot up to the prompt. */
function deterministicBoot(root: string, guest: GuestFiles): RunReport {
  const words = [
    join(root, 'bin/trampoline.mjs'),
    ...['run', '--mode', 'deterministic', '--quiet', '--json', '-'],
    ...['--kernel', guest.kernel, '--initrd', guest.initrd, '--append', guest.append],
    ...['--until', guest.prompt.trimEnd().replaceAll(/[$^*+?.()[\]{}|\\]/g, '\\$&')],
    ...['--max-instructions', String(BOOT_LIMIT_INSTRUCTIONS)],
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the deterministic boot of ${root} failed: ${stderr.slice(-400)}`);
  return JSON.parse(stdout) as RunReport;
}

/** Bytes and counts of translated code (bench/engine/figures.ts); nothing where a checkout cannot tell yet. */
function translatedCode(root: string): Record<string, number | string> {
  const command = engineCommand(root, 'exact');
  if (!command) return {};
  const { status, stdout, stderr } = spawnSync(command.file, command.arguments, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the translator of ${root} could not be counted: ${stderr.slice(-400)}`);
  return JSON.parse(stdout) as Record<string, number | string>;
}

export function exactFigures(root: string, guest: GuestFiles): ExactFigures {
  const figures = new Map<string, number | string>();
  const add = (name: string, value: number | string | null | undefined): void => {
    if (value !== null && value !== undefined) figures.set(name, value);
  };
  add('bytes of the command', bytesOf(join(root, 'dist/cli'), /\.mjs$/));
  add('bytes of the page', bytesOf(join(root, 'dist/page'), /\.(?:js|css)$/));
  for (const [name, value] of Object.entries(translatedCode(root))) add(name, value);
  const [first, second] = [deterministicBoot(root, guest), deterministicBoot(root, guest)].map(countsOf);
  for (const [name, value] of first ?? []) add(name, second?.get(name) === value ? value : VARIES);
  return figures;
}

/** What a boot counted. Tiers may be entered at moments that the host decides; such counts vary. */
function countsOf({ instructions, stateHash, counters }: RunReport): Map<string, number | string> {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const counts = new Map<string, number | string>([
    ['instructions to the prompt', sum(instructions)],
    ['state hash at the prompt', stateHash],
  ]);
  for (const [name, perHart] of Object.entries(counters)) {
    const counted = perHart?.filter((count) => count !== null) ?? [];
    if (counted.length > 0 && counted.length === perHart?.length) counts.set(name, sum(counted));
  }
  return counts;
}

export interface Difference {
  readonly name: string;
  readonly base: number | string | undefined;
  readonly head: number | string | undefined;
}

export function differences(base: ExactFigures, head: ExactFigures): Difference[] {
  const names = new Set([...base.keys(), ...head.keys()]);
  return [...names]
    .map((name) => ({ name, base: base.get(name), head: head.get(name) }))
    .filter((each) => each.base !== each.head);
}
