/** A small page that has the engine in a worker, built as the real page is and opened in Chromium. */
import { spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { browserArguments, findBrowser, howToGetBrowser } from './browser.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} folder where the site is put */
async function buildPage(folder) {
  const { build } = await import('vite');
  const site = join(folder, 'site');
  await build({
    configFile: false,
    root: join(root, 'e2e/determinism'),
    base: './',
    logLevel: 'warn',
    publicDir: false,
    build: { outDir: site, emptyOutDir: true, target: 'es2024' },
    worker: { format: 'es' },
  });
  symlinkSync(join(root, 'public/images'), join(site, 'images'), 'junction');
  return site;
}

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/**
 * Each call of `boot` has a page of its own, and gives what e2e/determinism/worker.ts answers.
 *
 * @param {string} folder
 * @returns {Promise<{ boot: (request: object) => Promise<any>, close: () => Promise<void> }>}
 */
export async function openDeterminismPage(folder) {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(howToGetBrowser);
  const { chromium } = await import('@playwright/test');
  const port = await freePort();
  const options = ['--strict-port', '--port', String(port), '--folder', await buildPage(folder)];
  const server = spawn(process.execPath, [join(root, 'scripts/serve.mjs'), ...options]);
  const browser = await chromium.launch({ executablePath, args: browserArguments });
  const address = `http://127.0.0.1:${port}/`;
  const isServed = () =>
    fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isServed())) await sleep(50);
  return {
    async boot(request) {
      const page = await browser.newPage();
      try {
        await page.goto(address);
        return await page.evaluate((asked) => Reflect.get(globalThis, 'boot')(asked), request);
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      server.kill();
    },
  };
}
