/**
 * Promise: until the terminal takes input, a first visit fetches at most 200 KB of script and style and 5 MB of images.
 * What is in them, and why: docs/decisions/0007-first-prompt.md.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { ISOLATION_HEADERS, PlainSite } from './plain-site.ts';
import { ready } from './support.ts';

const MAX_CODE_BYTES = 200_000;
const MAX_IMAGE_BYTES = 5_000_000;

/**
 * Where a boot takes longer than ten seconds the whole page comes beside it, and after five what is known of code is kept:
 * how busy the computer is must not decide what is counted here.
 */
const WITHOUT_LATECOMERS = `if (!globalThis.hasNoLatecomers) {
  globalThis.hasNoLatecomers = true;
  const { setTimeout, setInterval } = globalThis;
  globalThis.setTimeout = (call, ms, ...more) => setTimeout(call, ms === 10_000 ? 2 ** 31 - 1 : ms, ...more);
  globalThis.setInterval = (call, ms, ...more) => setInterval(call, ms === 5000 ? 2 ** 31 - 1 : ms, ...more);
}`;

test.use({ serviceWorkers: 'allow' });

for (const host of ['with isolation headers', 'without any headers'] as const) {
  test(`what is fetched before the first prompt, from a host ${host}`, async ({ page }) => {
    const site = new PlainSite();
    site.scriptPrefix = WITHOUT_LATECOMERS;
    await site.start();
    if (host === 'with isolation headers') {
      site.headers = ISOLATION_HEADERS;
    }
    await page.addInitScript(() => {
      addEventListener('DOMContentLoaded', () => {
        void globalThis.trampoline.ready.then(() => performance.mark('prompt'));
      });
    });
    await page.goto(site.address());
    await ready(page);
    // This process may hear of it late, when the page has begun to load the rest.
    const readyMs = await page.evaluate(
      () => performance.timeOrigin + (performance.getEntriesByName('prompt')[0]?.startTime ?? Number.NaN),
    );
    const asked = site.asked.filter((_, index) => (site.askedMs[index] ?? 0) <= readyMs);
    const sizes = asked.map((path) => {
      const bytes = readFileSync(join(site.folder, path === '' ? 'index.html' : path));
      return { path, bytes: path.endsWith('.bin') ? bytes.length : gzipSync(bytes).length };
    });
    const sum = (wanted: (path: string) => boolean): number =>
      sizes.filter(({ path }) => wanted(path)).reduce((total, { bytes }) => total + bytes, 0);
    // The catalogue stands beside the build that reads it; the page's own icon is a picture, too.
    const isImage = (path: string): boolean => /^images\/|\/images\.json$|\.svg$/.test(path);
    const code = sum((path) => !isImage(path));
    const images = sum(isImage);
    console.log(`${host}: ${code} bytes of page, script and style (gzip), ${images} bytes of images`);
    expect(asked.filter((path) => path.endsWith('.bin')).length).toBeGreaterThan(0);
    expect(code, sizes.map(({ path, bytes }) => `${bytes} ${path}`).join('\n')).toBeLessThanOrEqual(
      MAX_CODE_BYTES,
    );
    expect(images).toBeLessThanOrEqual(MAX_IMAGE_BYTES);
    await site.end();
  });
}
