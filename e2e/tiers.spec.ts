/** Promise: tiers are switched under the running machine, take effect at once, and the last one stays on. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { boot, button, expectScreen, type } from './support.ts';

const BUSY = 'while :; do :; done\n';

interface Counted {
  readonly interpreter: number;
  readonly baseline: number;
}

const counted = (page: Page): Promise<Counted> =>
  page.evaluate(async () => {
    const { counters } = await globalThis.trampoline.stats();
    const sum = (name: string): number => (counters[name] ?? []).reduce((total, value) => total + value, 0);
    return { interpreter: sum('tier.interpreter.instructions'), baseline: sum('tier.baseline.instructions') };
  });

/** What each tier retires meanwhile. */
async function growth(page: Page, ms: number): Promise<Counted> {
  const before = await counted(page);
  await page.waitForTimeout(ms);
  const after = await counted(page);
  return {
    interpreter: after.interpreter - before.interpreter,
    baseline: after.baseline - before.baseline,
  };
}

const toggle = (page: Page, name: string) => page.getByRole('switch', { name, exact: true });

/** Presses a switch, and waits the 100 ms that it may take and the 100 ms that figures may be old. */
async function press(page: Page, name: string): Promise<void> {
  await toggle(page, name).click();
  await page.waitForTimeout(200);
}

test('each tier is switched under a running guest', async ({ page }) => {
  await boot(page);
  await page.evaluate(() => globalThis.trampoline.open('Statistics'));
  await type(page, BUSY);
  await expect.poll(async () => (await growth(page, 500)).baseline).toBeGreaterThan(1e6);

  await press(page, 'Baseline JIT');
  await expect(toggle(page, 'Baseline JIT')).not.toBeChecked();
  const interpreted = await growth(page, 1000);
  expect(interpreted.baseline).toBe(0);
  expect(interpreted.interpreter).toBeGreaterThan(1e6);

  // The last one says why it stays.
  await expect(toggle(page, 'Interpreter')).toHaveAttribute('aria-disabled', 'true');
  await expect(toggle(page, 'Interpreter')).toHaveAccessibleDescription(/something has to run the machine/);
  await toggle(page, 'Interpreter').click({ force: true });
  await expect(toggle(page, 'Interpreter')).toBeChecked();

  await press(page, 'Baseline JIT');
  await press(page, 'Interpreter');
  await expect.poll(async () => (await growth(page, 500)).baseline).toBeGreaterThan(1e6);
  const translated = await growth(page, 1000);
  expect(translated.interpreter / (translated.baseline + translated.interpreter)).toBeLessThan(0.2);

  // Nothing of it showed in the guest.
  await type(page, '\u0003');
  await press(page, 'Interpreter');
  await type(page, 'echo $((6 * 7)) answers\n');
  await expectScreen(page, /^42 answers/m);
});

test('a restart keeps what was switched, and an address chooses', async ({ page }) => {
  await boot(page, '/?tiers=interpreter');
  await page.evaluate(() => globalThis.trampoline.open('Statistics'));
  await expect(toggle(page, 'Baseline JIT')).not.toBeChecked();
  await expect(toggle(page, 'Interpreter')).toBeChecked();
  await press(page, 'Baseline JIT');
  await button(page, 'Reset').click();
  await page.evaluate(() => globalThis.trampoline.ready);
  await expect(toggle(page, 'Baseline JIT')).toBeChecked();
});

test('the regions are there while they are open, explain their figures, and need no pointer', async ({
  page,
}) => {
  await boot(page);
  for (const name of ['Statistics', 'Code cache', 'TLB']) {
    const region = page.getByRole('region', { name, exact: true });
    await expect(region).toHaveCount(0);
    await page.evaluate((panel) => globalThis.trampoline.open(panel), name);
    await expect(region).toBeVisible();
  }
  const summary = page.getByText('Page-table walks', { exact: true });
  await summary.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('mmu.walks')).toBeVisible();
  await toggle(page, 'Baseline JIT').focus();
  await page.keyboard.press('Space');
  await expect(toggle(page, 'Baseline JIT')).not.toBeChecked();
  const { violations } = await new AxeBuilder({ page }).include('.panels').analyze();
  expect(violations).toEqual([]);
  await button(page, 'Close TLB').click();
  await expect(page.getByRole('region', { name: 'TLB', exact: true })).toHaveCount(0);
});
