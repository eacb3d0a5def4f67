#!/usr/bin/env node
/**
 * The headless command. The program itself is src/cli/main.ts, bundled into dist/cli; this file makes sure
 * that the bundle is there and current, building it once where it is not, and then runs it in this process.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isFresh } from '../scripts/freshness.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'dist/cli/main.mjs');

/** Leaves the process with status 2, as for any other unusable input, where no build can be made. */
function build() {
  if (!existsSync(join(root, 'node_modules/vite'))) {
    process.stderr.write(`trampoline: not installed: run \`npm ci\` in ${root}\n`);
    process.exit(2);
  }
  const command = [join(root, 'scripts/build.mjs'), '--if-stale', '--only', 'cli'];
  // Whatever the build prints goes to standard error: standard output belongs to the guest.
  const { status } = spawnSync(process.execPath, command, { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(2);
}

if (!isFresh(root, 'cli')) build();
await import(pathToFileURL(main).href);
