/**
 * The container of a snapshot file: a magic and version, then chunks, each with its length and the CRC-32 of what
 * it holds, and an end mark. A file that was cut, torn or scribbled on anywhere says so.
 *
 *   "TRMPSNAP" version (u32) · chunks: type (u32), length (u32), CRC-32 (u32), payload · a chunk of type 0
 */
import { crc32 } from '../../base/crc32.ts';
import { failure, problem, type Result, success } from '../../base/problem.ts';

const MAGIC = Uint8Array.from('TRMPSNAP', (letter) => letter.charCodeAt(0));
const VERSION = 1;
const FILE_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 12;
const END = 0;

export interface Chunk {
  /** Not 0. */
  readonly type: number;
  readonly payload: Uint8Array;
}

function numbers(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint32(index * 4, value, true));
  return bytes;
}

export const fileHeader = (): Uint8Array => Uint8Array.of(...MAGIC, ...numbers(VERSION));

/** A chunk as it stands in the file, in two parts. */
export const chunkParts = ({ type, payload }: Chunk): readonly Uint8Array[] => [
  numbers(type, payload.length, crc32(payload)),
  payload,
];

export const fileEnd = (): Uint8Array => numbers(END, 0, crc32(new Uint8Array(0)));

const refuse = (kind: 'input' | 'unsupported', code: string, where: string, what: string, action: string) =>
  failure(problem(kind, `snapshot.${code}`, where, what, action));

const damaged = (where: string, what: string) =>
  refuse('input', 'damaged', where, what, 'use another snapshot, or start anew');

/** The chunks of a whole, sound file of a version that this build knows. */
export function readChunks(bytes: Uint8Array, where: string): Result<Chunk[]> {
  if (bytes.length < MAGIC.length || !MAGIC.every((byte, index) => bytes[index] === byte)) {
    return refuse('input', 'foreign', where, 'it is not a snapshot of this project', 'choose another file');
  }
  if (bytes.length < FILE_HEADER_BYTES) return damaged(where, 'it was cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint32(MAGIC.length, true);
  if (version !== VERSION) {
    const what = `it is of version ${version}, and this build knows version ${VERSION}`;
    return refuse('unsupported', 'version', where, what, 'open it with a newer build');
  }
  const chunks: Chunk[] = [];
  for (let at = FILE_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= bytes.length; ) {
    const type = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    const start = at + CHUNK_HEADER_BYTES;
    if (start + length > bytes.length) break;
    const payload = bytes.subarray(start, start + length);
    if (crc32(payload) !== view.getUint32(at + 8, true)) return damaged(where, `it is damaged at byte ${at}`);
    at = start + length;
    if (type !== END) chunks.push({ type, payload });
    else if (at === bytes.length && length === 0) return success(chunks);
    else return damaged(where, 'it goes on after its end');
  }
  return damaged(where, 'it was cut short');
}
