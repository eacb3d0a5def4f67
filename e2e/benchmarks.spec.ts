/** Promise: "Benchmarks" shows the figures of this build, and every switch of the page is in one of its lists. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { FUNCTION_TOGGLES, PERFORMANCE_TOGGLES } from '../src/ui/benchmarks/toggles.ts';
import { boot, button } from './support.ts';

test('opens the benchmarks by its button and by script', async ({ page }) => {
  await boot(page);
  await button(page, 'Benchmarks').click();
  const dialog = page.getByRole('dialog', { name: 'Benchmarks' });
  await expect(dialog.getByRole('region', { name: 'Benchmark figures' })).toContainText('sha256');
  await expect(
    dialog.getByRole('img', { name: /^Time of trampoline.* divided by time of qemu/ }),
  ).toBeVisible();
  for (const contender of ['trampoline', 'qemu'])
    await expect(dialog.getByRole('heading', { name: contender, exact: true })).toBeVisible();
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

test('proves what a toggle is worth on this computer', async ({ page }) => {
  await boot(page);
  await button(page, 'Benchmarks').click();
  const proof = page.getByRole('listitem').filter({ hasText: 'Prove it: Baseline JIT' });
  await proof.getByRole('button').click();
  await expect(proof.getByRole('status')).toHaveText(/^(?!Measuring).*[\d.]+ \[[\d.]+–[\d.]+\]/);
  // The page's own machine went on meanwhile.
  expect(await page.evaluate(async () => (await globalThis.trampoline.stats()).state)).toBe('running');
});

test('a feature of the browser is switched off for the next start, and the machine does without', async ({
  page,
}) => {
  await boot(page);
  await button(page, 'Benchmarks').click();
  await page.getByRole('switch', { name: 'Tail calls' }).click();
  await expect(page.getByRole('switch', { name: 'Tail calls' })).not.toBeChecked();
  await page.getByRole('button', { name: 'Close' }).click();
  await boot(page, '/?without=tail-calls');
  await page.goto('/?without=wings');
  await expect(page.getByRole('alert')).toContainText(
    '"wings" is not known; choose from tail-calls, branch-hints',
  );
});

/** Accessible names of the switches that are on the page now. */
async function switchNames(page: Page): Promise<string[]> {
  const names: string[] = [];
  for (const role of ['switch', 'checkbox'] as const) {
    for (const control of await page.getByRole(role).all()) {
      const text = await control.evaluate((element) =>
        element instanceof HTMLInputElement
          ? [...(element.labels ?? [])].map((label) => label.innerText.split('\n')[0] ?? '').join(' ')
          : (element as HTMLElement).innerText.trim(),
      );
      names.push((await control.getAttribute('aria-label')) ?? text);
    }
  }
  return names;
}

test('every switch of the page changes what it does, or proves what it is worth', async ({ page }) => {
  await boot(page);
  const names = new Set<string>();
  for (const opener of ['Keys and help', 'Benchmarks']) {
    await button(page, opener).click();
    await expect(page.getByRole('dialog', { name: opener })).toBeVisible();
    for (const { name } of PERFORMANCE_TOGGLES)
      if (opener === 'Benchmarks') await expect(button(page, `Prove it: ${name}`)).toBeVisible();
    for (const name of await switchNames(page)) names.add(name);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  }
  const panels = await page.getByRole('group', { name: 'Panels' }).getByRole('button').allInnerTexts();
  expect(panels).toContain('Statistics');
  for (const name of panels) {
    await page.evaluate((panel) => globalThis.trampoline.open(panel), name);
    await expect(page.getByRole('region', { name, exact: true })).toBeVisible();
    await expect(page.getByText('Loading…')).toHaveCount(0);
    // The Inspector asks the machine first.
    if (name === 'Inspector')
      await expect(page.getByRole('switch', { name: 'Count executions' })).toBeVisible();
  }
  for (const name of await switchNames(page)) names.add(name);
  const listed = [...PERFORMANCE_TOGGLES.map(({ name }) => name), ...FUNCTION_TOGGLES];
  expect([...names].toSorted()).toEqual(listed.toSorted());
});
