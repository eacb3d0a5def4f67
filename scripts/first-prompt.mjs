/**
 * How long a first visit takes until the terminal takes input, over a slow line and on a slow computer, and what it
 * fetches until then. For people to run; no test waits for a stopwatch.
 *
 *   node scripts/first-prompt.mjs [--runs N] [--megabits N] [--latency MS] [--slowdown N]
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { browserArguments, findBrowser, howToGetBrowser } from './browser.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    megabits: { type: 'string', default: '10' },
    latency: { type: 'string', default: '100' },
    slowdown: { type: 'string', default: '4' },
  },
});

/** @returns {Promise<{ address: string, stop: () => void }>} */
function serve() {
  const server = spawn(process.execPath, [join(root, 'scripts/serve.mjs'), '--port', '0']);
  return new Promise((done, fail) => {
    let said = '';
    server.stdout.on('data', (chunk) => {
      said += String(chunk);
      const address = /http:\S+/.exec(said)?.[0];
      if (address) done({ address, stop: () => void server.kill() });
    });
    server.on('exit', (code) => fail(new Error(`the server ended with ${code}`)));
  });
}

/** A proxy cannot be slowed per worker by the browser's tools, so each target is slowed by itself. */
async function visit(/** @type {string} */ address) {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(howToGetBrowser);
  const browser = await chromium.launch({ executablePath, args: browserArguments });
  const client = await browser.newBrowserCDPSession();
  const page = await browser.newPage();
  /** @type {any} */
  const session = await page.context().newCDPSession(page);
  const bytesPerSecond = (Number(values.megabits) * 1e6) / 8;
  const conditions = {
    offline: false,
    latency: Number(values.latency),
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  };
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', conditions);
  await session.send('Emulation.setCPUThrottlingRate', { rate: Number(values.slowdown) });
  const startedMs = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.waitForFunction('"trampoline" in globalThis');
  await page.evaluate('globalThis.trampoline.ready');
  const elapsedMs = performance.now() - startedMs;
  await client.detach();
  await browser.close();
  return elapsedMs;
}

const { address, stop } = await serve();
try {
  const seconds = [];
  for (let run = 0; run < Number(values.runs); run++) seconds.push((await visit(address)) / 1000);
  console.log(`first prompt: ${seconds.map((value) => value.toFixed(2)).join(', ')} s`);
} finally {
  stop();
}
