/** The catalogue as the command reads it, on a small one made here. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unwrap } from '../base/problem.ts';
import { catalogueTable, findImage, imageHash, readCatalogue, readImageFile } from './images.ts';

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');
const kernel = new Uint8Array(5000).map((_, index) => index);
const packed = gzipSync(kernel);

const image = {
  id: 'tiny',
  title: 'Tiny',
  description: 'Nothing.',
  licence: 'MIT',
  prompt: '# ',
  files: [
    {
      role: 'kernel',
      path: 'kernel.bin',
      compression: 'gzip',
      sizeBytes: packed.length,
      unpackedBytes: kernel.length,
      sha256: sha256(kernel),
    },
  ],
  machine: { isa: 'riscv64', harts: 2, ramBytes: 64 << 20, append: 'quiet' },
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
  writeFileSync(join(folder, 'catalogue.json'), JSON.stringify([image]));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = () => unwrap(findImage(unwrap(readCatalogue(folder)), 'tiny'));

test('an image is found, its file unpacked and checked', () => {
  writeFileSync(join(folder, 'kernel.bin'), packed);
  const [file] = read().files;
  if (!file) throw new Error('the image has no file');
  expect(Buffer.compare(unwrap(readImageFile(folder, file)), kernel)).toBe(0);
  expect(imageHash(read())).toBe(sha256(`kernel ${sha256(kernel)}\n`));
  expect(catalogueTable([read()])).toMatch(/^ID +TITLE .*\ntiny +Tiny .* 2 +64M +MIT\n$/);
});

test('a file that is another one, or cut, is refused', () => {
  const [file] = read().files;
  if (!file) throw new Error('the image has no file');
  const codes = [gzipSync(kernel.slice().fill(7)), packed.slice(0, 40), new Uint8Array(0)].map((bytes) => {
    writeFileSync(join(folder, 'kernel.bin'), bytes);
    const result = readImageFile(folder, file);
    return result.ok ? 'ok' : result.problem.code;
  });
  expect(codes).toEqual(['image.hash', 'gzip.damaged', 'gzip.damaged']);
});

test('a misspelt id names the nearest', () => {
  const result = findImage([read()], 'tini');
  expect(!result.ok && result.problem.action).toBe('did you mean tiny?');
});

test('a folder without a catalogue has no images', () => {
  const result = readCatalogue(join(folder, 'none'));
  expect(!result.ok && result.problem.code).toBe('catalogue.missing');
});
