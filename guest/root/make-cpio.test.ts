import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { readCpio } from './read-cpio.ts';

const program = fileURLToPath(new URL('make-cpio.mjs', import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A tree with names of every length modulo 8, a link of each kind, and the given modification time. */
function tree(seconds: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'make-cpio-'));
  folders.push(folder);
  mkdirSync(join(folder, 'bin'));
  for (let length = 1; length <= 9; length++) {
    const path = join(folder, 'bin', 'x'.repeat(length));
    writeFileSync(path, `file ${length}`.repeat(length));
    chmodSync(path, 0o755);
    utimesSync(path, seconds, seconds);
  }
  linkSync(join(folder, 'bin/x'), join(folder, 'bin/y'));
  symlinkSync('bin', join(folder, 'sbin'));
  return folder;
}

function pack(folder: string, ...nodes: string[]): Buffer {
  const out = join(folder, '..', `${folder.split('/').pop()}.cpio`);
  execFileSync(process.execPath, [program, folder, out, ...nodes], { stdio: 'pipe' });
  const bytes = readFileSync(out);
  rmSync(out);
  return bytes;
}

describe('make-cpio', () => {
  it('gives the same bytes whatever the times and inodes of the tree', () => {
    expect(pack(tree(1)).equals(pack(tree(2_000_000_000)))).toBe(true);
  });

  it('puts the data of every file at a multiple of 8, under its own name', () => {
    const archive = pack(tree(1));
    const files = readCpio(archive).filter((entry) => entry.path.startsWith('bin/x'));
    expect(files.map((entry) => entry.path.length - 'bin/'.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { path, dataOffset, dataBytes } of files) {
      const length = path.length - 'bin/'.length;
      expect([path, dataOffset % 8]).toEqual([path, 0]);
      const text = archive.subarray(dataOffset, dataOffset + dataBytes).toString();
      expect(text).toBe(`file ${length}`.repeat(length));
    }
  });

  it('keeps links and gives everything to root', () => {
    const entries = readCpio(pack(tree(1), 'dev/console:600:5:1'));
    const byPath = new Map(entries.map((entry) => [entry.path, entry]));
    expect(byPath.get('bin/y')).toMatchObject({ inode: byPath.get('bin/x')?.inode, dataBytes: 0 });
    expect(byPath.get('sbin')).toMatchObject({ mode: 0o120777, dataBytes: 3 });
    expect(byPath.get('dev/console')).toMatchObject({ mode: 0o020600 });
    expect(new Set(entries.map((entry) => `${entry.owner} ${entry.time}`))).toEqual(new Set(['0:0 0']));
  });

  it('refuses a node that is not described in full', () => {
    expect(() => pack(tree(1), 'dev/console')).toThrow(/PATH:MODE:MAJOR:MINOR/);
  });
});
