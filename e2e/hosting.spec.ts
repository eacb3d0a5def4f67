/** Promise: images arrive over any line and stay; a new version never disturbs a machine; old versions stay. */
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { cutImages, publishSite } from '../scripts/pack-site.mjs';
import { ISOLATION_HEADERS, PlainSite } from './plain-site.ts';
import { boot, button, expectScreen, ready, type } from './support.ts';

test.use({ serviceWorkers: 'allow' });

let site: PlainSite;
test.beforeEach(async () => {
  site = new PlainSite();
  // As many hosts do it by a header file: no reload in the middle of what is tested here.
  site.headers = ISOLATION_HEADERS;
  await site.start();
});
test.afterEach(() => site.end());

const imagesAsked = (): string[] => site.asked.filter((path) => path.endsWith('.bin'));
const ATTEMPTS = 4;

test('a line that breaks at each part of an image costs that part alone', async ({ page }) => {
  cutImages(site.folder, 2 ** 20);
  const [build = ''] = readdirSync(join(site.folder, 'v'));
  copyFileSync(join(site.folder, 'images/catalogue.json'), join(site.folder, 'v', build, 'images.json'));
  const parts = readdirSync(join(site.folder, 'images')).filter((name) => /^kernel.*\.\d+\.bin$/.test(name));
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts.sort()) {
    const path = new RegExp(part.replaceAll('.', '\\.'));
    site.cuts = Array.from({ length: ATTEMPTS }, () => ({ path, afterBytes: 1000 }));
    await page.goto(site.address());
    await expect(page.getByRole('alert').filter({ hasText: 'check the connection' })).toBeVisible();
    await expect(button(page, 'Retry')).toBeVisible();
  }
  site.asked.length = 0;
  await button(page, 'Retry').click();
  await ready(page);
  // What came before the last cut was kept, over three visits.
  expect(imagesAsked()).toEqual([`images/${parts.at(-1)}`]);
  site.asked.length = 0;
  await page.reload();
  await ready(page);
  expect(imagesAsked()).toEqual([]);
});

test('a line that breaks once is mended without a word', async ({ page }) => {
  site.cuts = [{ path: /kernel/, afterBytes: 100_000 }];
  await boot(page, site.address());
  expect(imagesAsked().filter((path) => path.includes('kernel'))).toHaveLength(2);
});

test('a stored image that was damaged is fetched anew', async ({ page }) => {
  await boot(page, site.address());
  const damaged = await page.evaluate(async () => {
    const top = await navigator.storage.getDirectory();
    const images = await top.getDirectoryHandle('trampoline-images');
    let count = 0;
    for await (const [, image] of images as unknown as AsyncIterable<[string, FileSystemDirectoryHandle]>) {
      const handle = await image.getFileHandle('0');
      const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      const stream = await handle.createWritable();
      await stream.write(bytes);
      await stream.close();
      count++;
    }
    return count;
  });
  expect(damaged).toBe(2);
  site.asked.length = 0;
  await page.reload();
  await ready(page);
  expect(imagesAsked()).toHaveLength(2);
});

test('storage that is full costs nothing but the next download, and says so', async ({ page }) => {
  const client = await page.context().newCDPSession(page);
  const origin = new URL(site.address()).origin;
  await client.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 500_000 });
  await boot(page, site.address());
  await expect(page.getByText(/fetched again at the next visit: the storage .* is full/)).toBeVisible();
  await type(page, 'echo $((40 + 2)) runs\n');
  await expectScreen(page, /^42 runs/m);
});

const buildOf = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.documentElement.dataset['build']);

/** Puts another version in place of the present one, whose files go: the worst that a host may do. */
function deployAnother(build: string): void {
  const old = /data-build="(\w+)"/.exec(readFileSync(join(site.folder, 'index.html'), 'utf8'))?.[1] ?? '';
  renameSync(join(site.folder, 'v', old), join(site.folder, 'v', build));
  for (const name of ['index.html', 'sw.js', `v/${build}/index.html`]) {
    const path = join(site.folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(old, build));
  }
}

test('a version deployed while a machine runs waits; late workers of the old one still start', async ({
  page,
}) => {
  await boot(page, site.address());
  const old = await buildOf(page);
  await button(page, 'Keys and help').click();
  await expect(page.getByText('Without a network it works')).toBeVisible();
  await button(page, 'Close').click();

  deployAnother('0123456789ab');
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update();
  });
  await expect(page.getByText('A new version of this page is here')).toBeVisible();
  await type(page, 'echo $((40 + 2)) undisturbed\n');
  await expectScreen(page, /^42 undisturbed/m);

  // Another machine needs another worker, whose script the host no longer has.
  await page.getByLabel('RAM').selectOption('128M');
  await button(page, 'Start it').click();
  await expect
    .poll(async () => (await page.evaluate(() => globalThis.trampoline.stats())).ramBytes)
    .toBe(128 * 2 ** 20);
  await ready(page);
  expect(await buildOf(page)).toBe(old);

  await button(page, 'Update after this run').click();
  await expect(page.getByText('starts when this machine ends')).toBeVisible();
  await type(page, 'poweroff -f\n');
  await expect.poll(() => buildOf(page).catch(() => old)).toBe('0123456789ab');
  await ready(page);
});

test('earlier builds stay beside the newest, and boot', async ({ page }) => {
  const published = mkdtempSync(join(tmpdir(), 'trampoline-published-'));
  publishSite(site.folder, published);
  deployAnother('0123456789ab');
  publishSite(site.folder, published);
  const builds = readdirSync(join(published, 'v'));
  expect(builds).toHaveLength(2);
  const old = builds.find((name) => name !== '0123456789ab') ?? '';
  rmSync(site.folder, { recursive: true });
  renameSync(published, site.folder);
  // Each has a list of its own, for the images that its links were made with.
  writeFileSync(join(site.folder, 'images/catalogue.json'), '[]');
  await boot(page, site.address());
  expect(await buildOf(page)).toBe('0123456789ab');
  await boot(page, site.address('127.0.0.1', `/some/sub/path/v/${old}/`));
  expect(await buildOf(page)).toBe(old);
});
