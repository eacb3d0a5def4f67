import { expect, test } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { parseCatalogue } from './catalogue.ts';
import { DEFAULT_CONFIGURATION, parseConfiguration } from './configuration.ts';
import { describeSize, formatSize, parseSize } from './size.ts';

test.each([
  ['256M', 256 << 20],
  ['64k', 64 << 10],
  ['1G', 1 << 30],
  ['3GiB', 3 * 2 ** 30],
  ['512', 512],
])('size %s', (text, bytes) => {
  expect(unwrap(parseSize(text, 'x'))).toBe(bytes);
});

test.each(['', 'M', '1.5G', '-1M', '1T', '1 M', '0x10', '9'.repeat(30)])('no size: %s', (text) => {
  expect(parseSize(text, 'x').ok).toBe(false);
});

test('sizes are written as they are read', () => {
  for (const bytes of [1, 1000, 1024, 1536 * 1024, 256 << 20, 3 * 2 ** 30]) {
    expect(unwrap(parseSize(formatSize(bytes), 'x'))).toBe(bytes);
  }
  expect([describeSize(999), describeSize(4_824_664), describeSize(2 ** 31)]).toEqual([
    '999 bytes',
    '4.6 MiB',
    '2 GiB',
  ]);
});

test('what is left out of a configuration takes its default', () => {
  expect(unwrap(parseConfiguration({}, 'x'))).toEqual(DEFAULT_CONFIGURATION);
  expect(unwrap(parseConfiguration({ tiers: ['optimizing', 'interpreter'] }, 'x')).tiers).toEqual([
    'interpreter',
    'optimizing',
  ]);
});

test.each([
  [null, /./],
  [{ harts: 1.5 }, /1 to 8/],
  [{ ramBytes: 16 * 2 ** 20 + 4096 }, /whole number of MiB/],
  [{ tiers: ['baseline', 'baseline'] }, /tiers/],
  [{ cores: 2 }, /cores/],
])('a configuration that does not fit: %j', (input, text) => {
  const result = parseConfiguration(input, 'x');
  expect(!result.ok && `${result.problem.where} ${result.problem.what}`).toMatch(text);
});

const image = {
  id: 'linux',
  title: 'Linux',
  description: 'A shell.',
  licence: 'GPL-2.0',
  files: [
    {
      role: 'kernel',
      path: 'linux/Image.gz',
      compression: 'gzip',
      sizeBytes: 10,
      unpackedBytes: 20,
      sha256: '0'.repeat(64),
    },
  ],
  machine: { isa: 'riscv64', harts: 1, ramBytes: 128 << 20 },
};

test('a catalogue', () => {
  const [read] = unwrap(parseCatalogue(JSON.stringify([image]), 'c'));
  expect(read?.machine).toEqual({ isa: 'riscv64', harts: 1, ramBytes: 128 << 20, append: '' });
});

test.each([
  ['no JSON', '{'],
  ['an id twice', JSON.stringify([image, image])],
  ['a path out of the folder', JSON.stringify([{ ...image, files: [{ ...image.files[0], path: '../x' }] }])],
  ['an absolute path', JSON.stringify([{ ...image, files: [{ ...image.files[0], path: '/etc/x' }] }])],
])('a catalogue with %s is refused', (_name, json) => {
  const result = parseCatalogue(json, 'c');
  expect(!result.ok && result.problem.where).toMatch(/^c/);
});
