/**
 * Child processes that are watched: started with a silent console, followed as they print, and never left behind.
 * They are killed on an error, and when this process ends.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readCpu } from './cpu-time.ts';
import type { ReadClocks } from './follower.ts';

export interface Command {
  readonly file: string;
  readonly arguments: readonly string[];
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

const children = new Set<ChildProcessWithoutNullStreams>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

/** Standard input stays open and silent: a console at its end would be typed an end of file. */
export function startChild({ file, arguments: words, environment }: Command): ChildProcessWithoutNullStreams {
  const child = spawn(file, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  children.add(child);
  child.on('close', () => children.delete(child));
  // A child that has just been ended cannot take what is typed; that is no failure.
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('latin1');
  child.stderr.setEncoding('utf8');
  return child;
}

/** The clocks of a child: wall time since now, and the CPU time of its threads. */
export function clocksOf({ pid }: Pick<ChildProcessWithoutNullStreams, 'pid'>): ReadClocks {
  const startedMs = performance.now();
  return () => ({
    wallSeconds: (performance.now() - startedMs) / 1000,
    cpu: pid === undefined ? undefined : readCpu(pid),
  });
}

/** A command as one line for a shell. `places` are folders of this machine that stand for themselves: left out. */
export function commandLine(
  { file, arguments: rest, environment = {} }: Command,
  places: readonly string[] = [],
): string {
  const program = file === process.execPath ? 'node' : file;
  const words = [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), program, ...rest];
  return words
    .map((word) => shellWord(places.reduce((text, place) => text.replaceAll(`${place}/`, ''), word)))
    .join(' ');
}

/** A word as a shell takes it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
