/** A run in two parts, with a file between. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testContext } from '../testing/command-context.ts';
import { command } from './command.ts';
import { engine } from './engine.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const MACHINE = ['--image', 'linux', '--mode', 'deterministic', '--quiet'];

async function run(...args: string[]) {
  const context = testContext(engine);
  const report = join(folder, 'report.json');
  const status = await command(['run', ...MACHINE, '--json', report, ...args], context);
  const parsed = status === 2 ? {} : (JSON.parse(readFileSync(report, 'utf8')) as Record<string, unknown>);
  return {
    status,
    stderr: context.stderrText(),
    hash: parsed['stateHash'],
    instructions: parsed['instructions'],
  };
}

test('a run goes on from a snapshot as if it had never stopped', async () => {
  const file = join(folder, 'half.snapshot');
  const first = await run('--max-instructions', '9000000', '--save-snapshot', file);
  expect([first.status, first.stderr]).toEqual([3, '']);
  const whole = await run('--max-instructions', '15000000');
  const second = await run('--max-instructions', '15000000', '--from-snapshot', file);
  expect([second.hash, second.instructions]).toEqual([whole.hash, whole.instructions]);

  const other = await run('--ram', '128M', '--from-snapshot', file);
  expect(other.stderr).toMatch(/half\.snapshot: it is of another machine; give the machine the same harts/);
  const cut = join(folder, 'cut.snapshot');
  writeFileSync(cut, readFileSync(file).subarray(0, 100_000));
  const damaged = await run('--from-snapshot', cut);
  expect([damaged.status, damaged.stderr]).toEqual([
    2,
    `trampoline: ${cut}: it was cut short; use another snapshot, or start anew\n`,
  ]);
});
