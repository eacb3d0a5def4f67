/**
 * `npm test`: the unit and differential tests, then the browser tests on the production build in Chromium, then the
 * few in Firefox, where that is installed. All run in any case, and the last line adds up what their reporters counted: `N passed, N failed`. A suite that could not be
 * loaded counts as one failure, and so does a runner that reports nothing.
 *
 *   node scripts/test.mjs [--unit | --e2e | --firefox]
 *
 * TRAMPOLINE_FAILED_BEFORE (a number) is added to the failures: .ci/run hands on what failed before the tests.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, howToGetBrowser, installBrowser } from './browser.mjs';

/** @typedef {{ passed: number, failed: number }} Counts */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nothingRan = { passed: 0, failed: 1 };

/**
 * @param {string[]} command
 * @param {Record<string, string>} env added to the environment
 */
function run(command, env = {}) {
  const [file = '', ...args] = command;
  return spawnSync(file, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
}

/**
 * Runs a test program and reads the report it leaves.
 *
 * @param {string} name
 * @param {string[]} command
 * @param {string} variable the environment variable that names the report
 * @param {(report: any) => Counts} count
 * @returns {Counts}
 */
function runSuite(name, command, variable, count) {
  const reportPath = join(root, 'dist', `${name}-report.json`);
  rmSync(reportPath, { force: true });
  const { status } = run(command, { [variable]: reportPath });
  let counts;
  try {
    counts = count(JSON.parse(readFileSync(reportPath, 'utf8')));
  } catch (error) {
    console.error(`${name} tests left no report: ${error instanceof Error ? error.message : String(error)}`);
    return nothingRan;
  }
  if (counts.passed + counts.failed === 0) return nothingRan;
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {{ numPassedTests: number, numFailedTests: number,
 *   testResults: { status: string, assertionResults: unknown[] }[] }} report
 */
function countVitest(report) {
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
}

/** @param {{ stats: { expected: number, unexpected: number, flaky: number }, errors: unknown[] }} report */
function countPlaywright({ stats, errors }) {
  // In CI a browser test has a second try: a host that is busy with something else is not a defect of ours.
  if (stats.flaky > 0) console.error(`${stats.flaky} browser tests passed at the second try only`);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}

function runUnit() {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  return runSuite('unit', [process.execPath, vitest, 'run'], 'TRAMPOLINE_TEST_JSON', countVitest);
}

/** @returns {boolean} whether there is a browser, after trying to install one; says what is missing otherwise */
function haveBrowser() {
  try {
    if (findBrowser() !== undefined) return true;
    installBrowser();
    if (findBrowser() !== undefined) return true;
    console.error(howToGetBrowser);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
  return false;
}

function runBrowser() {
  if (!haveBrowser()) return nothingRan;
  const playwright = join(root, 'node_modules/@playwright/test/cli.js');
  const command = [process.execPath, playwright, 'test'];
  return runSuite('browser', command, 'PLAYWRIGHT_JSON_OUTPUT_FILE', countPlaywright);
}

/** Counts nothing where there's no Firefox; scripts/firefox.mjs says so. */
function runFirefox() {
  const command = [process.execPath, join(root, 'scripts/firefox.mjs')];
  const reportPath = join(root, 'dist/firefox-report.json');
  rmSync(reportPath, { force: true });
  const { status } = run(command, { TRAMPOLINE_FIREFOX_REPORT: reportPath });
  try {
    const counts = /** @type {Counts} */ (JSON.parse(readFileSync(reportPath, 'utf8')));
    return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } catch {
    return nothingRan;
  }
}

const only = process.argv[2];
mkdirSync(join(root, 'dist'), { recursive: true });
const total = { passed: 0, failed: Number(process.env['TRAMPOLINE_FAILED_BEFORE'] ?? 0) };
if (run([process.execPath, join(root, 'scripts/build.mjs'), '--if-stale']).status !== 0) total.failed += 1;
for (const [option, suite] of /** @type {const} */ ([
  ['--unit', runUnit],
  ['--e2e', runBrowser],
  ['--firefox', runFirefox],
])) {
  if (only !== undefined && only !== option) continue;
  const { passed, failed } = suite();
  total.passed += passed;
  total.failed += failed;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
