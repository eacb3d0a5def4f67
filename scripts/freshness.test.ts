import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFresh, measureInputs, writeStamp } from './freshness.mjs';

let root = '';
const write = (path: string, seconds: number): void => {
  writeFileSync(join(root, path), '');
  utimesSync(join(root, path), seconds, seconds);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fresh-'));
  for (const folder of ['src/cli', 'src/ui', 'src/base', 'dist/cli', 'dist/page']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  write('src/cli/main.ts', 1000);
  write('src/base/bits.ts', 1000);
  for (const part of ['cli', 'page'] as const)
    writeStamp(join(root, 'dist', part), measureInputs(root, part));
});

afterEach(() => rmSync(root, { recursive: true }));

describe('isFresh', () => {
  it('holds while nothing changes', () => {
    expect([isFresh(root, 'cli'), isFresh(root, 'page')]).toEqual([true, true]);
  });

  it('notices an edit, but only in the parts that contain it', () => {
    write('src/cli/main.ts', 2000);
    expect([isFresh(root, 'cli'), isFresh(root, 'page')]).toEqual([false, true]);
    write('src/base/bits.ts', 2000);
    expect([isFresh(root, 'cli'), isFresh(root, 'page')]).toEqual([false, false]);
  });

  it('notices a file replaced by an older one', () => {
    write('src/cli/main.ts', 500);
    expect(isFresh(root, 'cli')).toBe(false);
  });

  it('notices an older file added and a file removed', () => {
    write('src/base/old.ts', 500);
    expect(isFresh(root, 'cli')).toBe(false);
    rmSync(join(root, 'src/base/old.ts'));
    expect(isFresh(root, 'cli')).toBe(true);
    rmSync(join(root, 'src/base/bits.ts'));
    expect(isFresh(root, 'cli')).toBe(false);
  });

  it('ignores tests', () => {
    write('src/base/bits.test.ts', 3000);
    expect(isFresh(root, 'cli')).toBe(true);
  });

  it('does not hold without a build', () => {
    rmSync(join(root, 'dist'), { recursive: true });
    expect(isFresh(root, 'cli')).toBe(false);
  });
});
