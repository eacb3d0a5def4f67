/**
 * Finds the browser that the browser tests drive: TRAMPOLINE_BROWSER (a path), else Playwright's own download,
 * else a chromium or chrome on the PATH. `installBrowser` tries to get one where that can be done unasked: as
 * root on Debian and its descendants from the distribution, elsewhere as Playwright's download.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const installTimeoutMs = 600_000;

/** Quiet, and able to start as root in a container without a GPU. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
];

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {readonly string[]} candidates names of programs */
export function onPath(candidates) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return candidates.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @returns {string | undefined} the path of a browser */
export function findBrowser() {
  const named = process.env['TRAMPOLINE_BROWSER'];
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new Error(`TRAMPOLINE_BROWSER=${named} is not a program: give the path of a Chromium`);
  }
  const own = chromium.executablePath();
  return existsSync(own) ? own : onPath(names);
}

/**
 * @param {string} file
 * @param {string[]} args
 */
function run(file, args) {
  process.stderr.write(`${[file, ...args].join(' ')}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(file, args, { stdio: ['ignore', 2, 2], env, timeout: installTimeoutMs }).status === 0;
}

/**
 * Installs a package as root on Debian and its descendants.
 *
 * @param {string} name
 * @returns {boolean} whether that was done
 */
export function installDebianPackage(name) {
  if (process.getuid?.() !== 0 || onPath(['apt-get']) === undefined) return false;
  run('apt-get', ['update', '-q']);
  return run('apt-get', ['install', '-y', '-q', '--no-install-recommends', name]);
}

/** Tries to install a browser; whether it worked shows when `findBrowser` is asked again. */
export function installBrowser() {
  if (installDebianPackage('chromium')) return;
  const command = createRequire(import.meta.url).resolve('@playwright/test/package.json');
  run(process.execPath, [join(dirname(command), 'cli.js'), 'install', 'chromium']);
}

export const howToGetBrowser = [
  'The browser tests need Chromium, and none was found: not in TRAMPOLINE_BROWSER, not as a download of',
  "Playwright, not as chromium or google-chrome on the PATH, and installing one didn't work. Do one of these:",
  '  sudo apt-get install chromium                      Debian, Ubuntu',
  '  npx playwright install --with-deps chromium        anywhere with access to the internet',
  '  export TRAMPOLINE_BROWSER=/path/to/chromium        one you already have',
].join('\n');
