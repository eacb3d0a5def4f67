/**
 * Is a part of `dist` what the sources would build to now?
 *
 * A stamp in each part holds the newest modification time and the number of its input files at build time.
 * Comparing both costs a few milliseconds (bin/trampoline.mjs pays it at each start) and notices edited, added
 * and removed files. Contents are not read.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {'cli' | 'page'} Part */
/** @typedef {{ newestMs: number, files: number }} Measured */

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

/** What each part is built from; tests are left out, so that editing one rebuilds nothing. */
const inputs = {
  cli: [...shared, ...engine, 'src/cli'],
  page: [...shared, ...engine, 'src/ui', 'public', 'index.html', 'vite.config.ts'],
};
const isTest = (/** @type {string} */ name) => /\.test\.tsx?$/.test(name);

/**
 * @param {string} root the checkout's directory
 * @param {Part} part
 * @returns {Measured}
 */
export function measureInputs(root, part) {
  const measured = { newestMs: 0, files: 0 };
  const visit = (/** @type {string} */ path) => {
    const info = statSync(path, { throwIfNoEntry: false });
    if (info === undefined) return;
    if (info.isDirectory()) {
      for (const name of readdirSync(path)) if (!isTest(name)) visit(join(path, name));
    } else {
      measured.newestMs = Math.max(measured.newestMs, info.mtimeMs);
      measured.files += 1;
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
    return stamp.files === now.files && stamp.newestMs === now.newestMs;
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
