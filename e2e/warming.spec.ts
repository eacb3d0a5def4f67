/** Promise: what an image's code became outlives the visit, and can be switched off and forgotten. */
import { expect, test, type Page } from '@playwright/test';
import { boot } from './support.ts';

const FOLDER = 'trampoline-code';

const MOST_ROUNDS = 10;

/** Sizes of the kept files. */
const kept = (page: Page): Promise<readonly number[]> =>
  page.evaluate(async (name) => {
    try {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name);
      const sizes: number[] = [];
      for await (const file of folder.values()) {
        if (file instanceof FileSystemFileHandle) sizes.push((await file.getFile()).size);
      }
      return sizes;
    } catch {
      return [];
    }
  }, FOLDER);

/** The shell puts the two halves together, so that the echo of the command is not the answer. */
const WORK = "i=0; while [ $i -lt 15000 ]; do i=$((i+1)); done; echo do''ne";

/** A loop that is hot enough to be translated. */
async function work(page: Page, round: string): Promise<void> {
  await page.evaluate((text) => globalThis.trampoline.type(text), `${WORK}${round}\n`);
  await expect
    .poll(() => page.evaluate(() => globalThis.trampoline.screen()), { timeout: 60_000 })
    .toContain(`done${round}`);
}

/** -1 where nobody counts yet: what translates is loaded when it is needed. */
const counter = (page: Page, name: string): Promise<number> =>
  page.evaluate(async (key) => (await globalThis.trampoline.stats()).counters[key]?.[0] ?? -1, name);

test('a second visit starts from the code of the first, and translates next to nothing', async ({ page }) => {
  await page.goto('/?mode=deterministic');
  await page.evaluate(() => globalThis.trampoline.ready);
  let rounds = 0;
  // When translating is worth it depends on what it costs on this computer.
  while (rounds < MOST_ROUNDS && (await counter(page, 'cache.translations')) === 0)
    await work(page, `first${rounds++}`);
  const first = await counter(page, 'cache.translations');
  expect(first).toBeGreaterThan(0);
  expect(await counter(page, 'cache.warmed')).toBeLessThanOrEqual(0);
  await expect.poll(() => kept(page), { timeout: 60_000 }).toHaveLength(1);
  // Written again when the work has been done.
  await page.waitForTimeout(6000);
  await page.reload();
  await page.evaluate(() => globalThis.trampoline.ready);
  while (rounds > 0) await work(page, `second${rounds--}`);
  const second = await counter(page, 'cache.translations');
  console.log(`translations: ${first} in the first visit, ${second} in the second`);
  expect(await counter(page, 'cache.warmed')).toBeGreaterThan(0);
  expect(second).toBeLessThanOrEqual(first * 0.02);
});

test('kept code is forgotten on demand, and not kept where warming is off', async ({ page }) => {
  await boot(page);
  await expect.poll(() => kept(page), { timeout: 60_000 }).toHaveLength(1);
  await page.evaluate(() => globalThis.trampoline.open('Code cache'));
  const panel = page.getByRole('region', { name: 'Code cache' });
  const warming = panel.getByRole('switch', { name: 'Cache warming' });
  await expect(warming).toHaveAttribute('aria-checked', 'true');
  await warming.click();
  await expect(warming).toHaveAttribute('aria-checked', 'false');
  await panel.getByRole('button', { name: 'Forget this image’s code' }).click();
  await expect(panel.getByText('This image’s code is forgotten.')).toBeVisible();
  await expect.poll(() => kept(page)).toHaveLength(0);
  await page.reload();
  await page.evaluate(() => globalThis.trampoline.ready);
  await page.waitForTimeout(7000);
  expect(await kept(page)).toHaveLength(0);
  expect(await counter(page, 'cache.warmed')).toBeLessThanOrEqual(0);
});

test('a kept file that was cut off is not used', async ({ page }) => {
  await boot(page);
  await expect.poll(() => kept(page), { timeout: 60_000 }).toHaveLength(1);
  await page.goto('about:blank');
  await page.goto('/images/index.json');
  await page.evaluate(async (name) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name);
    for await (const file of folder.values()) {
      if (!(file instanceof FileSystemFileHandle)) continue;
      const stream = await file.createWritable({ keepExistingData: true });
      await stream.truncate(100_000);
      await stream.close();
    }
  }, FOLDER);
  await boot(page);
  expect(await counter(page, 'cache.warmed')).toBeLessThanOrEqual(0);
});
