/**
 * A byte queue between two threads in shared memory: one writes, one reads, nobody locks.
 *
 * Both positions run freely modulo 2^32, each has one writer and a cache line of its own, and the difference
 * is the number of bytes queued. The ring never drops: `write` takes what fits and says how much that was, so
 * whoever writes must wait for room. A writer that produces single bytes stages them and publishes the lot,
 * because one atomic store per byte would cost more than making the byte.
 *
 * Example:
 *   const ring = byteRing(memory.buffer, base, 64 * 1024);
 *   const taken = ring.write(bytes);      // in one thread
 *   const count = ring.read(scratch);     // in the other
 */
import { assert } from '../base/assert.ts';
import { isPowerOfTwo } from '../base/bits.ts';

const WRITTEN_OFFSET = 0;
const READ_OFFSET = 64;
const DATA_OFFSET = 128;

export interface ByteRing {
  readonly capacityBytes: number;
  /** Bytes published and not yet read. */
  available(): number;
  /** Bytes that can be staged now. Only the writer may ask. */
  room(): number;
  /** Takes as many leading bytes as fit, publishes them, and returns how many those were. */
  write(bytes: Uint8Array): number;
  /** Adds one byte that the reader does not see until `publish`; false if there is no room. */
  stage(byte: number): boolean;
  /** Shows the reader what was staged. */
  publish(): void;
  /** Moves up to `into.length` bytes out of the ring and returns how many. */
  read(into: Uint8Array): number;
}

/** Shared memory that a ring of this capacity takes, its two positions included. */
export const byteRingSizeBytes = (capacityBytes: number): number => DATA_OFFSET + capacityBytes;

/**
 * The ring at `base` (a multiple of 4) of a buffer; `capacityBytes` is a power of two. Zeroed memory is an
 * empty ring. Each thread makes its own object, and the writer makes exactly one: staged bytes are counted in it.
 */
export function byteRing(buffer: ArrayBufferLike, base: number, capacityBytes: number): ByteRing {
  assert(isPowerOfTwo(capacityBytes), `ring capacity ${capacityBytes} is not a power of two`);
  const written = new Uint32Array(buffer, base + WRITTEN_OFFSET, 1);
  const readPosition = new Uint32Array(buffer, base + READ_OFFSET, 1);
  const data = new Uint8Array(buffer, base + DATA_OFFSET, capacityBytes);
  const mask = capacityBytes - 1;
  let staged = Atomics.load(written, 0);

  const room = (): number => capacityBytes - ((staged - Atomics.load(readPosition, 0)) >>> 0);
  const publish = (): void => {
    Atomics.store(written, 0, staged);
  };

  return {
    capacityBytes,
    room,
    publish,
    available: () => (Atomics.load(written, 0) - Atomics.load(readPosition, 0)) >>> 0,
    write(bytes) {
      const count = Math.min(bytes.length, room());
      const start = staged & mask;
      const first = Math.min(count, capacityBytes - start);
      data.set(bytes.subarray(0, first), start);
      data.set(bytes.subarray(first, count), 0);
      staged = (staged + count) >>> 0;
      publish();
      return count;
    },
    stage(byte) {
      if (room() === 0) return false;
      data[staged & mask] = byte;
      staged = (staged + 1) >>> 0;
      return true;
    },
    read(into) {
      const position = Atomics.load(readPosition, 0);
      const count = Math.min(into.length, (Atomics.load(written, 0) - position) >>> 0);
      const start = position & mask;
      const first = Math.min(count, capacityBytes - start);
      into.set(data.subarray(start, start + first), 0);
      into.set(data.subarray(0, count - first), first);
      Atomics.store(readPosition, 0, (position + count) >>> 0);
      return count;
    },
  };
}
