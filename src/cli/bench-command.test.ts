import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../bin/trampoline.mjs', import.meta.url));
const trampoline = (...words: string[]) =>
  spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });

it('lists the benchmarks', () => {
  const { status, stdout } = trampoline('bench', '--list');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^sha256 +integer +SHA-256$/m);
});

it('refuses a benchmark that does not exist, with one line and status 2', () => {
  const { status, stdout, stderr } = trampoline('bench', 'sha265');
  expect([status, stdout]).toEqual([2, '']);
  // A build that came first may have said so.
  const last = stderr.trimEnd().split('\n').at(-1);
  expect(last).toBe('bench: sha265: there is no such benchmark or group; --list shows all');
});
