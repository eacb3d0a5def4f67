/** What a report says of where it was made. */
import { spawnSync } from 'node:child_process';
import { arch, cpus, loadavg, release, type } from 'node:os';
import type { BenchmarkReport } from '../src/protocol/benchmarks.ts';

/** The commit of a checkout, with `+` where its files differ from it. */
export function commitOf(root: string): string {
  const git = (...words: string[]): string =>
    spawnSync('git', ['-C', root, ...words], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const commit = git('rev-parse', '--short=12', 'HEAD');
  if (commit === '') return 'unknown';
  return git('status', '--porcelain', '--', 'src', 'workers', 'package-lock.json') === ''
    ? commit
    : `${commit}+`;
}

/** Null on Windows, where there is no such figure. */
export const loadNow = (): number | null => (process.platform === 'win32' ? null : (loadavg()[0] ?? null));

export function describeHost(loadBefore: number | null): BenchmarkReport['host'] {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    system: `${type()} ${release()} ${arch()}`,
    loadBefore,
    loadAfter: loadNow(),
  };
}
