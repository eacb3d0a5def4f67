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

/**
 * Slows every thread of a page's processes by stopping them most of the time. The browser's own switch slows the main
 * thread alone, and the machine runs in another.
 *
 * @param {import('@playwright/test').CDPSession} client of the whole browser
 * @param {number} slowdown
 * @returns {() => void} ends it
 */
function slowDown(client, slowdown) {
  if (slowdown <= 1) return () => undefined;
  const runMs = 5;
  /** @type {number[]} */
  let processes = [];
  const send = (/** @type {NodeJS.Signals} */ signal) => {
    for (const id of processes) {
      try {
        process.kill(id, signal);
      } catch {
        // It ended by itself.
      }
    }
  };
  const look = async () => {
    const { processInfo } = await client.send('SystemInfo.getProcessInfo');
    processes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  };
  void look();
  const looking = setInterval(() => void look().catch(() => undefined), 200);
  const cycle = setInterval(() => {
    send('SIGSTOP');
    setTimeout(() => send('SIGCONT'), runMs * (slowdown - 1));
  }, runMs * slowdown);
  return () => {
    clearInterval(looking);
    clearInterval(cycle);
    setTimeout(() => send('SIGCONT'), runMs * slowdown);
  };
}

async function visit(/** @type {string} */ address) {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(howToGetBrowser);
  const browser = await chromium.launch({ executablePath, args: browserArguments });
  const client = await browser.newBrowserCDPSession();
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  const bytesPerSecond = (Number(values.megabits) * 1e6) / 8;
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: Number(values.latency),
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  const endSlowdown = slowDown(client, Number(values.slowdown));
  const startedMs = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.waitForFunction('"trampoline" in globalThis');
  await page.evaluate('globalThis.trampoline.ready');
  const elapsedMs = performance.now() - startedMs;
  endSlowdown();
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
