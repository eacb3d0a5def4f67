/** Promise: Linux boots in Chromium with a thread for each hart, and programs that share memory count right. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openDeterminismPage } from '../scripts/determinism-page.mjs';
import type { ThreadedBoot } from './determinism/threads.ts';

const KERNELS = ['psieve', 'mutex', 'amo', 'cas', 'ring', 'pipe'];
const append = `console=ttyS0 vmb.threads=2 vmb.scale=0.01 vmb.run=${KERNELS.join(',')}`;

const sumsIn = (console: string): Record<string, string | undefined> =>
  Object.fromEntries(
    [...console.matchAll(/^([a-z0-9]+),[0-9.]+,(\d+)\r?$/gm)].map(([, name, sum]) => [name, sum]),
  );

test('harts of their own threads boot Linux in Chromium', async () => {
  test.setTimeout(400_000);
  const folder = mkdtempSync(join(tmpdir(), 'trampoline-threads-'));
  const page = await openDeterminismPage(folder);
  try {
    const sums: Record<string, string | undefined>[] = [];
    for (const harts of [2, 4]) {
      const found = (await page.boot({
        harts,
        instructions: 0,
        rules: [],
        threads: { append },
      })) as ThreadedBoot;
      console.log(`${harts} harts: ${Math.round(found.wallMs)} ms`, sumsIn(found.console));
      expect(found.end).toBe('finisher 0');
      expect(found.stops.every((count) => count > 0)).toBe(true);
      sums.push(sumsIn(found.console));
    }
    expect(Object.keys(sums[0] ?? {})).toEqual(KERNELS);
    expect(sums[1]).toEqual(sums[0]);
  } finally {
    await page.close();
    rmSync(folder, { recursive: true });
  }
});
