/**
 * Runs one program as a child process and watches its console for texts, at each of which wall time and CPU time
 * are read. Every way of measuring is the same for ours, for QEMU and for a native program, because all are
 * watched from outside: here where one process is one sample, in session.ts where a guest is given several.
 */
import { clocksOf, type Command, commandLine, startChild } from './child.ts';
import { type Moment, TextFollower } from './follower.ts';

export interface Watched {
  readonly moments: readonly Moment[];
  readonly console: string;
}

export interface Watch {
  /** Texts to wait for, in this order. */
  readonly texts: readonly string[];
  /** End the child when the last text has appeared; otherwise it is to end by itself, with status 0. */
  readonly endAtLast: boolean;
  readonly timeoutMs: number;
}

const KEPT_ON_FAILURE = 600;

/** Throws an error that shows the command and the end of its console where it fails, ends early or hangs. */
export function watch(command: Command, { texts, endAtLast, timeoutMs }: Watch): Promise<Watched> {
  return new Promise((resolve, reject) => {
    const child = startChild(command);
    const clocks = clocksOf(child);
    const follower = new TextFollower(texts);
    let complaint = '';
    let failed: string | undefined;
    const timer = setTimeout(() => {
      failed = `it was not done after ${timeoutMs / 1000} s`;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.on('data', (text: string) => {
      follower.push(text, clocks);
      if (endAtLast && follower.isDone) child.kill('SIGKILL');
    });
    child.stderr.on('data', (text: string) => {
      complaint += text;
    });
    child.on('error', (error) => {
      failed = error.message;
    });
    child.on('close', (status) => {
      clearTimeout(timer);
      if (!follower.isDone) failed ??= `"${follower.missing}" did not appear`;
      else if (!endAtLast && status !== 0) failed ??= `it ended with status ${status}`;
      const { console, moments } = follower;
      if (failed === undefined) resolve({ moments, console });
      else
        reject(
          new Error(`${commandLine(command)}\n${failed}\n${(console + complaint).slice(-KEPT_ON_FAILURE)}`),
        );
    });
  });
}
