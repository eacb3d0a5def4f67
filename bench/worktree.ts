/** A commit of this repository, checked out in a temporary folder and built there. */
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './guest-files.ts';

export interface BuiltCommit {
  readonly root: string;
  readonly commit: string;
}

function run(folder: string, file: string, words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(file, words, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return stdout.trim();
  throw new Error(`${file} ${words.join(' ')}: ${error?.message ?? (stderr || stdout).trim().slice(-800)}`);
}

/** The packages of this checkout serve where the lock file is the same; otherwise they are installed anew. */
function providePackages(root: string, folder: string): void {
  const lock = (place: string): string => readFileSync(join(place, 'package-lock.json'), 'utf8');
  if (lock(root) === lock(folder)) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  else run(folder, 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}

/** Checks a revision out and builds command and page. The folder goes when this process ends. */
export function buildCommit(root: string, revision: string): BuiltCommit {
  const commit = run(root, 'git', ['rev-parse', '--verify', `${revision}^{commit}`]);
  const folder = join(temporaryFolder(), 'tree');
  run(root, 'git', ['worktree', 'add', '--detach', '--force', folder, commit]);
  process.on('exit', () => {
    spawnSync('git', ['worktree', 'remove', '--force', folder], { cwd: root });
  });
  providePackages(root, folder);
  run(folder, process.execPath, [join(folder, 'scripts/build.mjs')]);
  return { root: folder, commit: commit.slice(0, 12) };
}
