/** Promise: the terminal finds text, has the keys that a touch screen lacks, and takes composed input once. */
import { expect, test } from '@playwright/test';
import { boot, expectScreen, type } from './support.ts';

test('Ctrl+Shift+F finds text in the scrollback, and Escape goes back to the machine', async ({ page }) => {
  await boot(page);
  await type(page, 'echo needle-7; seq 300\n');
  await expectScreen(page, /^300\n/m);
  expect(await page.evaluate(() => globalThis.trampoline.screen())).not.toContain('needle-7');
  await page.getByRole('region', { name: 'Terminal' }).click();
  await page.keyboard.press('Control+Shift+F');
  const bar = page.getByRole('search', { name: 'Find in the terminal' });
  await bar.getByRole('searchbox').fill('needle-7');
  await expect(page.locator('.xterm-rows')).toContainText('needle-7');
  await expect(bar.getByRole('status')).toBeEmpty();
  await bar.getByRole('searchbox').fill('no such text');
  await expect(bar.getByRole('status')).toHaveText('Not found');
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await page.keyboard.type('echo back\n');
  await expectScreen(page, /^back$/m);
});

test('what is typed before the find bar is there goes to it, and never to the machine', async ({ page }) => {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  // The bar comes with the rest of the page.
  await page.route('**/assets/app-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await boot(page);
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+Shift+F');
  await page.keyboard.type('trampx');
  await page.keyboard.press('Backspace');
  letGo();
  const box = page.getByRole('searchbox', { name: 'Find' });
  await expect(box).toBeFocused();
  await expect(box).toHaveValue('tramp');
  await page.keyboard.type('oline');
  await expect(box).toHaveValue('trampoline');
  // Asked for again from the terminal, it has the focus again, and what is typed next takes the place of the text.
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+Shift+F');
  await expect(box).toBeFocused();
  await page.keyboard.type('no such text');
  await expect(box).toHaveValue('no such text');
  await page.keyboard.press('Escape');
  await page.keyboard.type('echo $((6 * 7)) only\n');
  await expectScreen(page, /^42 only$/m);
  expect(await page.evaluate(() => globalThis.trampoline.screen())).not.toMatch(/# \S*(?:tramp|such|oline)/);
});

test.describe('on a touch screen', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('the key bar has Ctrl, Tab and arrows, each large enough for a finger', async ({ page }) => {
    await boot(page);
    const key = (name: string) => page.getByRole('toolbar', { name: 'Keys' }).getByRole('button', { name });
    for (const name of ['Ctrl', 'Escape', 'Tab', 'Left', 'Up', 'Down', 'Right', 'Pipe', 'Slash']) {
      const box = await key(name).boundingBox();
      expect(box?.height, name).toBeGreaterThanOrEqual(44);
    }
    await type(page, 'cat\n');
    await key('Ctrl').tap();
    await expect(key('Ctrl')).toHaveAttribute('aria-pressed', 'true');
    await page.locator('.xterm-helper-textarea').focus();
    await page.keyboard.press('c');
    await expect(key('Ctrl')).toHaveAttribute('aria-pressed', 'false');
    await type(page, 'echo free $((40 + 2))\n');
    await expectScreen(page, /^free 42/m);
    await key('Up').tap();
    await type(page, '\n');
    await expectScreen(page, /free 42[^]*free 42/);
  });

  test('composed input arrives once', async ({ page }) => {
    await boot(page);
    await page.locator('.xterm-helper-textarea').focus();
    const client = await page.context().newCDPSession(page);
    for (const text of ['e', 'ec', 'ech', 'echo'])
      await client.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    await client.send('Input.insertText', { text: 'echo' });
    await page.waitForTimeout(50);
    await page.keyboard.press('Space');
    await client.send('Input.imeSetComposition', { text: 'once', selectionStart: 4, selectionEnd: 4 });
    await client.send('Input.insertText', { text: 'once' });
    // A finger takes longer than that to the next key.
    await page.waitForTimeout(50);
    await page.keyboard.press('Enter');
    await expectScreen(page, /# echo once\s*\nonce\s*\n/);
  });
});
