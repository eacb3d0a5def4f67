/**
 * Is a part of `dist` what the sources would build to now?
 *
 * A stamp in each part holds the number of its input files, the sum of their sizes and the sum of their
 * modification times (whole milliseconds, so that it is exact and the order does not matter). Comparing them costs
 * a few milliseconds, which bin/trampoline.mjs pays at each start, and notices edited, replaced, added and
 * removed files. Contents are not read.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** @typedef {'cli' | 'page'} Part */
/** @typedef {{ files: number, bytes: number, modifiedMs: number }} Measured */

const shared = ['workers', 'package.json', 'scripts/build.mjs'];
const layers = [
  'base',
  'ir',
  'stats',
  'memory',
  'isa',
  'exec',
  'devices',
  'machine',
  'protocol',
  'share',
  'host',
];
const engine = layers.map((layer) => `src/${layer}`);

const pageScripts = ['scripts/headers.mjs', 'scripts/pack-site.mjs'];

/** What each part is built from; tests are left out, so that editing one rebuilds nothing. */
const inputs = {
  cli: [...shared, ...engine, 'src/cli'],
  page: [...shared, ...engine, 'src/ui', 'public', 'index.html', 'vite.config.ts', ...pageScripts],
};
const isTest = (/** @type {string} */ name) => /\.test\.tsx?$/.test(name);

/**
 * @param {string} root the checkout's directory
 * @param {Part} part
 * @returns {Measured}
 */
export function measureInputs(root, part) {
  const measured = { files: 0, bytes: 0, modifiedMs: 0 };
  const visit = (/** @type {string} */ path) => {
    const info = statSync(path, { throwIfNoEntry: false });
    if (info === undefined) return;
    if (info.isDirectory()) {
      for (const name of readdirSync(path)) if (!isTest(name)) visit(join(path, name));
    } else {
      measured.files += 1;
      measured.bytes += info.size;
      measured.modifiedMs += Math.trunc(info.mtimeMs);
    }
  };
  for (const input of inputs[part]) visit(join(root, input));
  return measured;
}

/**
 * @param {string} root
 * @param {Part} part
 */
export function isFresh(root, part) {
  try {
    const stamp = JSON.parse(readFileSync(join(root, 'dist', part, '.stamp.json'), 'utf8'));
    const now = measureInputs(root, part);
    return isDeepStrictEqual(stamp, now);
  } catch {
    return false;
  }
}

/**
 * @param {string} folder the finished build, wherever it stands at the moment
 * @param {Measured} measured what the inputs were before the build began
 */
export function writeStamp(folder, measured) {
  writeFileSync(join(folder, '.stamp.json'), `${JSON.stringify(measured)}\n`);
}
