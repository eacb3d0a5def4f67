/**
 * One file of an image: its parts from the store or the network, put together, unpacked, and checked.
 *
 * The hash is over the unpacked bytes: it holds whatever way they travelled and wherever they lay. A file from the
 * store that fails the check is thrown away and fetched. Parts that arrived stay in the store even if a later one
 * fails, so that the next attempt goes on from there.
 */
import { failure, type Problem, ProblemError, problem, type Result, success } from '../../base/problem.ts';
import { damaged, type FetchOptions, fetchPart, fetchTextOnce, unreachable } from './fetch-part.ts';
import type { PartStore } from './part-store.ts';

export interface RemoteFile {
  /** For messages. */
  readonly name: string;
  readonly parts: readonly { readonly url: string; readonly sizeBytes: number }[];
  readonly compression: 'none' | 'gzip';
  readonly unpackedBytes: number;
  /** Of the unpacked bytes: 64 lower-case hex digits. */
  readonly sha256: string;
}

export interface FileOptions extends FetchOptions {
  readonly store?: PartStore | undefined;
  /** Told once if a part could not be kept. */
  readonly notKept?: (error: unknown) => void;
}

/** The file's bytes, unpacked and checked. */
export async function fetchFile(
  file: RemoteFile,
  options: FileOptions,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
  try {
    const { parts, stored } = await gather(file, options);
    try {
      return success(await openFile(file, parts));
    } catch (error) {
      if (!stored) throw error;
    }
    await options.store?.remove(file.sha256);
    const fresh = await gather(file, options);
    return success(await openFile(file, fresh.parts));
  } catch (error) {
    if (isDamage(error)) await options.store?.remove(file.sha256);
    return failure(describeFailure(error, file));
  }
}

const isDamage = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.code === 'fetch.damaged';

/** All parts, and whether any came from the store. */
async function gather(
  file: RemoteFile,
  options: FileOptions,
): Promise<{ readonly parts: readonly Uint8Array<ArrayBuffer>[]; readonly stored: boolean }> {
  const { store, progress, signal } = options;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const writes: Promise<void>[] = [];
  let stored = false;
  let doneBytes = 0;
  let isRefused = false;
  const refused = (error: unknown): void => {
    if (!isRefused) options.notKept?.(error);
    isRefused = true;
  };
  try {
    for (const [index, { url, sizeBytes }] of file.parts.entries()) {
      signal.throwIfAborted();
      let part = await store?.read(file.sha256, index, sizeBytes);
      if (part) stored = true;
      else {
        const remote = { url, name: file.name, sizeBytes };
        const base = doneBytes;
        part = await fetchPart(remote, { ...options, progress: (bytes) => progress(base + bytes) });
        if (store) writes.push(store.write(file.sha256, index, part).catch(refused));
      }
      parts.push(part);
      doneBytes += sizeBytes;
      progress(doneBytes);
    }
  } catch (error) {
    await Promise.all(writes);
    throw error;
  }
  // Nothing waits for the disk: what can't be kept is fetched again some day.
  return { parts, stored };
}

async function openFile(
  file: RemoteFile,
  parts: readonly Uint8Array<ArrayBuffer>[],
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await unpack(file, parts);
  const found = await hashOf(bytes);
  if (found === file.sha256) return bytes;
  const what = `its SHA-256 is ${found.slice(0, 16)}…, the catalogue says ${file.sha256.slice(0, 16)}…`;
  throw new ProblemError(damaged(file.name, what));
}

async function unpack(
  { name, compression, unpackedBytes }: RemoteFile,
  parts: readonly Uint8Array<ArrayBuffer>[],
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(unpackedBytes);
  try {
    if (compression === 'none') return await readExactly(new Blob([...parts]).stream(), bytes, name);
    if (typeof DecompressionStream === 'undefined') {
      const { gunzipSync } = await import('fflate');
      const packed = new Uint8Array(await new Blob([...parts]).arrayBuffer());
      return gunzipSync(packed, { out: bytes });
    }
    const plain = new Blob([...parts]).stream().pipeThrough(new DecompressionStream('gzip'));
    return await readExactly(plain, bytes, name);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError(damaged(name, 'its gzip data are cut or damaged'));
  }
}

/** Fills `bytes` from a stream that must have exactly as many: nothing unpacks without bound. */
async function readExactly(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  let filledBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (filledBytes + value.length > bytes.length) {
      await reader.cancel();
      throw new ProblemError(damaged(name, `it is longer than the ${bytes.length} bytes it should have`));
    }
    bytes.set(value, filledBytes);
    filledBytes += value.length;
  }
  if (filledBytes === bytes.length) return bytes;
  throw new ProblemError(damaged(name, `it is shorter than the ${bytes.length} bytes it should have`));
}

/** Plain http from another host has no `crypto.subtle`. */
export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = globalThis.crypto as { readonly subtle?: SubtleCrypto };
  const digest = subtle
    ? new Uint8Array(await subtle.digest('SHA-256', bytes))
    : (await import('@noble/hashes/sha2.js')).sha256(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function describeFailure(error: unknown, file: RemoteFile): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof DOMException && error.name === 'AbortError') {
    return problem('network', 'fetch.aborted', file.name, 'loading was broken off', 'start it again');
  }
  return unreachable(file.name, 'it cannot be fetched');
}

/** A small text file. */
export async function fetchText(url: string): Promise<Result<string>> {
  try {
    return success(await fetchTextOnce(url));
  } catch (error) {
    if (error instanceof ProblemError) return failure(error.problem);
    return failure(unreachable(url, 'it broke off'));
  }
}
