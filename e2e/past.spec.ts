/** Promise: what the terminal showed is there again after a reload, marked as past, for the same machine alone. */
import { expect, type Page, test } from '@playwright/test';
import { boot, button, expectScreen, ready, type } from './support.ts';

const BREAK = /Above: before this page was loaded, until/;

/** Everything in the terminal, scrollback included, from its accessible lines. */
async function scrolledBackTo(page: Page, text: string): Promise<boolean> {
  await page.getByRole('region', { name: 'Terminal' }).click();
  await page.keyboard.press('Control+Shift+F');
  const bar = page.getByRole('search', { name: 'Find in the terminal' });
  await bar.getByRole('searchbox').fill(text);
  await bar.getByRole('button', { name: 'Previous' }).click();
  await page.waitForTimeout(300);
  const isThere = (await bar.getByRole('status').textContent()) === '';
  await page.keyboard.press('Escape');
  return isThere;
}

async function bootAndPrint(page: Page): Promise<void> {
  await boot(page, '/?image=linux');
  await expect(button(page, 'Pause')).toBeVisible();
  await type(page, 'for i in $(seq 1 200); do echo "line $i of the past"; done\n');
  await expectScreen(page, /^line 200 of the past$/m);
}

test('a reload keeps the scrollback, and says where it ends', async ({ page }) => {
  await bootAndPrint(page);
  await page.reload();
  await ready(page);
  await expect(button(page, 'Pause')).toBeVisible();
  expect(await scrolledBackTo(page, 'line 1 of the past')).toBe(true);
  expect(await scrolledBackTo(page, 'Above: before this page was loaded')).toBe(true);
  await button(page, 'Keys and help').click();
  await expect(page.getByText('lines are kept over a reload, the latest 1,000 of them')).toBeVisible();
  await button(page, 'Close').click();
  // What a program may print to a terminal never reaches the new machine.
  await type(page, 'echo untouched $((40 + 2))\n');
  await expectScreen(page, /# echo untouched \$\(\(40 \+ 2\)\)\s+untouched 42/);

  // Another machine has another past, and Reset has none.
  await page.goto('/?image=hello');
  await expectScreen(page, /Hello from a bare RISC-V machine!/);
  expect(await page.evaluate(() => globalThis.trampoline.screen())).not.toMatch(BREAK);
  await page.goto('/?image=hello');
  await expectScreen(page, BREAK);
  await expect(button(page, 'Run again')).toBeVisible();
  await button(page, 'Run again').click();
  await expectScreen(page, /^\s*Hello from a bare RISC-V machine!\s*$/);
});

test('a tab that was killed has its scrollback when it is loaded again', async ({ page }) => {
  await bootAndPrint(page);
  // It had no time to say farewell: what was kept while it ran is what there is.
  await page.waitForTimeout(6000);
  const client = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const url = `http://127.0.0.1:${process.env['TRAMPOLINE_E2E_PORT']}/`;
  await client.send('Page.navigate', { url });
  const read = async (): Promise<string> => {
    const expression = `JSON.parse(sessionStorage['trampoline terminal'] ?? '{}').text + globalThis.trampoline?.screen()`;
    const { result } = await client.send('Runtime.evaluate', { expression });
    return String(result.value);
  };
  await expect.poll(read).toMatch(/line 200 of the past[^]*Welcome to Trampoline/);
});

test('where storage is denied nothing is kept, and the page says so', async ({ page }) => {
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(globalThis, name, {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
  });
  await bootAndPrint(page);
  await page.reload();
  await ready(page);
  await expect(button(page, 'Pause')).toBeVisible();
  expect(await scrolledBackTo(page, 'line 1 of the past')).toBe(false);
  await button(page, 'Keys and help').click();
  await expect(page.getByText('lines are lost with a reload')).toBeVisible();
});
