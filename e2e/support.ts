/** What the browser tests share: waiting for the prompt, typing, reading the console. */
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import type { TrampolineApi } from '../src/protocol/page.ts';

declare global {
  var trampoline: TrampolineApi;
}

export const PROMPT = 'trampoline:~# ';

/** Waits until the machine takes input. Where no host sends headers, the page reloads itself meanwhile. */
export async function ready(page: Page): Promise<void> {
  for (;;) {
    try {
      await page.waitForFunction(() => 'trampoline' in globalThis);
      return await page.evaluate(() => globalThis.trampoline.ready);
    } catch (error) {
      if (!/context was destroyed/i.test(String(error))) throw error;
    }
  }
}

/** Opens an address and waits until the machine takes input. Returns how long that took. */
export async function boot(page: Page, address = '/'): Promise<number> {
  const startedMs = performance.now();
  await page.goto(address);
  await ready(page);
  return performance.now() - startedMs;
}

const screen = (page: Page): Promise<string> => page.evaluate(() => globalThis.trampoline.screen());

export const type = (page: Page, text: string): Promise<void> =>
  page.evaluate((typed) => globalThis.trampoline.type(typed), text);

export async function expectScreen(page: Page, pattern: RegExp): Promise<void> {
  await expect.poll(() => screen(page)).toMatch(pattern);
}

/** Instructions retired so far, summed over harts. */
export const retired = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { instructions } = await globalThis.trampoline.stats();
    return instructions.reduce((sum, count) => sum + count, 0);
  });

export const state = (page: Page): Promise<string> =>
  page.evaluate(async () => (await globalThis.trampoline.stats()).state);

/** Everything that the console has shown, through the page's own button. */
export async function savedConsole(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Keys and help' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save console output' }).click();
  const text = readFileSync(await (await download).path(), 'latin1');
  await page.getByRole('button', { name: 'Close' }).click();
  return text;
}

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
