/** Promise: whatever is missing or breaks, the page says so in one sentence and offers a way on. */
import { expect, type Page, test } from '@playwright/test';
import { boot, button } from './support.ts';

test('an image that cannot be fetched can be retried', async ({ page }) => {
  await page.route('**/images/kernel-*', (route) => route.abort());
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText(
    'it cannot be fetched; check the connection, then retry',
  );
  await page.unroute('**/images/kernel-*');
  await button(page, 'Retry').click();
  await page.evaluate(() => globalThis.trampoline.ready);
});

test('an image that was altered on the way is refused', async ({ page }) => {
  await page.route('**/images/initrd-*', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
    await route.fulfill({ response, body });
  });
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText(/initrd-.*bin: its/);
});

test('a catalogue that is missing says so', async ({ page }) => {
  await page.route('**/images.json', (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('the server answered 404');
});

/** Serves the machine worker's script changed. */
async function alterMachine(page: Page, change: (script: string) => string): Promise<void> {
  await page.route('**/assets/machine-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: change(await response.text()) });
  });
}

for (const [what, change, line] of [
  ['machine worker', () => 'throw new Error("torn");', /it stopped: .*torn; restart the machine/],
  [
    'vCPU thread',
    (script: string) => script.replace(/vcpu-[\w-]+\.js/, 'missing.js'),
    /it could not be loaded/,
  ],
] as const) {
  test(`a dead ${what} can be restarted`, async ({ page }) => {
    await alterMachine(page, change);
    await page.goto('/');
    await expect(page.getByRole('alert')).toContainText(line);
    await page.unroute('**/assets/machine-*.js');
    await button(page, 'Restart').click();
    await page.evaluate(() => globalThis.trampoline.ready);
  });
}

test('a machine without WebAssembly says so', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('does not run WebAssembly');
});

test('unpacks images without DecompressionStream', async ({ page }) => {
  // Workers have globals of their own: take it away in the script that uses it.
  await alterMachine(page, (script) => `Reflect.deleteProperty(globalThis, 'DecompressionStream');${script}`);
  await boot(page);
});
