/** Promise: an address that the machine prints can be opened. */
import { expect, test } from '@playwright/test';
import { boot, button, expectScreen, type } from './support.ts';

test('an address that the machine prints is a link', async ({ page }) => {
  await boot(page);
  await expect(button(page, 'Pause')).toBeVisible();
  await page.waitForLoadState('networkidle');
  await type(page, 'clear; echo https://example.org/there\n');
  await expectScreen(page, /^https:\/\/example\.org\/there$/m);
  const box = await page.locator('.xterm-rows > div', { hasText: /^https:/ }).boundingBox();
  const [x, y] = [(box?.x ?? 0) + 60, (box?.y ?? 0) + (box?.height ?? 0) / 2];
  await page.mouse.move(x, y + 60);
  await page.mouse.move(x, y, { steps: 5 });
  await expect(page.locator('.xterm.xterm-cursor-pointer, .xterm-cursor-pointer')).toBeVisible({
    timeout: 5000,
  });
});
