/** Promise: light and dark follow the system, or a choice that is remembered where storage is allowed. */
import { expect, type Page, test } from '@playwright/test';
import { boot, button } from './support.ts';

const ground = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const LIGHT = 'rgb(243, 239, 231)';
const DARK = 'rgb(16, 15, 13)';

test('the system decides until a choice is made, which lasts', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await boot(page);
  expect(await ground(page)).toBe(LIGHT);
  await button(page, 'Keys and help').click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => ground(page)).toBe(DARK);
  await page.getByRole('radio', { name: 'Light' }).check();
  await expect.poll(() => ground(page)).toBe(LIGHT);
  await page.reload();
  expect(await ground(page)).toBe(LIGHT);
});

test('where storage is denied, the system decides and the page starts', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await boot(page);
  expect(await ground(page)).toBe(DARK);
  await button(page, 'Keys and help').click();
  await page.getByRole('radio', { name: 'Light' }).check();
  await expect.poll(() => ground(page)).toBe(LIGHT);
});
