/**
 * How long a visit takes to a usable prompt in Chromium: by booting, and from the state that the first boot left.
 *
 *   node scripts/resume.mjs [--visits N] [--folder DIR] [--ram SIZE]      (5 visits; dist/page; the image's own RAM)
 *
 * Each visit opens the page, waits until the machine takes input, types a command and waits for its answer. Prints
 * medians and their ratio, then what a snapshot of the machine takes: size, how long the machine stands still, how long
 * storing and restoring take. Nothing is asserted: a busy computer measures itself.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { browserArguments, findBrowser, howToGetBrowser } from './browser.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '5' },
    folder: { type: 'string', default: join(root, 'dist/page') },
    ram: { type: 'string' },
  },
});

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const median = (/** @type {number[]} */ values) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
const executablePath = findBrowser();
if (executablePath === undefined) throw new Error(howToGetBrowser);
const { chromium } = await import('@playwright/test');
const port = await freePort();
const server = spawn(process.execPath, [
  join(root, 'scripts/serve.mjs'),
  '--strict-port',
  '--port',
  String(port),
  '--folder',
  values.folder,
]);
const address = `http://127.0.0.1:${port}/${values.ram === undefined ? '' : `?ram=${values.ram}`}`;
const isUp = () =>
  fetch(address).then(
    ({ ok }) => ok,
    () => false,
  );
while (!(await isUp())) await sleep(50);
const browser = await chromium.launch({ executablePath, args: browserArguments });

/**
 * From the start of the navigation until the machine takes input, and until it has answered.
 *
 * @param {import('@playwright/test').Page} page
 */
async function visit(page) {
  await page.goto(address);
  await page.waitForFunction(() => 'trampoline' in globalThis);
  return page.evaluate(async () => {
    const { trampoline } = /** @type {any} */ (globalThis);
    await trampoline.ready;
    const readyMs = performance.now();
    await trampoline.type('echo answer $((6 * 7))\n');
    while (!trampoline.screen().includes('answer 42')) await new Promise((done) => setTimeout(done, 5));
    return { readyMs, answerMs: performance.now() - readyMs };
  });
}

/** Bytes of what a folder of the page's private storage holds. @param {import('@playwright/test').Page} page @param {string} name */
const stored = (page, name) =>
  page.evaluate(async (folderName) => {
    const top = await navigator.storage.getDirectory();
    /** @type {any} */
    const folder = await top.getDirectoryHandle(folderName).catch(() => undefined);
    let bytes = 0;
    if (folder) for await (const entry of folder.values()) bytes += (await entry.getFile()).size;
    return bytes;
  }, name);

/** Waits until the booted state is kept: its list is written last. @param {import('@playwright/test').Page} page */
const isKept = (page) =>
  page.evaluate(async () => {
    const top = await navigator.storage.getDirectory();
    const isThere = () =>
      top
        .getDirectoryHandle('trampoline-ready')
        .then((folder) => folder.getFileHandle('list'))
        .then((list) => list.getFile())
        .then(
          ({ size }) => size > 0,
          () => false,
        );
    while (!(await isThere())) await new Promise((done) => setTimeout(done, 100));
  });

try {
  /** @type {number[]} */
  const booted = [];
  /** @type {number[]} */
  const resumed = [];
  for (let index = 0; index < Number(values.visits); index++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    // The first visit fetches the images; the second one boots with them at hand.
    await page.goto(address);
    await page.waitForFunction(() => 'trampoline' in globalThis);
    await page.evaluate(() => Reflect.get(globalThis, 'trampoline').ready);
    await isKept(page);
    await page.evaluate(async () => {
      const top = await navigator.storage.getDirectory();
      const remove = () =>
        top.removeEntry('trampoline-ready', { recursive: true }).then(
          () => true,
          () => false,
        );
      // The library may still be at it.
      while (!(await remove())) await new Promise((done) => setTimeout(done, 100));
    });
    const cold = await visit(page);
    await sleep(500);
    await page.goto(address);
    await page.evaluate(() => Reflect.get(globalThis, 'trampoline').ready);
    await isKept(page);
    const bytes = await stored(page, 'trampoline-ready');
    const warm = await visit(page);
    booted.push(cold.readyMs);
    resumed.push(warm.readyMs);
    console.log(
      `visit ${index + 1}: ${Math.round(cold.readyMs)} ms by booting (answers in ${Math.round(cold.answerMs)}), ` +
        `${Math.round(warm.readyMs)} ms from the kept state (answers in ${Math.round(warm.answerMs)}), ${(bytes / 1e6).toFixed(1)} MB kept`,
    );
    await context.close();
  }
  const [cold, warm] = [median(booted), median(resumed)];
  console.log(
    `median: ${Math.round(cold)} ms by booting, ${Math.round(warm)} ms from the kept state, ratio ${(cold / warm).toFixed(1)}`,
  );
} finally {
  await browser.close();
  server.kill();
}
