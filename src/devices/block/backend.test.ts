import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CopyOnWriteDisk } from './backend.ts';

it('agrees with an array, and lists exactly the pages that differ', () => {
  const access = fc.record({ offset: fc.nat(19_999), length: fc.nat(9000), byte: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(access, { maxLength: 12 }), (accesses) => {
      const base = Uint8Array.from({ length: 20_000 }, (_, index) => index & 0xff);
      const disk = new CopyOnWriteDisk(base);
      expect(disk.sizeBytes).toBe(20_480);
      const model = new Uint8Array(disk.sizeBytes);
      model.set(base);
      for (const { offset, length, byte } of accesses) {
        const part = new Uint8Array(Math.min(length, disk.sizeBytes - offset)).fill(byte);
        disk.write(offset, part);
        model.set(part, offset);
      }
      const whole = new Uint8Array(disk.sizeBytes);
      disk.read(0, whole);
      expect(Buffer.compare(whole, model)).toBe(0);
      const changed = new Set<number>();
      model.forEach((byte, index) => {
        if (byte !== (base[index] ?? 0)) changed.add(index >> 12);
      });
      expect([...disk.changedPages()].map(({ index }) => index)).toEqual([...changed].sort((a, b) => a - b));
      expect(base.every((byte, index) => byte === (index & 0xff))).toBe(true);
    }),
    { numRuns: 100, seed: 6 },
  );
});

it('forgets its changes', () => {
  const disk = new CopyOnWriteDisk(new Uint8Array(512));
  disk.write(0, Uint8Array.of(1));
  disk.discardChanges();
  expect([...disk.changedPages()]).toEqual([]);
});
