/** Promise: the page opens, Linux boots by itself, and what is typed is answered. */
import { expect, test } from '@playwright/test';
import { boot, expectScreen } from './support.ts';

test('boots Linux from a cold load and answers at the keyboard', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const bootMs = await boot(page);
  console.log(`cold load to prompt: ${(bootMs / 1000).toFixed(2)} s`);

  const terminal = page.getByRole('region', { name: 'Terminal' });
  await terminal.click();
  await page.keyboard.type('uname -m');
  await page.keyboard.press('Enter');
  await expectScreen(page, /# uname -m\s+riscv64/);
  await expect(terminal).toContainText('riscv64');
  await expect(page.getByRole('status')).toHaveText('Running');
  expect(errors).toEqual([]);
});

test('a reload in the middle of the boot boots again', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('status')).toHaveText('Running');
  await page.reload();
  await page.evaluate(() => globalThis.trampoline.ready);
  await expectScreen(page, /# $|#$/);
});
