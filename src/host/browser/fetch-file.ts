/**
 * Fetches one file of an image: streamed with progress, unpacked on the way, and checked.
 *
 * Sizes come from the catalogue and not from headers, because servers compress and decode on their own. A body
 * that is longer than it should be is broken off, so that nothing unpacks without bound. The hash is over the
 * unpacked bytes: it holds whatever way they travelled.
 */
import { gunzipSync } from 'fflate';
import { failure, type Problem, ProblemError, problem, type Result, success } from '../../base/problem.ts';

export interface RemoteFile {
  readonly url: string;
  /** For messages. */
  readonly name: string;
  readonly compression: 'none' | 'gzip';
  /** As it travels. */
  readonly sizeBytes: number;
  readonly unpackedBytes: number;
  /** Of the unpacked bytes: 64 lower-case hex digits. */
  readonly sha256: string;
}

export interface FetchOptions {
  /** Called as bytes arrive, with how many there are. */
  readonly progress: (receivedBytes: number) => void;
  readonly signal: AbortSignal;
}

const unreachable = (url: string, what: string): Problem =>
  problem('network', 'fetch.failed', url, what, 'check the connection, then retry');
const damaged = (name: string, what: string): Problem =>
  problem('input', 'fetch.damaged', name, what, 'reload the page, or build the images again');

/** The body of a response as a stream, or a network problem. */
async function open(url: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new ProblemError(unreachable(url, `the server answered ${response.status}`));
  if (response.body === null) throw new ProblemError(unreachable(url, 'the answer is empty'));
  return response.body;
}

/** Reads a stream into one array of exactly `sizeBytes`. */
async function readExactly(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  sizeBytes: number,
  name: string,
  progress?: (receivedBytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(sizeBytes);
  const reader = stream.getReader();
  let filledBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (filledBytes + value.length > sizeBytes) {
      await reader.cancel();
      throw new ProblemError(damaged(name, `it is longer than the ${sizeBytes} bytes it should have`));
    }
    bytes.set(value, filledBytes);
    filledBytes += value.length;
    progress?.(filledBytes);
  }
  if (filledBytes < sizeBytes) {
    throw new ProblemError(unreachable(name, `it ended after ${filledBytes} of ${sizeBytes} bytes`));
  }
  return bytes;
}

/** Counts what passes, and breaks off what is too much. */
function counting(limitBytes: number, name: string, progress: (receivedBytes: number) => void) {
  let receivedBytes = 0;
  return new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      receivedBytes += chunk.length;
      if (receivedBytes > limitBytes) {
        throw new ProblemError(damaged(name, `it is longer than the ${limitBytes} bytes it should have`));
      }
      progress(receivedBytes);
      controller.enqueue(chunk);
    },
  });
}

async function unpacked(
  file: RemoteFile,
  { progress, signal }: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { url, name, sizeBytes, unpackedBytes, compression } = file;
  const body = await open(url, signal);
  if (compression === 'none') return readExactly(body, sizeBytes, name, progress);
  if (typeof DecompressionStream === 'undefined') {
    const packed = await readExactly(body, sizeBytes, name, progress);
    return gunzipSync(packed, { out: new Uint8Array(unpackedBytes) });
  }
  const plain = body
    .pipeThrough(counting(sizeBytes, name, progress))
    .pipeThrough(new DecompressionStream('gzip'));
  return readExactly(plain, unpackedBytes, name);
}

const hex = (digest: ArrayBuffer): string =>
  Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');

function describeFailure(error: unknown, file: RemoteFile): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof DOMException && error.name === 'AbortError') {
    return problem('network', 'fetch.aborted', file.name, 'loading was broken off', 'start it again');
  }
  const text = error instanceof Error ? error.message : String(error);
  // What fetch throws for a dead connection, and what decompression throws for bad data, are both TypeErrors.
  const isData = /compress|deflate|gzip|invalid|corrupt|header|junk/i.test(text);
  return isData
    ? damaged(file.name, 'its gzip data are cut or damaged')
    : unreachable(file.url, 'it cannot be fetched');
}

/** The file's bytes, unpacked and checked. */
export async function fetchFile(
  file: RemoteFile,
  options: FetchOptions,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
  try {
    const bytes = await unpacked(file, options);
    const found = hex(await crypto.subtle.digest('SHA-256', bytes));
    if (found === file.sha256) return success(bytes);
    const what = `its SHA-256 is ${found.slice(0, 16)}…, the catalogue says ${file.sha256.slice(0, 16)}…`;
    return failure(damaged(file.name, what));
  } catch (error) {
    return failure(describeFailure(error, file));
  }
}

/** A small text file. */
export async function fetchText(url: string): Promise<Result<string>> {
  try {
    const response = await fetch(url);
    if (!response.ok) return failure(unreachable(url, `the server answered ${response.status}`));
    return success(await response.text());
  } catch {
    return failure(unreachable(url, 'it cannot be fetched'));
  }
}
