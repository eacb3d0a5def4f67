/**
 * Promise: every view of the page can be used by keyboard alone, shows where the focus is, and gives axe nothing to
 * find. Panels and dialogs with tests of their own (share, library, past, tiers, inspector, benchmarks) are not here.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { boot, button, expectScreen, state, type } from './support.ts';

async function expectNoViolation(page: Page, view: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  expect(found, view).toEqual([]);
}

const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label = element instanceof HTMLSelectElement ? element.labels?.[0]?.textContent : undefined;
    return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim();
  });

/** Whether something is drawn for the focus: at the element itself, or around the terminal that it is in. */
const isFocusSeen = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return false;
    const panel = element.closest('.terminal-screen')?.parentElement;
    const { outlineStyle, boxShadow } = getComputedStyle(panel ?? element);
    return panel ? boxShadow !== 'none' : outlineStyle !== 'none';
  });

/** Presses Tab, or Shift+Tab, until the control of that name has the focus; each stop on the way must be seen. */
async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Shift+Tab'): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press(key);
    passed.push(await focusedName(page));
    if (passed.at(-1) === '' && (await page.evaluate(() => document.activeElement === document.body)))
      continue;
    expect(await isFocusSeen(page), `the focus on ${passed.at(-1)}`).toBe(true);
    if (passed.at(-1) === name) return;
  }
  throw new Error(`no ${name} among ${passed.join(', ')}`);
}

test('a whole visit by keyboard', async ({ page }) => {
  await boot(page);
  await expect(button(page, 'Pause')).toBeVisible();
  await page.keyboard.type('echo typed $((40 + 2))\n');
  await expectScreen(page, /^typed 42$/m);
  // A guest with something to do: a step of one that sleeps lasts until it wakes.
  await page.keyboard.type('while :; do :; done\n');
  await page.keyboard.press('Control+m');

  await tabTo(page, 'Skip');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'First steps' })).toBeHidden();
  await tabTo(page, 'Pause');
  await page.keyboard.press('Enter');
  await expect.poll(() => state(page)).toBe('paused');
  await tabTo(page, 'Step', 'Tab');
  await page.keyboard.press('Space');
  await tabTo(page, 'Run');
  await page.keyboard.press('Enter');
  await expect.poll(() => state(page)).toBe('running');

  await tabTo(page, 'RAM');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, 'Keep the present one', 'Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('RAM')).toHaveValue('256M');

  await tabTo(page, 'Keys and help');
  await page.keyboard.press('Enter');
  const help = page.getByRole('dialog', { name: 'Keys and help' });
  await expect(help).toBeVisible();
  await page.getByLabel('Screen reader mode').focus();
  await page.keyboard.press('Space');
  await expect(page.getByLabel('Screen reader mode')).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  expect(await focusedName(page)).toBe('Keys and help');

  await page.getByRole('region', { name: 'Terminal' }).locator('textarea').focus();
  await page.keyboard.press('Control+Shift+F');
  await page.keyboard.type('typed');
  await page.keyboard.press('Tab');
  expect(await focusedName(page)).toBe('Previous');
  expect(await isFocusSeen(page)).toBe(true);
  await page.keyboard.press('Escape');
  expect(await focusedName(page)).toBe('Terminal input');
  await page.keyboard.press('Control+c');
  await page.keyboard.type('echo again $((40 + 3))\n');
  await expectScreen(page, /^again 43$/m);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing from the first moment to the end, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/images/kernel-*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('/');
    await expect(page.getByRole('progressbar').first()).toBeVisible();
    await expectNoViolation(page, 'loading, before the whole page is there');
    await button(page, 'Skip').focus();
    await page.keyboard.press('Shift');
    await expect(button(page, 'Pause')).toBeVisible();
    await expectNoViolation(page, 'loading');
    letGo();
    await page.evaluate(() => globalThis.trampoline.ready);
    await expectNoViolation(page, 'the tour');
    await page.getByRole('region', { name: 'Terminal' }).locator('textarea').focus();
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('searchbox').fill('no such text');
    await expect(page.getByText('Not found')).toBeVisible();
    await expectNoViolation(page, 'the find bar');
    await page.keyboard.press('Escape');
    await type(page, 'poweroff -f\n');
    await expect(page.getByText('The machine is switched off.')).toBeVisible();
    await expectNoViolation(page, 'the end');
    await page.goto('/?embed=1&image=hello');
    await expect(button(page, 'Start')).toBeVisible();
    await expectNoViolation(page, 'waiting for Run');
  });
}

test.describe('on a phone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('axe finds nothing with the key bar', async ({ page }) => {
    await boot(page);
    await expect(page.getByRole('toolbar', { name: 'Keys' })).toBeVisible();
    await expectNoViolation(page, 'a phone');
    await button(page, 'Ctrl').tap();
    await expectNoViolation(page, 'a held key');
  });
});
