/** Promise: the page is usable on a phone, by keyboard, with assistive technology, in light and dark. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { boot, button } from './support.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds no violation, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await boot(page);
    const violations = async (): Promise<string[]> => {
      const { violations: found } = await new AxeBuilder({ page }).analyze();
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    };
    expect(await violations()).toEqual([]);
    await button(page, 'Pause').click();
    await page.getByLabel('RAM').selectOption('64M');
    expect(await violations()).toEqual([]);
    await button(page, 'Keys and help').click();
    expect(await violations()).toEqual([]);
    await page.goto('/?image=nope');
    await expect(page.getByRole('alert')).toBeVisible();
    expect(await violations()).toEqual([]);
  });
}

test('fits a phone without scrolling sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await boot(page);
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth: content, clientWidth: view } = document.documentElement;
    return { scrollWidth: content, clientWidth: view };
  });
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  for (const name of ['Run', 'Pause', 'Step', 'Reset', 'Keys and help']) {
    const box = await button(page, name).boundingBox();
    expect(box?.height, name).toBeGreaterThanOrEqual(44);
    expect((box?.x ?? 0) + (box?.width ?? 0), name).toBeLessThanOrEqual(390);
  }
});

test('Ctrl+M lets Tab leave the terminal, and gives it back', async ({ page }) => {
  await boot(page);
  await page.getByRole('region', { name: 'Terminal' }).click();
  const inTerminal = () => page.evaluate(() => document.activeElement?.closest('.terminal-panel') !== null);
  await page.keyboard.press('Tab');
  expect(await inTerminal()).toBe(true);
  await page.keyboard.press('Control+m');
  await expect(page.getByText('Tab leaves the terminal (Ctrl+M)')).toBeVisible();
  await page.keyboard.press('Shift+Tab');
  expect(await inTerminal()).toBe(false);
});

test('screen reader mode gives the terminal lines that can be read', async ({ page }) => {
  await boot(page);
  await button(page, 'Keys and help').click();
  await page.getByLabel('Screen reader mode').check();
  await button(page, 'Close').click();
  await expect(page.locator('.xterm-accessibility')).toContainText('trampoline');
});
