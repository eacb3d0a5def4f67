/** Promise: the Inspector shows what became of guest code, side by side, by pointer and by keyboard. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { boot, button, retired } from './support.ts';

const PROGRAM = `
_start:
    la s1, data
again:
    li s0, 100000
outer:
    li s2, 7
inner:
    ld a0, 0(s1)
    add a0, a0, s2
    addi s2, s2, -1
    bnez s2, inner
    sd a0, 8(s1)
    addi s0, s0, -1
    bnez s0, outer
    j again
    .balign 4096
data:
    .dword 1, 2
`;

const panel = (page: Page) => page.getByRole('region', { name: 'Inspector' });
const list = (page: Page) => panel(page).getByRole('listbox', { name: 'Hottest blocks' });
const pane = (page: Page, name: string) => panel(page).getByRole('listbox', { name, exact: true });
const update = (page: Page) => panel(page).getByRole('button', { name: 'Update' });

async function runProgram(page: Page): Promise<void> {
  await page.goto('/?embed=1&mode=deterministic');
  await page.locator('input[type=file]').setInputFiles({
    name: 'loops.s',
    mimeType: 'text/plain',
    buffer: Buffer.from(PROGRAM),
  });
  await expect.poll(() => retired(page)).toBeGreaterThan(50_000_000);
}

/** Opens the panel and the block of the inner loop. */
async function inspectLoop(page: Page): Promise<void> {
  await runProgram(page);
  await button(page, 'Inspector').click();
  const block = list(page).getByRole('option', { name: 'c.ld a0, 0(s1)' });
  await block.click();
  await expect(panel(page).getByText('Region of the baseline tier')).toBeVisible();
}

test('is absent while closed, and opens by its button and by a script', async ({ page }) => {
  await boot(page);
  await expect(panel(page)).toHaveCount(0);
  await button(page, 'Inspector').click();
  await expect(panel(page)).toBeVisible();
  await button(page, 'Inspector').click();
  await expect(panel(page)).toHaveCount(0);
  await page.evaluate(() => globalThis.trampoline.open('Inspector'));
  await expect(list(page).getByRole('option').first()).toBeVisible();
});

test('shows assembly, IR at each stage and WebAssembly of a hot block, what belongs together marked', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await inspectLoop(page);
  await expect(pane(page, 'Assembly').getByText('c.add a0, s2')).toBeVisible();
  await expect(pane(page, 'IR').getByText('%4 = load.64s (read s1)')).toBeVisible();
  await panel(page).getByLabel('Stage').selectOption('as written');
  await expect(pane(page, 'IR').getByText('%4 = load.64s %3')).toBeVisible();
  // The instruction that was asked for is marked in all three.
  const chosen = (name: string) => pane(page, name).locator('.is-chosen');
  await expect(chosen('Assembly').first()).toHaveText(/c\.ld a0, 0\(s1\)/);
  await expect(chosen('WebAssembly').filter({ hasText: 'call $refillLoad' })).toHaveCount(1);
  // Another one, by pointer; then the next, by key.
  await pane(page, 'Assembly').getByText('c.add a0, s2').click();
  await expect(chosen('Assembly').first()).toHaveText(/c\.add a0, s2/);
  await expect(chosen('IR').filter({ hasText: 'add.i64' })).toHaveCount(1);
  await expect(chosen('WebAssembly').filter({ hasText: 'i64.add' })).toHaveCount(1);
  const place = pane(page, 'Assembly').getByRole('option', { selected: true });
  const before = Number(await place.getAttribute('aria-posinset'));
  await pane(page, 'Assembly').press('ArrowDown');
  await expect(place).toHaveAttribute('aria-posinset', String(before + 1));
  await pane(page, 'Assembly').getByText('bne s2').hover();
  await expect(pane(page, 'IR').locator('.is-hovered').filter({ hasText: 'branch' })).toHaveCount(1);
});

test('has only the rows in sight in the page', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await inspectLoop(page);
  const rows = pane(page, 'WebAssembly').getByRole('option');
  const size = Number(await rows.first().getAttribute('aria-setsize'));
  expect(size).toBeGreaterThan(100);
  expect(await rows.count()).toBeLessThan(80);
  await pane(page, 'WebAssembly').press('End');
  await expect(pane(page, 'WebAssembly').locator(`[aria-posinset="${size}"]`)).toHaveAttribute(
    'aria-selected',
    'true',
  );
});

test('counts exactly while the switch is on, without a mark on the run', async ({ page }) => {
  await runProgram(page);
  await button(page, 'Inspector').click();
  const counting = panel(page).getByRole('switch', { name: 'Count executions' });
  await expect(counting).toHaveAttribute('aria-checked', 'false');
  await counting.click();
  await expect(counting).toHaveAttribute('aria-checked', 'true');
  await expect(async () => {
    await update(page).click();
    await expect(list(page).getByRole('option').first()).toContainText('×', { timeout: 2000 });
  }).toPass();
  await button(page, 'Pause').click();
  await update(page).click();
  await list(page).getByRole('option', { name: 'c.ld a0, 0(s1)' }).first().click();
  await expect(
    pane(page, 'Assembly')
      .or(panel(page).getByRole('tab', { name: 'Assembly' }))
      .first(),
  ).toBeVisible();
  await expect(
    panel(page)
      .getByText(/^block \d+ · ran [\d,.]+( million| billion)? times/)
      .first(),
  ).toBeVisible();
});

test('says in one line what an address has wrong', async ({ page }) => {
  await runProgram(page);
  await button(page, 'Inspector').click();
  const ask = async (address: string): Promise<void> => {
    await panel(page).getByLabel('Address').fill(address);
    await panel(page).getByLabel('Address').press('Enter');
  };
  const status = panel(page).getByRole('status').filter({ hasText: /./ });
  await ask('0x10');
  await expect(status).toHaveText(/^0x10: physical address 0x10 is not in RAM; give one from 0x80000000/);
  await ask('main');
  await expect(status).toHaveText(/"main" is not hexadecimal/);
  await ask('80000000');
  await expect(
    panel(page)
      .getByText(/0x80000000/)
      .first(),
  ).toBeVisible();
  await expect(status).toHaveCount(0);
});

test('fits a phone, with one pane at a time', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await inspectLoop(page);
  await expect(pane(page, 'WebAssembly')).toHaveCount(0);
  const tab = (name: string) => panel(page).getByRole('tab', { name, exact: true });
  await tab('Assembly').press('ArrowLeft');
  await expect(tab('WebAssembly')).toBeFocused();
  await expect(pane(page, 'WebAssembly')).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
});

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [390, 1440]) {
    test(`is accessible at ${width} pixels in ${scheme} colours`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      await inspectLoop(page);
      const { violations } = await new AxeBuilder({ page })
        .include('section[aria-label="Inspector"]')
        .analyze();
      expect(violations).toEqual([]);
    });
  }
}
