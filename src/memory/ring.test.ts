import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteRing, byteRingSizeBytes } from './ring.ts';

const CAPACITY = 16;
const make = () => {
  const buffer = new SharedArrayBuffer(byteRingSizeBytes(CAPACITY) + 8);
  return { writer: byteRing(buffer, 8, CAPACITY), reader: byteRing(buffer, 8, CAPACITY) };
};
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('a byte ring', () => {
  it('takes what fits, says how much, and keeps order over the wrap', () => {
    const { writer, reader } = make();
    const scratch = new Uint8Array(10);
    expect(writer.write(new Uint8Array(12).fill(1))).toBe(12);
    expect(reader.read(scratch)).toBe(10);
    expect(writer.write(bytes(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))).toBe(14);
    expect(writer.room()).toBe(0);
    expect(reader.available()).toBe(16);
    expect(reader.read(scratch)).toBe(10);
    expect([...scratch]).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('hides staged bytes until they are published, and refuses the byte that has no room', () => {
    const { writer, reader } = make();
    for (let byte = 0; byte < CAPACITY; byte++) expect(writer.stage(byte)).toBe(true);
    expect(writer.stage(99)).toBe(false);
    expect(reader.available()).toBe(0);
    writer.publish();
    expect(reader.available()).toBe(CAPACITY);
  });

  it('survives positions that pass 2^32', () => {
    const buffer = new SharedArrayBuffer(byteRingSizeBytes(CAPACITY));
    new Uint32Array(buffer, 0, 1)[0] = 0xffff_fffa;
    new Uint32Array(buffer, 64, 1)[0] = 0xffff_fffa;
    const ring = byteRing(buffer, 0, CAPACITY);
    expect(ring.write(bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))).toBe(12);
    const out = new Uint8Array(CAPACITY);
    expect(ring.read(out)).toBe(12);
    expect([...out.subarray(0, 12)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(ring.room()).toBe(CAPACITY);
  });

  it('is a first-in first-out queue for every sequence of writes and reads', () => {
    const step = fc.record({ write: fc.uint8Array({ maxLength: 40 }), readBytes: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { writer, reader } = make();
        const model: number[] = [];
        for (const { write, readBytes } of steps) {
          const taken = writer.write(write);
          expect(taken).toBe(Math.min(write.length, CAPACITY - model.length));
          model.push(...write.subarray(0, taken));
          const out = new Uint8Array(readBytes);
          const count = reader.read(out);
          expect([...out.subarray(0, count)]).toEqual(model.splice(0, count));
          expect(count === readBytes || model.length === 0).toBe(true);
        }
      }),
    );
  });
});
