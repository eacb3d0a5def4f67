/** The script that recomputes a state hash from a dump agrees with the run that wrote it, and refuses less. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { command } from '../src/cli/command.ts';
import { engine } from '../src/cli/engine.ts';
import { testContext } from '../src/testing/command-context.ts';

const script = fileURLToPath(new URL('recompute-hash.mjs', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recompute-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('recomputes the hash of a booted Linux with a disk, two harts and bytes on their way', async () => {
  const [dump, json, disk] = ['dump', 'report.json', 'disk'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(disk, new Uint8Array(10 * 512).fill(3));
  const machine = ['--image', 'linux', '--harts', '2', '--disk', disk, '--mode', 'deterministic'];
  const typed = ['--type', 'Linux version=>this is typed far too early'];
  const out = ['--max-instructions', '900000', '--dump', dump, '--json', json, '--quiet'];
  await command(['run', ...machine, ...typed, ...out], testContext(engine));
  const { stateHash } = JSON.parse(readFileSync(json, 'utf8')) as { stateHash: string };
  expect(execFileSync(process.execPath, [script, dump], { encoding: 'utf8' })).toBe(`${stateHash}\n`);
});

it('refuses a dump that was cut, or has more than one machine', () => {
  const dump = readFileSync(join(folder, 'dump'));
  const broken = join(folder, 'broken');
  for (const [bytes, says] of [
    [dump.subarray(0, dump.length - 1), /ends inside a record/],
    [Buffer.concat([dump, Buffer.of(0)]), /1 bytes follow/],
  ] as const) {
    writeFileSync(broken, bytes);
    const { status, stderr } = spawnSync(process.execPath, [script, broken], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringMatching(says)]);
  }
});
