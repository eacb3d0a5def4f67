/**
 * Is `dist` what the sources would build to now?
 *
 * The stamp beside the build holds the newest modification time and the number of source files at build
 * time. Comparing both costs a few milliseconds (bin/trampoline.mjs pays it at each start), and notices
 * edited, added and removed files. Contents are not read.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampFile = 'dist/.stamp.json';

/** Everything a build reads; tests are left out, so that editing one does not rebuild. */
const inputs = [
  'src',
  'workers',
  'public',
  'index.html',
  'package.json',
  'vite.config.ts',
  'scripts/build.mjs',
];
const isInput = (/** @type {string} */ name) => !/\.test\.tsx?$/.test(name);

/**
 * @param {string} root the checkout's directory
 * @returns {{ newestMs: number, files: number }}
 */
export function measureInputs(root) {
  let newestMs = 0;
  let files = 0;
  const visit = (/** @type {string} */ path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    newestMs = Math.max(newestMs, stat.mtimeMs);
    files += 1;
  };
  const walk = (/** @type {string} */ folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (isInput(entry.name)) visit(path);
    }
  };
  for (const input of inputs) {
    const path = join(root, input);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) walk(path);
    else visit(path);
  }
  return { newestMs, files };
}

/** @param {string} root */
export function isFresh(root) {
  try {
    const stamp = JSON.parse(readFileSync(join(root, stampFile), 'utf8'));
    const now = measureInputs(root);
    return stamp.files === now.files && stamp.newestMs === now.newestMs;
  } catch {
    return false;
  }
}

/**
 * @param {string} root
 * @param {{ newestMs: number, files: number }} measured what the inputs were before the build began
 */
export function writeStamp(root, measured) {
  writeFileSync(join(root, stampFile), `${JSON.stringify(measured)}\n`);
}
