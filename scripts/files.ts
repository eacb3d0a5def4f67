/**
 * The files that are or could be committed: what git tracks, and what it neither tracks nor ignores. An exported
 * tree has no git; there, everything counts but what installing, building and testing leave behind.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ratchet.ts';

const leftBehind = new Set(['.git', 'node_modules', 'dist', 'test-results', 'playwright-report', 'coverage']);

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (leftBehind.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return walk(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Paths relative to the checkout, with forward slashes. */
export function committable(): string[] {
  const command = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { status, stdout } = spawnSync('git', command, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (status !== 0) return walk('');
  return stdout.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}
