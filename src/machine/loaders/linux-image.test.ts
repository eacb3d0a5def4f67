import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { linuxImage, zbootFile } from '../../testing/boot-files.ts';
import { checkDisk } from './disk.ts';
import { gunzip } from './gzip.ts';
import { checkInitrd } from './initrd.ts';
import { loadLinuxImage } from './linux-image.ts';

/** Faster than `toEqual` by far. */
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const image = linuxImage({ bytes: 300_000, imageBytes: 0x4ede60n });

test('a plain, a gzip’d and an EFI zboot kernel are the same', () => {
  const plain = unwrap(loadLinuxImage(image, 'k', gunzip));
  expect(plain.bytes).toBe(image);
  expect(plain).toMatchObject({ textOffset: 0x20_0000, sizeBytes: 0x4ede60 });
  for (const file of [gzipSync(image), zbootFile(gzipSync(image))]) {
    const { bytes, textOffset, sizeBytes } = unwrap(loadLinuxImage(file, 'k', gunzip));
    expect(sameBytes(bytes, image)).toBe(true);
    expect([textOffset, sizeBytes]).toEqual([plain.textOffset, plain.sizeBytes]);
  }
});

test('the size is that of the file where the header says less', () => {
  expect(unwrap(loadLinuxImage(linuxImage({ imageBytes: 0n }), 'k', gunzip)).sizeBytes).toBe(4096);
});

test('gunzip reads names and extra fields, and stops at the limit', () => {
  const data = new Uint8Array(500_000).map((_, index) => index * index);
  const packed = gzipSync(data, { filename: 'Image' });
  // An extra field of two bytes, and the flag that announces it.
  const named = Uint8Array.of(...packed.subarray(0, 10), 2, 0, 9, 9, ...packed.subarray(10));
  named[3] = (named[3] ?? 0) | 4;
  expect(sameBytes(unwrap(gunzip(named, data.length, 'f')), data)).toBe(true);
  const refused = gunzip(named, data.length - 1, 'f');
  expect(!refused.ok && refused.problem.code).toBe('gzip.large');
});

test('any change to gzip data is noticed or harmless', () => {
  const data = new Uint8Array(3000).map((_, index) => index % 97);
  const file = gzipSync(data);
  const { counterexample } = fc.check(
    fc.property(fc.nat({ max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), (offset, flip) => {
      const spoilt = file.slice();
      spoilt[offset] = (spoilt[offset] ?? 0) ^ flip;
      const result = gunzip(spoilt, 1 << 20, 'f');
      return !result.ok || sameBytes(result.value, data);
    }),
    { numRuns: 2000, seed: 3 },
  );
  expect(counterexample).toBeNull();
});

test('random bytes as kernel, initrd or disk give a value or one problem', () => {
  const { counterexample } = fc.check(
    fc.property(fc.uint8Array({ maxLength: 2048 }), fc.boolean(), (bytes, withHeader) => {
      if (withHeader && bytes.length >= 64) bytes.set([0x52, 0x53, 0x43, 5], 0x38);
      loadLinuxImage(bytes, 'f', gunzip);
      checkInitrd(bytes, 'f');
      checkDisk(bytes, 'f');
    }),
    { numRuns: 2000, seed: 4 },
  );
  expect(counterexample).toBeNull();
});
