/** Promise: one strip, always in view, says where the last second went; it adds up, and opens to every part's meaning. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { boot, button, retired, state, type } from './support.ts';

const PARTS = [
  'interpreter',
  'baseline',
  'optimizing',
  'translating',
  'answering',
  'waiting',
  'housekeeping',
] as const;

type Spent = Readonly<Record<(typeof PARTS)[number], number>> & { readonly readAtMs: number };

const spent = (page: Page): Promise<Spent> =>
  page.evaluate(async (parts) => {
    const { counters } = await globalThis.trampoline.stats();
    const figures = parts.map((part) => [part, counters[`time.${part}`]?.[0] ?? Number.NaN]);
    return { ...Object.fromEntries(figures), readAtMs: performance.now() } as never;
  }, PARTS);

const grown = (before: Spent, after: Spent) => {
  const parts = PARTS.map((part) => [part, after[part] - before[part]] as const);
  return {
    ...Object.fromEntries(parts),
    all: parts.reduce((sum, [, ns]) => sum + ns, 0),
    passedNs: (after.readAtMs - before.readAtMs) * 1e6,
  } as Record<(typeof PARTS)[number] | 'all' | 'passedNs', number>;
};

async function over(page: Page, ms: number) {
  const before = await spent(page);
  await page.waitForTimeout(ms);
  return grown(before, await spent(page));
}

/** Whole per cent in the named cells of the panel's column "Last second". */
async function column(page: Page): Promise<number> {
  const texts = await page
    .getByRole('region', { name: 'Tiers' })
    .locator('tbody td:nth-child(2)')
    .allTextContents();
  return texts.reduce((sum, text) => sum + Number.parseInt(text, 10), 0);
}

test('every moment of a running machine has its part, and a pause has none', async ({ page }) => {
  await boot(page);
  const strip = page.getByRole('region', { name: 'Where the last second went' });
  await expect(strip).toContainText('Waiting');
  let idle = await over(page, 2000);
  const error = async (): Promise<number> => {
    idle = await over(page, 2000);
    return Math.abs(idle.all / idle.passedNs - 1);
  };
  // Figures are up to a tenth of a second old at either end, and on a busy computer older.
  await expect.poll(error).toBeLessThan(0.15);
  expect(idle.waiting / idle.all).toBeGreaterThan(0.5);

  await type(page, 'while :; do :; done\n');
  await expect.poll(async () => (await over(page, 500)).waiting).toBeLessThan(100e6);
  await expect.poll(async () => (await over(page, 1000)).baseline).toBeGreaterThan(100e6);
  await expect(strip).toContainText('Baseline');

  await button(page, 'Pause').click();
  await expect(button(page, 'Run')).toBeEnabled();
  expect((await over(page, 500)).all).toBe(0);
});

test('the strip opens to all parts, which add up to 100 % and say what they count', async ({ page }) => {
  await boot(page);
  const question = page.getByRole('button', { name: /Where did the last/ });
  await question.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Tiers' })).toBeVisible();
  await expect.poll(() => column(page)).toBe(100);
  await page.getByText('Devices and SBI', { exact: true }).last().click();
  await expect(page.getByText('time.answering')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await question.click();
  await expect(page.getByRole('region', { name: 'Tiers' })).toHaveCount(0);
});

test('a machine goes as slowly as somebody wants to watch it, and at full speed again', async ({ page }) => {
  await boot(page, '/?image=sieve&mode=deterministic');
  await page.evaluate(() => globalThis.trampoline.open('Tiers'));
  await page.getByLabel('Instructions').selectOption('10 a second');
  await button(page, 'Reset').click();
  await page.waitForTimeout(3000);
  // The first reading may come from before the limit held.
  const first = await retired(page);
  await page.waitForTimeout(3000);
  const slow = (await retired(page)) - first;
  expect(slow).toBeGreaterThan(5);
  expect(slow).toBeLessThan(45);
  await page.getByLabel('Instructions').selectOption('1,000 a second');
  await expect.poll(() => retired(page)).toBeGreaterThan(first + 2000);
  expect(await retired(page)).toBeLessThan(100_000);
  await page.getByLabel('Instructions').selectOption('Full speed');
  await expect.poll(() => state(page)).toBe('ended');
});
