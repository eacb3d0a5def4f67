/**
 * Promise: every panel opens by its button into view, on a desk and on a phone, by pointer and by keyboard, gives axe
 * nothing to find, and leaves the page as it was when it closes.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { boot, button } from './support.ts';

const buttons = (page: Page) => page.getByRole('group', { name: 'Panels' }).getByRole('button');

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Errors that nobody caught: React takes the whole page away on one. */
function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  return errors;
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`each panel opens and closes by keyboard, and axe finds nothing, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const errors = errorsOf(page);
    await boot(page);
    await expect(buttons(page).first()).toBeVisible();
    const names = await buttons(page).allTextContents();
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) {
      const opener = button(page, name);
      const panel = page.getByRole('region', { name, exact: true });
      await expect(panel).toBeHidden();
      await opener.focus();
      await page.keyboard.press('Enter');
      await expect(panel).toBeVisible();
      await expect(panel.getByText('Loading…')).toBeHidden();
      expect(await violations(page), name).toEqual([]);
      await panel.getByRole('button', { name: `Close ${name}` }).focus();
      await page.keyboard.press('Enter');
      await expect(panel).toBeHidden();
      await expect(opener).toBeFocused();
    }
    expect(errors).toEqual([]);
  });
}

test.describe('on a phone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('each panel is in view when it has opened, and nothing scrolls sideways', async ({ page }) => {
    const errors = errorsOf(page);
    await boot(page);
    await expect(buttons(page).first()).toBeVisible();
    for (const name of await buttons(page).allTextContents()) {
      await button(page, name).tap();
      const panel = page.getByRole('region', { name, exact: true });
      await expect(panel.getByRole('heading', { name, exact: true })).toBeInViewport();
      const sideways = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      expect(sideways, name).toBeLessThanOrEqual(0);
      await panel.getByRole('button', { name: `Close ${name}` }).tap();
      await expect(panel).toBeHidden();
    }
    expect(errors).toEqual([]);
  });
});
