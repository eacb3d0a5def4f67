/** The files that are or could be committed: what git tracks, and what it neither tracks nor ignores. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ratchet.ts';

export function committable(): string[] {
  const command = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const output = execFileSync('git', command, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  return output.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}
