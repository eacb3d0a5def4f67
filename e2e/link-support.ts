/** What the tests of links share. */
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Locator, Page } from '@playwright/test';
import { unwrap } from '../src/base/problem.ts';
import type { LinkContent } from '../src/share/content.ts';
import { decodeLink } from '../src/share/link.ts';
import { boot, expectScreen, type } from './support.ts';

export const REPRODUCED = /^reproduced: state hash matches after \d+ instructions$/;

export const violations = async (page: Page): Promise<string[]> => {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};

/** A run of Linux with a command typed, as `trampoline.link()` gives it. */
export async function sharedRun(
  page: Page,
): Promise<{ readonly address: string; readonly content: LinkContent }> {
  await boot(page);
  await type(page, 'echo shared $((6 * 7))\n');
  await expectScreen(page, /^shared 42$/m);
  const address = await page.evaluate(() => globalThis.trampoline.link());
  return { address, content: unwrap(decodeLink(address)) };
}

/** Another visitor's page. */
export async function visitor(browser: Browser, address: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(address);
  return page;
}

export const verdict = (page: Page): Locator => page.locator('.replay-verdict');
