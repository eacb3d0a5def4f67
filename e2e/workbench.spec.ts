/** Promise: whatever the page can do has a name that can be typed; panels stay as they were left; figures can be taken along. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { boot, button, state } from './support.ts';

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

async function command(page: Page, text: string): Promise<void> {
  // The page comes after the first prompt.
  await expect(button(page, 'Commands')).toBeVisible();
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeHidden();
}

async function saved(page: Page, save: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent('download');
  await save();
  return readFileSync(await (await download).path(), 'utf8');
}

test('commands are found and run by keyboard, from inside the terminal too', async ({ page }) => {
  await boot(page);
  await page.getByRole('region', { name: 'Terminal' }).locator('textarea').focus();
  await command(page, 'pau');
  await expect.poll(() => state(page)).toBe('paused');
  await button(page, 'Commands').click();
  await expect(page.getByRole('option', { name: 'Run', exact: true })).toBeVisible();
  await expect(page.getByRole('option', { name: 'Pause', exact: true })).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.keyboard.type('no such thing');
  await expect(page.getByText('No command has such a name.')).toBeVisible();
  await page.keyboard.press('Escape');
  await command(page, 'open tlb');
  await expect(region(page, 'TLB')).toBeVisible();
  await command(page, 'run');
  await expect.poll(() => state(page)).toBe('running');
});

test('panels are as they were left, as the address says, or as a layout has them', async ({ page }) => {
  await boot(page, '/?image=hello');
  await page.evaluate(() => globalThis.trampoline.open('TLB'));
  await expect(region(page, 'TLB')).toBeVisible();
  await page.goto('/?image=hello&harts=1');
  await expect(region(page, 'TLB')).toBeVisible();
  await page.goto('/?image=hello&panels=Statistics,Nonsense');
  await expect(region(page, 'Statistics')).toBeVisible();
  await expect(region(page, 'TLB')).toHaveCount(0);
  const size = () =>
    page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  const before = await size();
  await command(page, 'lecture');
  await expect(region(page, 'Code cache')).toBeVisible();
  await expect(region(page, 'Statistics')).toHaveCount(0);
  expect(await size()).toBeCloseTo(before * 1.25, 1);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.goto('/?image=hello');
  await expect.poll(size).toBeCloseTo(before * 1.25, 1);
  await command(page, 'layout default');
  await expect(region(page, 'Code cache')).toHaveCount(0);
  expect(await size()).toBeCloseTo(before, 1);
});

test('figures, a profile and a report can be taken along', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await boot(page, '/?mode=deterministic');
  await page.waitForTimeout(2500);
  const csv = await saved(page, () => command(page, 'csv'));
  const [head = '', ...rows] = csv.trim().split('\r\n');
  expect(head.split(',')).toEqual(
    expect.arrayContaining(['ms', 'instructions', 'tier.baseline.instructions']),
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => row.split(',').length === head.split(',').length)).toBe(true);

  await page.evaluate(() => globalThis.trampoline.open('Inspector'));
  const profile = await saved(page, () => button(page, 'Save profile').click());
  const { shared, profiles } = JSON.parse(profile) as {
    readonly shared: { readonly frames: readonly unknown[] };
    readonly profiles: readonly { readonly weights: readonly number[]; readonly endValue: number }[];
  };
  expect(shared.frames.length).toBeGreaterThan(0);
  expect(profiles[0]?.weights.reduce((sum, weight) => sum + weight, 0)).toBe(profiles[0]?.endValue);

  await command(page, 'report');
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).toMatch(/^link: http.*#v1\./m);
  expect(await read()).toMatch(/^browser: .*Chrom/m);
  expect(await read()).toContain('trampoline:~#');
});

test('a panel whose code cannot be fetched says so, and leaves the page as it is', async ({ page }) => {
  await boot(page, '/?image=hello');
  await expect(button(page, 'Commands')).toBeVisible();
  await page.route('**/TlbPanel-*.js', (route) => route.abort());
  await page.evaluate(() => globalThis.trampoline.open('TLB'));
  await expect(region(page, 'TLB').getByRole('alert')).toContainText('The panel "TLB" cannot be shown');
  await expect(page.getByRole('region', { name: 'Terminal' })).toContainText('Hello');
  await button(page, 'Close TLB').click();
  await expect(region(page, 'TLB')).toHaveCount(0);
});
