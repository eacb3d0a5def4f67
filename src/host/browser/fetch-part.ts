/**
 * Fetches one part of a file whole, over a connection that may break: what has arrived is kept, and the rest is asked
 * for again, from where it broke if the server can do that.
 *
 * Sizes come from the catalogue and not from headers, because servers compress and decode on their own. A body that
 * is longer than it should be is broken off.
 */
import { type Problem, ProblemError, problem } from '../../base/problem.ts';

export interface RemotePart {
  readonly url: string;
  /** For messages. */
  readonly name: string;
  readonly sizeBytes: number;
}

export interface FetchOptions {
  /** Called as bytes arrive, with how many there are. */
  readonly progress: (receivedBytes: number) => void;
  readonly signal: AbortSignal;
  /** How long to wait before each further attempt; a few growing times if absent. */
  readonly retryDelaysMs?: readonly number[];
}

const RETRY_DELAYS_MS: readonly number[] = [300, 1000, 3000];
/** A connection over which nothing comes for so long is broken, though nobody said so. */
const STALL_MS = 15_000;

export const unreachable = (url: string, what: string): Problem =>
  problem('network', 'fetch.failed', url, what, 'check the connection, then retry');
export const damaged = (name: string, what: string): Problem =>
  problem('input', 'fetch.damaged', name, what, 'reload the page, or build the images again');

/** Throws a ProblemError, or an AbortError. */
export async function fetchPart(part: RemotePart, options: FetchOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { retryDelaysMs = RETRY_DELAYS_MS, signal } = options;
  const partial: Partial = { bytes: new Uint8Array(part.sizeBytes), receivedBytes: 0 };
  for (let attempt = 0; ; attempt++) {
    try {
      await receiveLively(part, partial, options);
      return partial.bytes;
    } catch (error) {
      const delayMs = retryDelaysMs[attempt];
      const isLost = !(error instanceof ProblemError) || error.problem.code === 'fetch.cut';
      if (signal.aborted || !isLost || delayMs === undefined || isOffline()) throw asProblem(error, part);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (signal.aborted) throw error;
    }
  }
}

interface Partial {
  readonly bytes: Uint8Array<ArrayBuffer>;
  receivedBytes: number;
}

/** As `receive`, given up when nothing comes any more. */
async function receiveLively(part: RemotePart, partial: Partial, options: FetchOptions): Promise<void> {
  const stalled = new AbortController();
  const giveUp = (): void =>
    stalled.abort(new ProblemError(lost(part.url, 'nothing comes from there any more')));
  let timer = setTimeout(giveUp, STALL_MS);
  const progress = (receivedBytes: number): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, STALL_MS);
    options.progress(receivedBytes);
  };
  try {
    const signal = AbortSignal.any([options.signal, stalled.signal]);
    await receive(part, partial, { ...options, signal, progress });
  } finally {
    clearTimeout(timer);
  }
}

const lost = (url: string, what: string): Problem => ({ ...unreachable(url, what), code: 'fetch.cut' });

async function receive(
  { url, name, sizeBytes }: RemotePart,
  partial: Partial,
  { progress, signal }: FetchOptions,
): Promise<void> {
  const from = partial.receivedBytes;
  const response = await fetch(url, { signal, ...(from > 0 && { headers: { Range: `bytes=${from}-` } }) });
  if (!response.ok) throw new ProblemError(unreachable(url, `the server answered ${response.status}`));
  if (response.body === null) throw new ProblemError(unreachable(url, 'the answer is empty'));
  // A server that does not know ranges sends everything again.
  if (!continues(response, from)) partial.receivedBytes = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (partial.receivedBytes + value.length > sizeBytes) {
      await reader.cancel();
      throw new ProblemError(damaged(name, `it is longer than the ${sizeBytes} bytes it should have`));
    }
    partial.bytes.set(value, partial.receivedBytes);
    partial.receivedBytes += value.length;
    progress(partial.receivedBytes);
  }
  if (partial.receivedBytes < sizeBytes) {
    const what = `it ended after ${partial.receivedBytes} of ${sizeBytes} bytes`;
    throw new ProblemError(lost(url, what));
  }
}

const continues = ({ status, headers }: Response, from: number): boolean =>
  status === 206 && headers.get('Content-Range')?.startsWith(`bytes ${from}-`) === true;

const isOffline = (): boolean => globalThis.navigator?.onLine === false;

function asProblem(error: unknown, { url }: RemotePart): unknown {
  if (error instanceof ProblemError || (error instanceof DOMException && error.name === 'AbortError'))
    return error;
  return new ProblemError(unreachable(url, 'it cannot be fetched'));
}

/** A small text file: its text, or a ProblemError. */
export async function fetchTextOnce(url: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(STALL_MS) });
    if (response.ok) return await response.text();
  } catch {
    throw new ProblemError(unreachable(url, 'it cannot be fetched'));
  }
  throw new ProblemError(unreachable(url, `the server answered ${response.status}`));
}
