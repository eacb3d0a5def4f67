/** Promise: a deterministic run ends in one state, in Node and in Chromium, whatever else the host does. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

test('boots in Node and in Chromium end in one state', async () => {
  test.setTimeout(600_000);
  const script = fileURLToPath(new URL('../scripts/determinism.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--node', '2', '--chromium', '1']);
  console.log(stdout);
  expect(stdout).toContain('3 boots to 60000000 instructions, one state hash');
});
