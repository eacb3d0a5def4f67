/** Promise: "Benchmarks" shows the figures of this build, and every switch of the page is in one of its lists. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { FUNCTION_TOGGLES, PERFORMANCE_TOGGLES } from '../src/ui/benchmarks/toggles.ts';
import { boot, button } from './support.ts';

test('opens the benchmarks by its button and by script', async ({ page }) => {
  await boot(page);
  await button(page, 'Benchmarks').click();
  const dialog = page.getByRole('dialog', { name: 'Benchmarks' });
  await expect(dialog.getByRole('region', { name: 'Benchmark figures' })).toContainText('sha256');
  await expect(dialog.getByRole('img', { name: /Time of trampoline divided by time of qemu/ })).toBeVisible();
  await expect(dialog.getByRole('region', { name: 'Features of this browser' })).toContainText('Tail calls');
  const { violations } = await new AxeBuilder({ page }).include('dialog[open]').analyze();
  expect(violations).toEqual([]);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();

  await page.evaluate(() => globalThis.trampoline.open('Benchmarks'));
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('every switch of the page changes what it does, or proves what it is worth', async ({ page }) => {
  await boot(page);
  const names: string[] = [];
  for (const opener of ['Keys and help', 'Benchmarks']) {
    await button(page, opener).click();
    for (const role of ['switch', 'checkbox'] as const) {
      for (const control of await page.getByRole(role).all()) {
        const labels = await control.evaluate((element) =>
          element instanceof HTMLInputElement
            ? [...(element.labels ?? [])].map((label) => label.innerText.split('\n')[0] ?? '')
            : [],
        );
        names.push((await control.getAttribute('aria-label')) ?? labels[0] ?? '');
      }
    }
    for (const { name } of PERFORMANCE_TOGGLES)
      if (opener === 'Benchmarks') await expect(button(page, `Prove it: ${name}`)).toBeVisible();
    await page.getByRole('button', { name: 'Close' }).click();
  }
  const listed = [...PERFORMANCE_TOGGLES.map(({ name }) => name), ...FUNCTION_TOGGLES];
  expect([...new Set(names)].toSorted()).toEqual(listed.toSorted());
});
