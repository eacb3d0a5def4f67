/**
 * Promise: frozen, put to sleep, out of memory, left and come back to: the machine goes on, or the page says what was
 * lost. Here the browser really does it; e2e/survival.spec.ts tells the page so, for what no test can bring about.
 */
import { expect, type Page, test } from '@playwright/test';
import puppeteer, { type Browser, type Page as TabPage } from 'puppeteer-core';
import { browserArguments, findBrowser } from '../scripts/browser.mjs';
import { ISOLATION_HEADERS, PlainSite } from './plain-site.ts';
import { boot, button, expectScreen, ready, state, type } from './support.ts';

let site: PlainSite;
test.beforeEach(async () => {
  site = new PlainSite();
  site.headers = ISOLATION_HEADERS;
  await site.start();
});
test.afterEach(() => site.end());

async function bootWhole(page: Page): Promise<void> {
  await boot(page, site.address());
  await expect(button(page, 'Pause')).toBeVisible();
}

async function answers(page: Page, mark: string): Promise<void> {
  await type(page, `echo ${mark} $((40 + 2))\n`);
  await expectScreen(page, new RegExp(`^${mark} 42$`, 'm'));
}

/**
 * The page, whole, in a browser as users have it: Playwright's tells every page that it is seen, and keeps none for the
 * Back button.
 */
async function openUnwatched(): Promise<{
  browser: Browser;
  page: TabPage;
  read: (expression: string) => Promise<unknown>;
}> {
  const browser = await puppeteer.launch({
    executablePath: findBrowser() ?? '',
    headless: true,
    args: browserArguments,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  const page = await browser.newPage();
  await page.goto(site.address());
  await page.evaluate('trampoline.ready');
  await page.waitForSelector('[aria-label="Machine"]');
  return { browser, page, read: (expression) => page.evaluate(expression) };
}

test('hidden and frozen by the browser: the machine stands still, and goes on with the page', async () => {
  const { browser, page, read } = await openUnwatched();
  const client = await page.createCDPSession();
  const freezes = `const told = []; for (const kind of ['freeze', 'resume'])
    document.addEventListener(kind, () => told.push(kind)); globalThis.told = told`;
  await read(freezes);
  const other = await browser.newPage();
  await other.bringToFront();
  await expect.poll(() => read('document.visibilityState')).toBe('hidden');
  await client.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await client.send('Page.setWebLifecycleState', { state: 'active' });
  expect(await read('told')).toEqual(['freeze', 'resume']);
  // Thawed, and still not seen.
  expect(await read('trampoline.stats().then(({ state }) => state)')).toBe('paused');
  await page.bringToFront();
  await expect.poll(() => read('trampoline.stats().then(({ state }) => state)')).toBe('running');
  await expect
    .poll(() => read('document.body.innerText'))
    .toMatch(/Nobody was looking: the machine was paused for \d+ seconds/);
  await read(`trampoline.type('echo thawed $((40 + 2))\\n')`);
  await expect.poll(() => read('trampoline.screen()')).toMatch(/^thawed 42$/m);
  await browser.close();
});

test('a computer that slept: the page says so, and nothing is taken for dead', async ({ page, browser }) => {
  await bootWhole(page);
  const client = await browser.newBrowserCDPSession();
  const { processInfo } = await client.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type: kind }) => kind === 'renderer').map(({ id }) => id);
  expect(renderers.length).toBeGreaterThan(0);
  for (const id of renderers) process.kill(id, 'SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 33_000));
  for (const id of renderers) process.kill(id, 'SIGCONT');
  await expect(page.getByText(/This computer slept, or stood still, for 3\d seconds/)).toBeVisible();
  expect(await state(page)).toBe('running');
  await answers(page, 'awake');
  await page.waitForTimeout(3000);
  await expect(page.getByRole('alert')).toBeHidden();
});

for (const thread of ['machine', 'vcpu'] as const) {
  test(`out of memory in the ${thread} thread: the tab is gone, and the next visit says what was lost`, async ({
    playwright,
  }, info) => {
    const { launchOptions } = info.project.use;
    const browser = await playwright.chromium.launch({
      ...launchOptions,
      args: [...(launchOptions?.args ?? []), '--js-flags=--max-old-space-size=96'],
    });
    const context = await browser.newContext();
    const page = await context.newPage();
    // Fills the thread's own heap until there is no more: the browser ends the whole renderer.
    site.scriptPrefix = `if (globalThis.name === '${thread}') setTimeout(() => {
      const kept = [];
      for (;;) kept.push(Array.from({ length: 100000 }, (_, index) => ({ index })));
    }, 4000)`;
    const crashed = page.waitForEvent('crash');
    await bootWhole(page);
    await crashed;
    site.scriptPrefix = '';
    const next = await context.newPage();
    await bootWhole(next);
    await expect(next.getByText(/A tab was cut off while a machine ran in it/)).toBeVisible();
    await answers(next, 'again');
    await browser.close();
  });
}

test('left and come back to by the Back button: the very machine goes on', async () => {
  const { browser, page, read } = await openUnwatched();
  await read(`trampoline.type('cd /tmp; echo before $((40 + 2))\\n')`);
  await expect.poll(() => read('trampoline.screen()')).toMatch(/^before 42$/m);
  await read(`addEventListener('pageshow', ({ persisted }) => (globalThis.wasKept = persisted))`);
  await page.goto(site.address('127.0.0.1', '/'));
  await page.goBack();
  expect(await read('globalThis.wasKept')).toBe(true);
  await expect.poll(() => read('trampoline.stats().then(({ state }) => state)')).toBe('running');
  await expect
    .poll(() => read('document.body.innerText'))
    .toMatch(/Nobody was looking: the machine was paused for \d+ seconds?/);
  await read(`trampoline.type('pwd\\n')`);
  await expect.poll(() => read('trampoline.screen()')).toMatch(/^\/tmp$/m);
  await browser.close();
});

test('left and come back to where no page is kept: it begins under what was printed', async ({ page }) => {
  await bootWhole(page);
  await answers(page, 'before');
  await page.goto(site.address('127.0.0.1', '/'));
  await page.goBack();
  await ready(page);
  await answers(page, 'after');
  const kept = await page.evaluate(() => sessionStorage.getItem('trampoline terminal'));
  expect(kept).toContain('before 42');
});
