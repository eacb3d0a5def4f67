/**
 * Calls into a worker that always end. A Comlink call that is pending when its worker dies neither resolves
 * nor rejects, so every call goes through here: it has a deadline, and all pending calls fail at once when the
 * worker reports an error or is given up.
 *
 * Example:
 *   const calls = guardCalls(Comlink.wrap<MachineService>(worker), 'the machine worker');
 *   worker.addEventListener('error', (event) => calls.fail(event.message));
 *   const result = await calls.call('pause');
 */
import { failure, type Problem, problem, type Result } from '../../base/problem.ts';

/** Calls answer soon by contract; this long means that nobody is there. */
const CALL_DEADLINE_MS = 10_000;

type Answer<T> = T extends Result<unknown> ? T : never;
type Method<T, K extends keyof T> = T[K] extends (...args: infer A) => Promise<infer R>
  ? { readonly args: A; readonly answer: Answer<R> }
  : never;
type Remote<T> = { readonly [K in keyof T]: (...args: never[]) => Promise<unknown> };

export interface GuardedCalls<T> {
  /** The method's own result, or a problem of this side: too late, broken off, not transferable. */
  call<K extends keyof T & string>(method: K, ...args: Method<T, K>['args']): Promise<Method<T, K>['answer']>;
  /** As `call`, for work whose length nobody knows (loading over a network): only `fail` ends it early. */
  callWithoutDeadline<K extends keyof T & string>(
    method: K,
    ...args: Method<T, K>['args']
  ): Promise<Method<T, K>['answer']>;
  /** Ends all pending calls, and every later one, with this problem. */
  fail(reason: Problem): void;
}

/** `where` names the worker in problems. */
export function guardCalls<T>(
  remote: Remote<T>,
  where: string,
  deadlineMs = CALL_DEADLINE_MS,
): GuardedCalls<T> {
  const pending = new Set<(reason: Problem) => void>();
  let failed: Problem | undefined;

  const invoke = <K extends keyof T & string>(
    method: K,
    args: readonly unknown[],
    limitMs: number | undefined,
  ) =>
    new Promise<Result<unknown>>((resolve) => {
      if (failed !== undefined) {
        resolve(failure(failed));
        return;
      }
      let timer: ReturnType<typeof setTimeout> | undefined;
      const settle = (result: Result<unknown>): void => {
        clearTimeout(timer);
        pending.delete(end);
        resolve(result);
      };
      const end = (reason: Problem): void => settle(failure(reason));
      pending.add(end);
      if (limitMs !== undefined) {
        const what = `no answer to "${method}" within ${limitMs / 1000} seconds`;
        timer = setTimeout(
          () => end(problem('internal', 'worker.late', where, what, 'restart the machine')),
          limitMs,
        );
      }
      const send = remote[method] as (...values: readonly unknown[]) => Promise<Result<unknown>>;
      Promise.resolve(send(...args)).then(settle, (error: unknown) => {
        const what = `"${method}" failed: ${error instanceof Error ? error.message : String(error)}`;
        end(problem('internal', 'worker.call', where, what, 'restart the machine'));
      });
    });

  return {
    call: (method, ...args) => invoke(method, args, deadlineMs) as never,
    callWithoutDeadline: (method, ...args) => invoke(method, args, undefined) as never,
    fail(reason) {
      failed ??= reason;
      for (const end of pending) end(failed);
    },
  };
}
