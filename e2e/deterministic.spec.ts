/** Promise: a deterministic machine comes to the same state in Chromium and in Node, whatever the host does. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

/** In the middle of Linux's boot, at no round number. */
const INSTRUCTIONS = 12_345_679;

function hashInNode(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
  try {
    const report = join(folder, 'report.json');
    const options = [
      '--image',
      'linux',
      '--mode',
      'deterministic',
      '--max-instructions',
      String(INSTRUCTIONS),
    ];
    try {
      execFileSync(process.execPath, ['bin/trampoline.mjs', 'run', ...options, '--quiet', '--json', report]);
    } catch {
      // Reaching a limit is exit status 3.
    }
    const { stateHash } = JSON.parse(readFileSync(report, 'utf8')) as { readonly stateHash: string };
    return stateHash;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the state hash in Chromium, stepped in uneven pieces, is that of Node', async ({ page }) => {
  const expected = hashInNode();
  expect(expected).toMatch(/^[0-9a-f]{64}$/);
  for (const pieces of [[INSTRUCTIONS], [1, 999, 5_000_000, 7_000_000, INSTRUCTIONS - 12_001_000]]) {
    // An address with a fragment waits, so that the first step is the machine's first instruction.
    await page.goto(`/?image=linux&mode=deterministic&pieces=${pieces.length}#held`);
    const hash = await page.evaluate(async (counts) => {
      for (const count of counts) await globalThis.trampoline.step(count);
      return globalThis.trampoline.stateHash();
    }, pieces);
    expect(hash).toBe(expected);
  }
});
