/** Promise: the console loses nothing in either direction, and no guest can make the page hang. */
import { createHash } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { boot, button, expectScreen, PROMPT, retired, savedConsole, type } from './support.ts';

/** Longest time between two frames while `durationMs` pass. */
const longestFrame = (page: Parameters<typeof boot>[0], durationMs: number): Promise<number> =>
  page.evaluate(
    (duration) =>
      new Promise<number>((resolve) => {
        const startMs = performance.now();
        let lastMs = startMs;
        let longestMs = 0;
        const frame = (): void => {
          const nowMs = performance.now();
          longestMs = Math.max(longestMs, nowMs - lastMs);
          lastMs = nowMs;
          if (nowMs - startMs < duration) requestAnimationFrame(frame);
          else resolve(longestMs);
        };
        requestAnimationFrame(frame);
      }),
    durationMs,
  );

test('a guest that prints without end leaves the page responsive, and stops at Ctrl+C', async ({ page }) => {
  await boot(page);
  await type(page, 'yes\n');
  await expectScreen(page, /y\ny\ny/);
  const longestMs = await longestFrame(page, 3000);
  console.log(`longest frame during a flood: ${longestMs.toFixed(0)} ms`);
  expect(longestMs).toBeLessThan(1000);
  const before = await retired(page);
  await expect.poll(() => retired(page)).toBeGreaterThan(before);
  await button(page, 'Pause').click();
  await expect(page.getByRole('status')).toHaveText('Paused');
  await button(page, 'Run').click();
  await page.getByRole('region', { name: 'Terminal' }).click();
  await page.keyboard.press('Control+c');
  await type(page, 'echo calm $((40 + 2))\n');
  await expectScreen(page, /calm 42/);
});

test('nothing that the guest prints is dropped or reordered', async ({ page }) => {
  await boot(page);
  await type(page, 'seq 1 20000\n');
  await expectScreen(page, /^20000\n/m);
  const text = await savedConsole(page);
  const numbers = text
    .slice(text.lastIndexOf('seq 1 20000'))
    .split(/\r\r?\n/)
    .slice(1, 20_001);
  expect(numbers).toEqual(Array.from({ length: 20_000 }, (_, index) => String(index + 1)));
});

test('a paste of 100 KB arrives whole', async ({ page }) => {
  const paste = Array.from({ length: 1700 }, (_, index) =>
    `line ${index} ${'abcdefghi '.repeat(5)}`.slice(0, 63),
  )
    .map((line) => `${line}\n`)
    .join('');
  expect(paste.length).toBeGreaterThanOrEqual(100_000);
  await boot(page);
  await type(page, 'stty -echo; cat > paste.txt; stty echo; sha256sum < paste.txt\n');
  await page.waitForTimeout(300);
  const startedMs = performance.now();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const target = document.querySelector('textarea.xterm-helper-textarea');
    target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, paste);
  await type(page, '\x04');
  const hash = createHash('sha256').update(paste).digest('hex');
  await expectScreen(page, new RegExp(hash));
  console.log(`paste of ${paste.length} bytes: ${((performance.now() - startedMs) / 1000).toFixed(2)} s`);
  await expectScreen(page, new RegExp(`${PROMPT.trim()}$`));
});
