import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseCatalogue } from '../src/machine/config/catalogue.ts';
import { programImages } from './pack-programs.ts';
import { readCpio } from './root/read-cpio.ts';

const folder = new URL('../public/images/', import.meta.url);
const read = (path: string): Buffer => readFileSync(new URL(path, folder));
const MAX_PART_BYTES = 16 * 1024 * 1024;

function catalogue() {
  const parsed = parseCatalogue(read('catalogue.json').toString(), fileURLToPath(folder));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}

function linuxFile(role: string): Buffer {
  const file = catalogue()
    .find(({ id }) => id === 'linux')
    ?.files.find((one) => one.role === role);
  if (!file) throw new Error(`the image "linux" has no ${role}`);
  return gunzipSync(read(file.path));
}

describe('the images that are shipped', () => {
  it('are what the catalogue says, in parts that a static host takes', () => {
    for (const { files } of catalogue()) {
      for (const file of files) {
        const packed = read(file.path);
        const unpacked = file.compression === 'gzip' ? gunzipSync(packed) : packed;
        const sha256 = createHash('sha256').update(unpacked).digest('hex');
        const actual = { sizeBytes: packed.length, unpackedBytes: unpacked.length, sha256 };
        expect(file).toMatchObject(actual);
        expect(file.path).toBe(`${file.role}-${sha256.slice(0, 16)}.bin`);
        expect(packed.length).toBeLessThanOrEqual(MAX_PART_BYTES);
      }
    }
  });

  it('come alone, but for the licences', () => {
    const named = catalogue().flatMap(({ files }) => files.map(({ path }) => path));
    const rest = readdirSync(folder).filter((name) => !named.includes(name));
    expect(rest.sort()).toEqual(['GPL-2.0.txt', 'LGPL-2.1.txt', 'catalogue.json']);
  });

  it('hold the bare-metal programs as our assembler makes them today', () => {
    expect(catalogue().filter(({ files }) => files[0]?.role === 'elf')).toMatchObject(
      programImages.map(({ id, title, files }) => ({ id, title, files })),
    );
  });

  it('hold a kernel of less than 5 MB with the header of a RISC-V Image', () => {
    const kernel = linuxFile('kernel');
    expect(kernel.length).toBeLessThan(5_000_000);
    expect(kernel.toString('latin1', 48, 60)).toBe('RISCV\0\0\0RSC\x05');
  });

  it('hold a root with init, a shell and vmbench, its data where the kernel copies by words', () => {
    const entries = readCpio(linuxFile('initrd'));
    const names = entries.map(({ path }) => path);
    expect(names).toEqual(
      expect.arrayContaining(['init', 'bin/busybox', 'bin/sh', 'bin/vmbench', 'dev/console']),
    );
    const files = entries.filter(({ mode, dataBytes }) => (mode & 0o170000) === 0o100000 && dataBytes > 0);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter(({ dataOffset }) => dataOffset % 8 !== 0)).toEqual([]);
  });
});
