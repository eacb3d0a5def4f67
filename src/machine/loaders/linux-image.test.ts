import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { linuxImage, zbootFile } from '../../testing/boot-files.ts';
import { checkDisk } from './disk.ts';
import { gunzip } from './gzip.ts';
import { checkInitrd } from './initrd.ts';
import { loadLinuxImage } from './linux-image.ts';

const image = linuxImage({ bytes: 300_000, imageBytes: 0x4ede60n });

test('a plain, a gzip’d and an EFI zboot kernel are the same', () => {
  const plain = unwrap(loadLinuxImage(image, 'k'));
  expect(plain).toEqual({ bytes: image, textOffset: 0x20_0000, sizeBytes: 0x4ede60 });
  for (const file of [gzipSync(image), zbootFile(gzipSync(image))]) {
    expect(unwrap(loadLinuxImage(file, 'k'))).toEqual(plain);
  }
});

test('the size is that of the file where the header says less', () => {
  expect(unwrap(loadLinuxImage(linuxImage({ imageBytes: 0n }), 'k')).sizeBytes).toBe(4096);
});

test('gunzip reads names, comments and extra fields, and stops at the limit', () => {
  const data = new Uint8Array(500_000).map((_, index) => index * index);
  const named = gzipSync(data, {
    filename: 'Image',
    comment: 'made for a test',
    extra: { 1: Uint8Array.of(1) },
  });
  expect(unwrap(gunzip(named, data.length, 'f'))).toEqual(data);
  const refused = gunzip(named, data.length - 1, 'f');
  expect(!refused.ok && refused.problem.code).toBe('gzip.large');
});

test('any change to gzip data is noticed or harmless', () => {
  const data = new Uint8Array(3000).map((_, index) => index % 97);
  const file = gzipSync(data);
  fc.assert(
    fc.property(fc.nat({ max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), (offset, flip) => {
      const spoilt = file.slice();
      spoilt[offset] = (spoilt[offset] ?? 0) ^ flip;
      const result = gunzip(spoilt, 1 << 20, 'f');
      if (result.ok) expect(result.value).toEqual(data);
    }),
    { numRuns: 2000, seed: 3 },
  );
});

test('random bytes as kernel, initrd or disk give a value or one problem', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2048 }), fc.boolean(), (bytes, withHeader) => {
      if (withHeader && bytes.length >= 64) bytes.set([0x52, 0x53, 0x43, 5], 0x38);
      loadLinuxImage(bytes, 'f');
      checkInitrd(bytes, 'f');
      checkDisk(bytes, 'f');
    }),
    { numRuns: 2000, seed: 4 },
  );
});
