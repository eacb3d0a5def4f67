/** Promise: the page boots from any file server, in any frame, with a network and then without one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import {
  type BrowserContext,
  type BrowserType,
  expect,
  type FrameLocator,
  type Page,
  type TestInfo,
  test,
} from '@playwright/test';
import { PlainSite } from './plain-site.ts';
import { boot, button, expectScreen, PROMPT, ready, type } from './support.ts';

test.use({ serviceWorkers: 'allow' });

let site: PlainSite;
test.beforeEach(async () => {
  site = new PlainSite();
  await site.start();
});
test.afterEach(() => site.end());

const isolation = (page: Page): Promise<string> =>
  page.evaluate(async () => (await globalThis.trampoline.stats()).isolation);

/** Resolves when the page has said that it works without a network. */
async function waitUntilKept(page: Page): Promise<void> {
  await button(page, 'Keys and help').click();
  await expect(page.getByText('Without a network it works')).toBeVisible();
  await button(page, 'Close').click();
}

async function answers(page: Page): Promise<void> {
  await type(page, 'echo $((40 + 2)) answers\n');
  await expectScreen(page, /^42 answers/m);
}

test('boots from a file server without headers under a sub-path, then without a network', async ({
  page,
}) => {
  let loads = 0;
  page.on('load', () => loads++);
  await boot(page, site.address());
  expect(await isolation(page)).toBe('service worker');
  expect(loads).toBe(2);
  await answers(page);
  await waitUntilKept(page);

  await site.stop();
  await page.reload();
  await ready(page);
  await answers(page);
  expect(await isolation(page)).toBe('service worker');
  await page.goto(`${site.address()}?image=linux&ram=128M`);
  await ready(page);
});

test('a reload past the service worker is isolated again by one more', async ({ page }) => {
  await boot(page, site.address());
  let loads = 0;
  page.on('load', () => loads++);
  const client = await page.context().newCDPSession(page);
  await client.send('Page.reload', { ignoreCache: true });
  await expect.poll(() => loads).toBe(2);
  await ready(page);
  expect(await isolation(page)).toBe('service worker');
});

test('a browser without service workers runs it in one worker, and says where it stands', async ({
  browser,
}) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await boot(page, site.address());
  expect(await isolation(page)).toBe('none');
  await expect(page.getByText('1 hart: this page is not isolated')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await answers(page);
  await type(page, 'yes | head -n 30000 | tail -n 1; seq 1 5000 | tail -n 1\n');
  await expectScreen(page, /^5000$/m);
  await button(page, 'Pause').click();
  await expect(page.getByRole('status')).toHaveText('Paused');
  await button(page, 'Run').click();
  await answers(page);
  await context.close();
});

/** A browser with a profile of its own, in which pages inside other sites' pages may store nothing. */
async function launchWithoutThirdPartyStorage(
  chromium: BrowserType,
  info: TestInfo,
): Promise<BrowserContext> {
  const profile = info.outputPath('profile');
  mkdirSync(join(profile, 'Default'), { recursive: true });
  const preferences = { profile: { block_third_party_cookies: true, cookie_controls_mode: 1 } };
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(preferences));
  return chromium.launchPersistentContext(profile, info.project.use.launchOptions ?? {});
}

const inner = (page: Page): FrameLocator => page.frameLocator('iframe');

async function bootsInFrame(page: Page): Promise<string> {
  await expect(inner(page).getByRole('region', { name: 'Terminal' })).toContainText(PROMPT.trim(), {
    timeout: 90_000,
  });
  const frame = page.frames().find((candidate) => candidate.url().includes('/some/sub/path/'));
  return (await frame?.evaluate(async () => (await globalThis.trampoline.stats()).isolation)) ?? 'no frame';
}

const frameOf = (address: string): string =>
  `<!doctype html><title>Somebody else's page</title><iframe title="A machine" src="${address}" width="1000" height="700"></iframe>`;

test('in a frame of a page without headers, our headers isolate it', async ({ page }) => {
  site.headers = { 'Document-Isolation-Policy': 'isolate-and-credentialless' };
  site.outerPage = frameOf(site.address('127.0.0.1'));
  await page.goto(site.address('localhost', '/'));
  expect(await bootsInFrame(page)).toBe('headers');
});

for (const policy of ['without', 'with'] as const) {
  test(`in a frame of another site's page that may store nothing, ${policy} our policy`, async ({
    playwright,
  }, info) => {
    if (policy === 'with') site.headers = { 'Document-Isolation-Policy': 'isolate-and-credentialless' };
    site.outerPage = frameOf(site.address('127.0.0.1'));
    const context = await launchWithoutThirdPartyStorage(playwright.chromium, info);
    const page = await context.newPage();
    await page.goto(site.address('localhost', '/'));
    const standing = await bootsInFrame(page);
    expect(standing).toBe(policy === 'with' ? 'headers' : 'none');
    if (standing === 'none') {
      const { violations } = await new AxeBuilder({ page }).include('iframe').analyze();
      expect(violations).toEqual([]);
      await expect(inner(page).getByText('1 hart: this frame is not isolated')).toBeVisible();
      const [tab] = await Promise.all([
        context.waitForEvent('page'),
        inner(page).getByRole('link', { name: 'Open in its own tab' }).click(),
      ]);
      await ready(tab);
      expect(await isolation(tab)).toBe('service worker');
    }
    await context.close();
  });
}

test('a frame whose sandbox keeps scripts out says what to do', async ({ page }) => {
  site.outerPage = frameOf(site.address()).replace('<iframe', '<iframe sandbox="allow-scripts"');
  await page.goto(site.address('127.0.0.1', '/'));
  await expect(inner(page).getByText('The scripts of this page could not be loaded')).toBeVisible();
  await expect(inner(page).getByRole('link', { name: 'Open it in its own tab' })).toBeVisible();
});

test('plain http from another host boots, and says what it needs', async ({ playwright }, info) => {
  const { launchOptions } = info.project.use;
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions?.args ?? []), '--host-resolver-rules=MAP box.example 127.0.0.1'],
  });
  const page = await browser.newPage();
  await boot(page, site.address('box.example'));
  await expect(
    page.getByText(/needs https or localhost .* ssh -L 8080:localhost:\d+ box\.example/),
  ).toBeVisible();
  await answers(page);
  await browser.close();
});
