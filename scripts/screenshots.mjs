/**
 * Pictures of every view of the built page, for people to look at: each size and scheme, as one sheet of views.
 *
 *   npm run build && node scripts/screenshots.mjs FOLDER [--sizes 390x844,1440x900] [--schemes light,dark,forced]
 *
 * Writes FOLDER/SIZE-SCHEME/VIEW.png and FOLDER/SIZE-SCHEME.png, the sheet.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { browserArguments, findBrowser, howToGetBrowser } from './browser.mjs';

/** @typedef {import('@playwright/test').Page} Page */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: '390x844,1024x768,1440x900,2560x1440' },
    schemes: { type: 'string', default: 'light,dark,forced' },
  },
});
const folder = resolve(positionals[0] ?? 'screenshots');
/** Until figures, lists and fonts have settled. */
const SETTLE_MS = 900;
const SHEET_WIDTH_PX = 1800;

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

const button = (/** @type {Page} */ page, /** @type {string} */ name) =>
  page.getByRole('button', { name, exact: true });

/** @param {Page} page */
async function boot(page) {
  await page.waitForFunction('"trampoline" in globalThis');
  await page.evaluate('globalThis.trampoline.ready');
  await button(page, 'Pause').waitFor();
}

/**
 * @param {Page} page
 * @param {string} address
 * @param {(view: string) => Promise<void>} take
 */
async function tour(page, address, take) {
  await page.goto(address);
  await boot(page);
  await take('first visit');
  await page.evaluate(
    `trampoline.type('clear; head -n 5 /proc/cpuinfo; seq 40000 | sort -rn | tail -n 2\\n')`,
  );
  await page.waitForTimeout(3000);
  if (await button(page, 'Skip').isVisible()) await button(page, 'Skip').click();
  const panels = page.getByRole('group', { name: 'Panels' }).getByRole('button');
  for (let index = 0; index < (await panels.count()); index++) {
    const panel = panels.nth(index);
    await panel.click();
    await take(`panel ${(await panel.textContent()) ?? index}`);
    await panel.click();
  }
  for (const name of ['Library', 'Share', 'Benchmarks', 'Keys and help']) {
    await button(page, name).click();
    await take(name);
    await page.keyboard.press('Escape');
  }
  await page.goto(`${address}?image=nope`);
  await page.getByRole('alert').first().waitFor();
  await take('an error');
  await page.goto(`${address}?embed=1&image=hello`);
  await button(page, 'Start').waitFor();
  await take('waiting');
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} name of the sheet
 * @param {readonly string[]} views
 */
async function sheet(browser, name, views) {
  const page = await browser.newPage({ viewport: { width: SHEET_WIDTH_PX, height: 600 } });
  const columns = name.startsWith('390') ? 7 : 4;
  const pictures = views.map((view) => {
    const data = readFileSync(join(folder, name, `${view}.png`)).toString('base64');
    return `<figure><img src="data:image/png;base64,${data}"><figcaption>${view}</figcaption></figure>`;
  });
  await page.setContent(`<style>
    body { margin: 12px; background: #777; display: grid; gap: 12px; grid-template-columns: repeat(${columns}, 1fr) }
    figure { margin: 0; font: 14px sans-serif; color: #fff } img { width: 100% }
  </style>${pictures.join('')}`);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  await page.close();
}

const executablePath = findBrowser();
if (executablePath === undefined) throw new Error(howToGetBrowser);
const { address, stop } = await serve();
const browser = await chromium.launch({ executablePath, args: browserArguments });
try {
  for (const size of values.sizes.split(',')) {
    const [width = 0, height = 0] = size.split('x').map(Number);
    const isPhone = width < 500;
    for (const scheme of values.schemes.split(',')) {
      const name = `${size}-${scheme}`;
      mkdirSync(join(folder, name), { recursive: true });
      const context = await browser.newContext({
        viewport: { width, height },
        isMobile: isPhone,
        hasTouch: isPhone,
        colorScheme: scheme === 'dark' ? 'dark' : 'light',
        forcedColors: scheme === 'forced' ? 'active' : 'none',
      });
      const page = await context.newPage();
      /** @type {string[]} */
      const views = [];
      await tour(page, address, async (view) => {
        await page.waitForTimeout(SETTLE_MS);
        await page.screenshot({ path: join(folder, name, `${view}.png`) });
        views.push(view);
      });
      await context.close();
      await sheet(browser, name, views);
      console.log(`${name}: ${views.length} views`);
    }
  }
} finally {
  await browser.close();
  stop();
}
