/** A chain's segments as one stream of bytes. Segments have been checked, so every copy succeeds. */
import { assert } from '../../base/assert.ts';
import type { PhysicalMemory } from '../physical-memory.ts';
import type { Segment } from './queue.ts';

/** The part of `segments` from `skipBytes` on, at most `lengthBytes` long. */
export function slice(segments: readonly Segment[], skipBytes: number, lengthBytes: number): Segment[] {
  const result: Segment[] = [];
  let skip = skipBytes;
  let left = lengthBytes;
  for (const segment of segments) {
    const from = Math.min(skip, segment.lengthBytes);
    const take = Math.min(segment.lengthBytes - from, left);
    if (take > 0) result.push({ address: segment.address + from, lengthBytes: take });
    skip -= from;
    left -= take;
  }
  return result;
}

/** Reads as much of `segments` as `into` holds. */
export function gather(memory: PhysicalMemory, segments: readonly Segment[], into: Uint8Array): void {
  let offset = 0;
  for (const { address, lengthBytes } of slice(segments, 0, into.length)) {
    assert(memory.read(address, into.subarray(offset, offset + lengthBytes)), 'a checked segment is in RAM');
    offset += lengthBytes;
  }
}

/** Writes as much of `from` as fits into `segments`; returns the bytes written. */
export function scatter(memory: PhysicalMemory, segments: readonly Segment[], from: Uint8Array): number {
  let offset = 0;
  for (const { address, lengthBytes } of slice(segments, 0, from.length)) {
    assert(memory.write(address, from.subarray(offset, offset + lengthBytes)), 'a checked segment is in RAM');
    offset += lengthBytes;
  }
  return offset;
}
