/** Promise: the first visit tells what was just seen and offers three things to try; skippable, and never again. */
import { expect, test } from '@playwright/test';
import { boot, button, expectScreen } from './support.ts';

test('the first visit is shown around, the second is not', async ({ page }) => {
  await boot(page);
  const tour = page.getByRole('region', { name: 'First steps' });
  await expect(tour).toContainText(/Interpreting: [\d.,]+( million)? instructions/);
  await expect(tour.getByRole('button')).toHaveCount(4);
  await button(page, 'Look at the processor').click();
  await expectScreen(page, /rv64/);
  await button(page, 'Skip').click();
  await expect(tour).toBeHidden();
  await boot(page);
  await expect(button(page, 'Reset')).toBeVisible();
  await page.waitForTimeout(1000);
  await expect(tour).toBeHidden();
});
