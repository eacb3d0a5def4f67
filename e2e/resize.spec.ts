/** Promise: the guest knows the size of the terminal, from its first prompt on and whenever it changes. */
import { expect, type Page, test } from '@playwright/test';
import { boot, type } from './support.ts';

/** Rows and columns as the guest tells them. */
async function sizeInGuest(page: Page, mark: string): Promise<readonly [rows: number, columns: number]> {
  const size = new RegExp(`^${mark} (\\d+) (\\d+)$`, 'm');
  await type(page, `echo ${mark} $(stty size)\n`);
  await expect.poll(() => page.evaluate(() => globalThis.trampoline.screen())).toMatch(size);
  const [, rows, columns] = size.exec(await page.evaluate(() => globalThis.trampoline.screen())) ?? [];
  return [Number(rows), Number(columns)];
}

test('stty size in the guest follows the window', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await boot(page);
  const [rows, columns] = await sizeInGuest(page, 'at-first');
  expect(columns).toBeGreaterThan(100);
  await page.setViewportSize({ width: 700, height: 600 });
  await page.waitForTimeout(500);
  const [fewerRows, fewerColumns] = await sizeInGuest(page, 'small');
  expect(fewerColumns).toBeLessThan(columns);
  expect(fewerRows).toBeLessThan(rows);
  // The page scrolls rather than leaving the terminal no room.
  expect(fewerRows).toBeGreaterThan(8);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.waitForTimeout(500);
  expect((await sizeInGuest(page, 'large'))[1]).toBe(columns);
});
