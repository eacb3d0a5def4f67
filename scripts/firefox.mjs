/**
 * The page in Firefox, driven over WebDriver BiDi: boots, types, reloads, and boots from a host without headers.
 *
 *   npm run test:firefox
 *
 * Uses TRAMPOLINE_FIREFOX (a path), else firefox-esr or firefox on the PATH; as root on Debian it installs
 * firefox-esr. Where there's none, it says so and checks nothing, with status 0. What was counted goes to the
 * file that TRAMPOLINE_FIREFOX_REPORT names, for `npm test` to add up.
 */
import { spawn } from 'node:child_process';
import { createReadStream, existsSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { installDebianPackage, onPath } from './browser.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const names = ['firefox-esr', 'firefox'];
const checkTimeoutMs = 120_000;

/** @returns {string | undefined} the path of a Firefox, after trying to install one */
function findFirefox() {
  const named = process.env['TRAMPOLINE_FIREFOX'];
  if (named !== undefined && named !== '') return named;
  const found = onPath(names);
  if (found !== undefined || !installDebianPackage('firefox-esr')) return found;
  return onPath(names);
}

/**
 * The built page as `npm start` serves it.
 *
 * @returns {Promise<{ address: string, stop: () => void }>}
 */
function serveWithHeaders() {
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
 * The built page from a server that sets no headers, under a sub-path.
 *
 * @returns {Promise<{ address: string, stop: () => void }>}
 */
async function servePlainly() {
  const types = new Map([
    ['.html', 'text/html'],
    ['.js', 'text/javascript'],
    ['.css', 'text/css'],
    ['.json', 'application/json'],
  ]);
  const prefix = '/some/sub/path/';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const file = join(root, 'dist/page', path.slice(prefix.length));
    const isThere =
      path.startsWith(prefix) && !path.includes('..') && existsSync(file) && statSync(file).isFile();
    if (!isThere) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': types.get(extname(file)) ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${port}${prefix}`, stop };
}

/**
 * Waits for something in the page, over reloads that the page makes by itself.
 *
 * @param {import('puppeteer-core').Page} page
 * @param {string} expression
 * @param {(value: any) => boolean} isDone
 */
async function until(page, expression, isDone) {
  const endMs = Date.now() + checkTimeoutMs;
  let last;
  for (;;) {
    try {
      last = await page.evaluate(expression);
      if (isDone(last)) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > endMs) throw new Error(`${expression} came to nothing; the last was: ${String(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const isReady = `Promise.race([trampoline.ready.then(() => true), new Promise((done) => setTimeout(done, 1000, false))])`;
/** @param {import('puppeteer-core').Page} page */
const untilReady = (page) => until(page, isReady, (value) => value === true);
/**
 * @param {import('puppeteer-core').Page} page
 * @param {RegExp} pattern
 */
const untilShown = (page, pattern) =>
  until(page, 'trampoline.screen()', (text) => typeof text === 'string' && pattern.test(text));
/** @param {import('puppeteer-core').Page} page */
const isolation = (page) => page.evaluate('trampoline.stats().then((stats) => stats.isolation)');

/** @type {{ name: string, run: (page: import('puppeteer-core').Page) => Promise<void> }[]} */
const checks = [
  {
    name: 'boots, types at the keyboard, reloads and boots again',
    async run(page) {
      const { address, stop } = await serveWithHeaders();
      try {
        const startedMs = performance.now();
        await page.goto(address);
        await untilReady(page);
        console.log(`  cold load to prompt: ${((performance.now() - startedMs) / 1000).toFixed(2)} s`);
        if ((await isolation(page)) !== 'headers')
          throw new Error(`isolation: ${String(await isolation(page))}`);
        await until(page, `document.querySelector('.terminal-panel textarea') !== null`, Boolean);
        await page.focus('.terminal-panel textarea');
        await page.keyboard.type('uname -m');
        await page.keyboard.press('Enter');
        await untilShown(page, /# uname -m\s+riscv64/);
        await page.reload();
        await untilReady(page);
        await untilShown(page, /# $|#$/);
      } finally {
        stop();
      }
    },
  },
  {
    name: 'boots from a host without headers, then without a network',
    async run(page) {
      const { address, stop } = await servePlainly();
      try {
        await page.goto(address);
        await untilReady(page);
        const standing = await isolation(page);
        if (standing !== 'service worker') throw new Error(`isolation: ${String(standing)}`);
        await until(
          page,
          `caches.keys().then(async (names) => (await (await caches.open(names[0])).keys()).length)`,
          (count) => count > 10,
        );
        await new Promise((resolve) => setTimeout(resolve, 1000));
      } finally {
        stop();
      }
      await page.reload();
      await untilReady(page);
      await page.evaluate(`trampoline.type('echo $((40 + 2)) answers\\n')`);
      await untilShown(page, /^42 answers/m);
    },
  },
];

async function main() {
  const executablePath = findFirefox();
  if (executablePath === undefined) {
    console.log('firefox: skipped, since neither firefox-esr nor firefox is installed');
    return { passed: 0, failed: 0 };
  }
  const counts = { passed: 0, failed: 0 };
  for (const { name, run } of checks) {
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
    try {
      await run(await browser.newPage());
      counts.passed += 1;
      console.log(`  passed  ${name}`);
    } catch (error) {
      counts.failed += 1;
      console.log(`  FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await browser.close();
    }
  }
  console.log(`firefox: ${counts.passed} passed, ${counts.failed} failed`);
  return counts;
}

const counts = await main();
const report = process.env['TRAMPOLINE_FIREFOX_REPORT'];
if (report) writeFileSync(report, JSON.stringify(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
