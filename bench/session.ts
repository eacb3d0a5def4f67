/**
 * A guest that is booted and given work at its shell, watched from outside. A sample boots a guest of its own: what an
 * emulator made of earlier work (translations, and what it thinks they are worth) shows in later work, and a row
 * measured alone has to come out as it does among all others.
 */
import { clocksOf, type Command, commandLine, startChild } from './child.ts';
import { TextFollower } from './follower.ts';
import type { Watched } from './watch.ts';

export interface Session {
  /** Types a line at the prompt, and waits for these texts and the next prompt. */
  run(line: string, texts: readonly string[], timeoutMs: number): Promise<Watched>;
  close(): void;
}

const BOOT_TIMEOUT_MS = 120_000;
const KEPT_ON_FAILURE = 600;

/** Resolves at the first prompt. Once something has failed the guest is gone, and everything further fails. */
export async function openSession(command: Command, prompt: string): Promise<Session> {
  const child = startChild(command);
  const clocks = clocksOf(child);
  let heard: (text: string) => void = () => {};
  let gone: ((reason: string) => void) | undefined;
  let end: string | undefined;
  let complaint = '';
  const finish = (reason: string): void => {
    end ??= reason;
    child.kill('SIGKILL');
    gone?.(end);
  };
  child.stdout.on('data', (text: string) => heard(text));
  child.stderr.on('data', (text: string) => {
    complaint += text;
  });
  child.on('error', (error) => finish(error.message));
  child.on('close', () => finish(`it ended\n${complaint}`));

  const follow = (texts: readonly string[], timeoutMs: number, typed?: string): Promise<Watched> =>
    new Promise((resolve, reject) => {
      const follower = new TextFollower(texts);
      const timer = setTimeout(() => finish(`it was not done after ${timeoutMs / 1000} s`), timeoutMs);
      const settle = (): void => {
        clearTimeout(timer);
        heard = () => {};
        gone = undefined;
      };
      gone = (reason) => {
        settle();
        const tail = follower.console.slice(-KEPT_ON_FAILURE);
        reject(
          new Error(
            `${commandLine(command)}\n${typed ?? ''}${reason}\n"${follower.missing}" did not appear\n${tail}`,
          ),
        );
      };
      heard = (text) => {
        follower.push(text, clocks);
        if (!follower.isDone) return;
        settle();
        resolve({ moments: follower.moments, console: follower.console });
      };
      if (end !== undefined) gone(end);
      else if (typed !== undefined) child.stdin.write(typed);
    });

  await follow([prompt], BOOT_TIMEOUT_MS);
  return {
    run: (line, texts, timeoutMs) => follow([...texts, prompt], timeoutMs, line),
    close: () => finish('it was closed'),
  };
}
