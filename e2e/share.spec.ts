/** Promise: a run is shared as a link, and whoever opens that gets the same run, or is told where it differs. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { unwrap } from '../src/base/problem.ts';
import type { LinkContent } from '../src/share/content.ts';
import { decodeLink, encodeLink } from '../src/share/link.ts';
import { boot, button, expectScreen, ready, state, type } from './support.ts';

const REPRODUCED = /^reproduced: state hash matches after \d+ instructions$/;

const violations = async (page: Page): Promise<string[]> => {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};

/** A run of Linux with a command typed, as `trampoline.link()` gives it. */
async function sharedRun(page: Page): Promise<{ readonly address: string; readonly content: LinkContent }> {
  await boot(page);
  await type(page, 'echo shared $((6 * 7))\n');
  await expectScreen(page, /^shared 42$/m);
  const address = await page.evaluate(() => globalThis.trampoline.link());
  return { address, content: unwrap(decodeLink(address)) };
}

/** Another visitor's page. */
async function visitor(browser: Browser, address: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(address);
  return page;
}

const verdict = (page: Page) => page.locator('.replay-verdict');

test('a run of Linux is shared, shown, replayed, and goes on', async ({ page, browser }) => {
  await boot(page);
  await type(page, 'echo shared $((6 * 7))\n');
  await expectScreen(page, /^shared 42$/m);
  await button(page, 'Share').click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  const address = await dialog.getByRole('textbox', { name: /^Link, [\d,]+ characters$/ }).inputValue();
  await expect(dialog.getByText(/instructions\. Compared \d+ times on the way/)).toBeVisible();
  await expect(dialog.getByText(/\d+ bytes: “echo shared \$\(\(6 \* 7\)\)⏎”/)).toBeVisible();
  console.log(`a boot and a command: ${address.length} characters`);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await state(page)).toBe('running');

  const other = await visitor(browser, address);
  await expect(other.getByRole('heading', { name: 'A recorded run, brought by a link' })).toBeVisible();
  await expect(other.getByText('“echo shared $((6 * 7))⏎”')).toBeVisible();
  expect(await violations(other)).toEqual([]);
  await other.waitForTimeout(300);
  expect(await state(other)).toBe('empty');
  await button(other, 'Run').click();
  await expect(verdict(other)).toHaveText(REPRODUCED);
  await expectScreen(other, /^shared 42$/m);
  expect(await state(other)).toBe('paused');
  expect(await violations(other)).toEqual([]);
  await button(other, 'Go on from here').click();
  await ready(other);
  await type(other, 'echo and on $((6 * 8))\n');
  await expectScreen(other, /^and on 48$/m);
  const further = await other.evaluate(() => globalThis.trampoline.link());
  await other.close();

  const third = await visitor(browser, further);
  await button(third, 'Run').click();
  await expect(verdict(third)).toHaveText(REPRODUCED);
  await expectScreen(third, /^and on 48$/m);
  await third.close();
});
