import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { browserArguments, findBrowser, howToGetBrowser } from './scripts/browser.mjs';

/**
 * Browser tests on the production build (`npm run build`), served as `npm start` serves it. Every process that
 * Playwright starts reads this file again, so the port is settled once and handed on in the environment.
 */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

process.env['TRAMPOLINE_E2E_PORT'] ??= String(await freePort());
const address = `http://127.0.0.1:${process.env['TRAMPOLINE_E2E_PORT']}/`;

const executablePath = findBrowser();
if (executablePath === undefined) throw new Error(howToGetBrowser);

export default defineConfig({
  retries: process.env['CI'] ? 1 : 0,
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: 180_000,
  expect: { timeout: 60_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ? [['list'], ['json']] : [['list']],
  use: {
    baseURL: address,
    screenshot: 'only-on-failure',
    // Routes of a test don't see what a service worker fetches; the specs that are about it allow it.
    serviceWorkers: 'block',
    launchOptions: { executablePath, args: browserArguments },
  },
  webServer: {
    command: `node scripts/serve.mjs --strict-port --port ${process.env['TRAMPOLINE_E2E_PORT']}`,
    url: address,
    reuseExistingServer: false,
    timeout: 60_000,
  },
});
