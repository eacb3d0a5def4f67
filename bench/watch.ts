/**
 * Runs one emulator as a child process and watches its console for texts, at each of which wall time and CPU time
 * are read. Every way of measuring is the same for ours, for QEMU and for a native program, because all are
 * watched from outside by this one function.
 *
 * A child never outlives the run: it is killed at the deadline, on an error, and when this process ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { type CpuReading, readCpu } from './cpu-time.ts';

export interface Command {
  readonly file: string;
  readonly arguments: readonly string[];
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A moment at which the console had shown a text. */
export interface Moment {
  readonly text: string;
  /** Since the child was started. */
  readonly wallSeconds: number;
  readonly cpu: CpuReading | undefined;
}

export interface Watched {
  readonly moments: readonly Moment[];
  readonly console: string;
  /** Until the child ended, or was ended at the last moment. */
  readonly wallSeconds: number;
  readonly cpu: CpuReading | undefined;
}

export interface Watch {
  /** Texts to wait for, in this order. */
  readonly texts: readonly string[];
  /** End the child when the last text has appeared; otherwise it is to end by itself, with status 0. */
  readonly endAtLast: boolean;
  readonly timeoutMs: number;
  /** Goes to standard input once the prompt has appeared; the same way for every emulator. */
  readonly typed?: { readonly prompt: string; readonly text: string };
}

const KEPT_ON_FAILURE = 600;
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

/** A command as one line for a shell. `places` are folders of this machine that stand for themselves: left out. */
export function commandLine(
  { file, arguments: rest, environment = {} }: Command,
  places: readonly string[] = [],
): string {
  const program = file === process.execPath ? 'node' : file;
  const words = [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), program, ...rest];
  return words
    .map((word) => places.reduce((text, place) => text.replaceAll(`${place}/`, ''), word))
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

/** Follows a console byte by byte, and notes when each text has appeared. */
class TextFollower {
  readonly moments: Moment[] = [];
  console = '';
  private readonly texts: readonly string[];
  private searchedTo = 0;

  constructor(texts: readonly string[]) {
    this.texts = texts;
  }

  get isDone(): boolean {
    return this.moments.length === this.texts.length;
  }

  push(
    text: string,
    read: () => { readonly wallSeconds: number; readonly cpu: CpuReading | undefined },
  ): void {
    this.console += text;
    while (!this.isDone) {
      const wanted = this.texts[this.moments.length] ?? '';
      const place = this.console.indexOf(wanted, this.searchedTo);
      if (place < 0) return;
      this.searchedTo = place + wanted.length;
      this.moments.push({ text: wanted, ...read() });
    }
  }
}

/** Throws an error that shows the command and the end of its console where it fails, ends early or hangs. */
export function watch(command: Command, { texts, endAtLast, timeoutMs, typed }: Watch): Promise<Watched> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const wallSeconds = (): number => (performance.now() - startedMs) / 1000;
    const child = spawn(command.file, command.arguments, {
      // Standard input stays open and silent: a console at its end would be typed an end of file.
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...command.environment },
    });
    children.add(child);
    const follower = new TextFollower(texts);
    let complaint = '';
    let cpu: CpuReading | undefined;
    let failed: string | undefined;
    let hasTyped = false;
    // A child that has just been ended cannot take what is typed; that is no failure.
    child.stdin.on('error', () => {});
    const timer = setTimeout(() => {
      failed = `it was not done after ${timeoutMs / 1000} s`;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      cpu = child.pid === undefined ? undefined : readCpu(child.pid);
      const now = { wallSeconds: wallSeconds(), cpu };
      follower.push(text, () => now);
      if (typed && !hasTyped && follower.console.includes(typed.prompt)) {
        hasTyped = true;
        child.stdin.write(typed.text);
      }
      if (endAtLast && follower.isDone) child.kill('SIGKILL');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    child.on('error', (error) => {
      failed = error.message;
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      children.delete(child);
      if (!follower.isDone) failed ??= `"${texts[follower.moments.length] ?? ''}" did not appear`;
      else if (!endAtLast && status !== 0) failed ??= `it ended with status ${status}`;
      const { console, moments } = follower;
      if (failed === undefined) resolve({ moments, console, wallSeconds: wallSeconds(), cpu });
      else
        reject(
          new Error(`${commandLine(command)}\n${failed}\n${(console + complaint).slice(-KEPT_ON_FAILURE)}`),
        );
    });
  });
}
