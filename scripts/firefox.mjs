/**
 * The page in Firefox, driven over WebDriver BiDi: boots, types, reloads, opens links and goes on from a snapshot, boots
 * from a host without headers, and in frames of another site's page that may store nothing.
 *
 *   npm run test:firefox
 *   node scripts/firefox.mjs links        only the checks whose names have that word
 *
 * Uses TRAMPOLINE_FIREFOX (a path), else firefox-esr or firefox on the PATH; as root on Debian it installs
 * firefox-esr. Where there's none, it says so and checks nothing, with status 0. What was counted goes to the
 * file that TRAMPOLINE_FIREFOX_REPORT names, for `npm test` to add up.
 */
import { spawn } from 'node:child_process';
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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
 * The built page from a server that sets no headers but these, under a sub-path; at `/` somebody else's page, which
 * frames ours.
 *
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{ address: string, outer: string, stop: () => void }>}
 */
async function servePlainly(headers = {}) {
  const types = new Map([
    ['.html', 'text/html'],
    ['.js', 'text/javascript'],
    ['.css', 'text/css'],
    ['.json', 'application/json'],
  ]);
  const prefix = '/some/sub/path/';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    if (pathname === '/')
      return void response.writeHead(200, { 'Content-Type': 'text/html' }).end(outerPage());
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const file = join(root, 'dist/page', path.slice(prefix.length));
    const isThere =
      path.startsWith(prefix) && !path.includes('..') && existsSync(file) && statSync(file).isFile();
    if (!isThere) return void response.writeHead(404).end();
    response.writeHead(200, {
      ...headers,
      'Content-Type': types.get(extname(file)) ?? 'application/octet-stream',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  const outerPage = () =>
    `<!doctype html><title>Other</title><iframe src="http://127.0.0.1:${port}${prefix}" width="1000" height="700"></iframe>`;
  // Another host, hence another site.
  return { address: `http://127.0.0.1:${port}${prefix}`, outer: `http://localhost:${port}/`, stop };
}

/**
 * Waits for something in the page, over reloads that the page makes by itself.
 *
 * @param {{ evaluate: (expression: string) => Promise<unknown> }} page or a frame of it
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
/**
 * How many of the build's own files are not kept yet. They come one by one, after the prompt and each in its time: a
 * visit without a network before the last one is there would wait for a worker whose code never comes.
 */
const missingOffline = `(async () => {
  const own = 'v/' + document.documentElement.dataset.build + '/';
  const list = (await (await fetch(own + 'files.txt')).text()).split(' ').map((name) => own + name);
  const kept = await Promise.all(['./', ...list].map((path) => caches.match(new URL(path, document.baseURI).href)));
  return kept.filter((response) => response === undefined).length;
})()`;
/** @param {import('puppeteer-core').Page} page */
const isolation = (page) => page.evaluate('trampoline.stats().then((stats) => stats.isolation)');

/**
 * @param {import('puppeteer-core').Page} page
 * @param {Record<string, string>} headers
 */
async function bootInFrame(page, headers) {
  const { outer, stop } = await servePlainly(headers);
  try {
    await page.goto(outer);
    /** @type {import('puppeteer-core').Frame | undefined} */
    let frame;
    for (let tries = 0; frame === undefined && tries < 100; tries++) {
      frame = page.frames().find((candidate) => candidate.url().includes('/some/sub/path/'));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (frame === undefined) throw new Error('the frame never came');
    await until(frame, isReady, (value) => value === true);
    const stored = await frame.evaluate(
      `navigator.storage.getDirectory().then(() => 'allowed', () => 'denied')`,
    );
    if (stored !== 'denied') throw new Error(`storage is ${String(stored)}, and was to be denied`);
    const standing = await frame.evaluate('trampoline.stats().then((stats) => stats.isolation)');
    if (standing !== 'none') throw new Error(`isolation: ${String(standing)}`);
    await frame.evaluate(`trampoline.type('echo $((40 + 2)) answers\\n')`);
    await until(frame, 'trampoline.screen()', (text) => /^42 answers/m.test(String(text)));
    await until(frame, 'document.body.innerText', (text) =>
      String(text).includes('1 hart: this frame is not isolated'),
    );
  } finally {
    stop();
  }
}

/** @param {import('puppeteer-core').Page} page @param {string} name */
const press = (page, name) =>
  until(
    page,
    `(() => {
      const found = [...document.querySelectorAll('button')].find(
        (button) => button.textContent.trim() === ${JSON.stringify(name)} && !button.disabled,
      );
      found?.click();
      return found !== undefined;
    })()`,
    Boolean,
  );

/** Recorded elsewhere: it shows what it holds, waits, and ends in the hash that it was published with. */
async function openLinks(/** @type {import('puppeteer-core').Page} */ page) {
  const { address, stop } = await serveWithHeaders();
  try {
    for (const name of ['run-of-linux', 'run-of-linux-in-real-time', 'run-of-two-harts']) {
      const text = readFileSync(join(root, `src/share/fixtures/v1/${name}.json`), 'utf8');
      await page.goto('about:blank');
      await page.goto(`${address}${JSON.parse(text).link}`);
      await until(page, 'document.body.innerText', (shown) => String(shown).includes('brought by a link'));
      const state = await page.evaluate('trampoline.stats().then((stats) => stats.state)');
      if (state !== 'empty') throw new Error(`${name} did not wait for Run: ${String(state)}`);
      const startedMs = performance.now();
      await press(page, 'Run');
      await until(page, 'document.body.innerText', (shown) =>
        /reproduced: state hash matches after \d+ instructions/i.test(String(shown)),
      );
      console.log(`  ${name} reproduced in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    }
  } finally {
    stop();
  }
}

/** A snapshot, a later visit that goes on from it, time travel on the way. */
async function keepMachine(/** @type {import('puppeteer-core').Page} */ page) {
  const { address, stop } = await serveWithHeaders();
  try {
    await page.goto(address);
    await untilReady(page);
    await page.evaluate(`trampoline.type('echo kept > word; echo stored $((40 + 2))\\n')`);
    await untilShown(page, /^stored 42/m);
    const startedMs = performance.now();
    const { stateHash } = /** @type {{ stateHash: string }} */ (
      await page.evaluate('trampoline.snapshot().then(({ stateHash }) => ({ stateHash }))')
    );
    if (!/^[0-9a-f]{64}$/.test(stateHash)) throw new Error(`the snapshot has no hash: ${stateHash}`);
    console.log(`  snapshot taken in ${Math.round(performance.now() - startedMs)} ms`);
    await page.evaluate('trampoline.pause()');
    await page.evaluate('trampoline.step(-1000)');
    const hash = await page.evaluate('trampoline.stateHash()');
    await page.evaluate('trampoline.step(-500)');
    if ((await page.evaluate('trampoline.stateHash()')) === hash) throw new Error('it did not step back');
    await page.evaluate('trampoline.step(500)');
    if ((await page.evaluate('trampoline.stateHash()')) !== hash)
      throw new Error('another state after going back and forward');
    await page.goto('about:blank');
    await page.goto(address);
    await untilReady(page);
    await press(page, 'Continue where it stopped');
    await untilShown(page, /^stored 42/m);
    await page.evaluate(`trampoline.type('clear; echo it says $(cat word)\\n')`);
    await untilShown(page, /^it says kept/m);
  } finally {
    stop();
  }
}

const policy = { 'Document-Isolation-Policy': 'isolate-and-credentialless' };
/** Refuses storage to frames of other sites. */
const noThirdPartyStorage = { 'network.cookie.cookieBehavior': 1 };

/**
 * @type {{
 *   name: string,
 *   run: (page: import('puppeteer-core').Page) => Promise<void>,
 *   preferences?: Record<string, unknown>,
 * }[]}
 */
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
  { name: 'opens links that were recorded elsewhere, and reproduces them', run: openLinks },
  { name: 'keeps a machine: snapshot, steps back, and the next visit goes on from it', run: keepMachine },
  {
    name: 'boots from a host without headers, then without a network',
    async run(page) {
      const { address, stop } = await servePlainly();
      try {
        await page.goto(address);
        await untilReady(page);
        const standing = await isolation(page);
        if (standing !== 'service worker') throw new Error(`isolation: ${String(standing)}`);
        await until(page, missingOffline, (count) => count === 0);
      } finally {
        stop();
      }
      await page.reload();
      await untilReady(page);
      await page.evaluate(`trampoline.type('echo $((40 + 2)) answers\\n')`);
      await untilShown(page, /^42 answers/m);
    },
  },
  {
    name: 'boots in a frame of another site’s page that may store nothing, from a host without headers',
    run: (page) => bootInFrame(page, {}),
    preferences: noThirdPartyStorage,
  },
  {
    name: 'boots in such a frame with our Document-Isolation-Policy, which Firefox does not know',
    run: (page) => bootInFrame(page, policy),
    preferences: noThirdPartyStorage,
  },
];

async function main() {
  const executablePath = findFirefox();
  if (executablePath === undefined) {
    console.log('firefox: skipped, since neither firefox-esr nor firefox is installed');
    return { passed: 0, failed: 0 };
  }
  const counts = { passed: 0, failed: 0 };
  const [word = ''] = process.argv.slice(2);
  for (const { name, run, preferences = {} } of checks.filter((check) => check.name.includes(word))) {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath,
      headless: true,
      defaultViewport: { width: 1280, height: 900 },
      extraPrefsFirefox: preferences,
    });
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
