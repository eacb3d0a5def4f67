/** Promise: an address says which machine starts; a wrong one gives one line and a way on. */
import { expect, test } from '@playwright/test';
import { boot, button, state } from './support.ts';

test('the query chooses image and RAM', async ({ page }) => {
  await boot(page, '/?image=linux&ram=128M');
  const stats = await page.evaluate(() => globalThis.trampoline.stats());
  expect(stats).toMatchObject({ image: 'linux', ramBytes: 128 * 2 ** 20, harts: 1 });
  await expect(page.getByLabel('RAM')).toHaveValue('128M');
});

for (const [query, line] of [
  ['image=nope', /there is no image "nope"; choose one of: linux/],
  ['ram=lots', /"lots" is not a size; give a number with K, M or G/],
  ['ram=7T', /"7T" is not a size/],
  ['ram=1K', /RAM is a whole number of MiB from 16M to 3G/],
  ['harts=many', /harts is a whole number from 1 to 8/],
  ['mode=fast', /realtime/],
] as const) {
  test(`?${query} gives one line and a way on`, async ({ page }) => {
    await page.goto(`/?${query}`);
    await expect(page.getByRole('alert').locator('p')).toHaveText(line);
    await expect.poll(() => state(page)).toBe('failed');
    await button(page, 'Start Linux instead').click();
    await page.evaluate(() => globalThis.trampoline.ready);
    expect(await state(page)).toBe('running');
  });
}

test('an address with a fragment waits for Run, and says what is wrong with it', async ({ page }) => {
  await page.goto('/#v1.abcdef');
  await expect(page.getByRole('alert').locator('p')).toHaveText(/^the link: it was cut or altered; .+\.$/);
  await page.waitForTimeout(300);
  expect(await state(page)).toBe('empty');
  await button(page, 'Run').click();
  await page.evaluate(() => globalThis.trampoline.ready);
});

test('another choice waits until it is started, and can be taken back', async ({ page }) => {
  await boot(page);
  await page.getByLabel('RAM').selectOption('64M');
  await button(page, 'Keep the present one').click();
  await expect(page.getByLabel('RAM')).toHaveValue('256M');
  await page.getByLabel('RAM').selectOption('512M');
  await button(page, 'Start it').click();
  await expect
    .poll(async () => (await page.evaluate(() => globalThis.trampoline.stats())).ramBytes)
    .toBe(512 * 2 ** 20);
  await page.evaluate(() => globalThis.trampoline.ready);
});
