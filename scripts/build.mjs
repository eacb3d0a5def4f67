/**
 * Builds the page into dist/page and the headless command into dist/cli.
 *
 *   node scripts/build.mjs [--if-stale] [--allow-missing] [--only page|cli]
 *
 * `--if-stale` leaves a part alone that is up to date; `--allow-missing` accepts a checkout without sources.
 * Each part is built beside its place and then moved there, under a lock: commands that start while another
 * one builds wait for it, and never see half a build. Progress goes to standard error, since
 * bin/trampoline.mjs may build in the middle of a command whose standard output belongs to the guest.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isFresh, measureInputs, writeStamp } from './freshness.mjs';
import { packSite } from './pack-site.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const options = process.argv.slice(2);
const lockTimeoutMs = 300_000;
const say = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);

/** The command, and one file for each worker it may start in Node: workers/NAME.node.ts becomes NAME.node.mjs. */
function commandEntries() {
  /** @type {Record<string, string>} */
  const entries = { main: join(root, 'src/cli/main.ts') };
  const workers = join(root, 'workers');
  for (const name of existsSync(workers) ? readdirSync(workers) : []) {
    if (name.endsWith('.node.ts')) entries[basename(name, '.ts')] = join(workers, name);
  }
  return entries;
}

/** @param {string} outDir */
async function buildCommand(outDir) {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      minify: false,
      sourcemap: true,
      license: { fileName: 'licences.md' },
      rolldownOptions: {
        input: commandEntries(),
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
}

/** @param {string} outDir */
async function buildPage(outDir) {
  const { build } = await import('vite');
  await build({ root, logLevel: 'warn', build: { outDir } });
  // Beside the page and not below it: a service worker's file stands where its scope begins, and has no hash.
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2024',
      // A library keeps its white space unless told otherwise, and this one comes before the first prompt.
      rolldownOptions: { output: { minify: { compress: true, mangle: true, codegen: true } } },
      lib: { entry: join(root, 'workers/service-worker.ts'), formats: ['es'], fileName: () => 'sw.js' },
    },
  });
  packSite(outDir);
}

const parts = [
  {
    name: /** @type {const} */ ('cli'),
    what: 'the headless command',
    needs: 'src/cli/main.ts',
    build: buildCommand,
  },
  { name: /** @type {const} */ ('page'), what: 'the page', needs: 'index.html', build: buildPage },
];

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** One build at a time; a lock whose owner died is taken over. */
async function takeLock() {
  const lock = join(dist, '.lock');
  mkdirSync(dist, { recursive: true });
  for (const startMs = Date.now(); Date.now() - startMs < lockTimeoutMs; await sleep(100)) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      process.on('exit', () => rmSync(lock, { force: true }));
      return;
    } catch {
      const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
      if (owner > 0 && !isRunning(owner)) rmSync(lock, { force: true });
    }
  }
  throw new Error(
    `another build has held dist/.lock for ${lockTimeoutMs / 1000} s: remove it if none is running`,
  );
}

/** @param {typeof parts[number]} part */
async function buildPart(part) {
  const measured = measureInputs(root, part.name);
  const startedMs = performance.now();
  const fresh = join(dist, `.new-${part.name}`);
  const place = join(dist, part.name);
  rmSync(fresh, { recursive: true, force: true });
  await part.build(fresh);
  writeStamp(fresh, measured);
  rmSync(place, { recursive: true, force: true });
  renameSync(fresh, place);
  say(`built ${part.what} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}

async function main() {
  const ifStale = options.includes('--if-stale');
  const only = options.includes('--only') ? options[options.indexOf('--only') + 1] : undefined;
  const wanted = parts.filter(({ name }) => only === undefined || only === name);
  if (wanted.length === 0)
    throw new Error(`--only ${only}: there are ${parts.map((p) => p.name).join(' and ')}`);
  const isDue = (/** @type {typeof parts[number]} */ part) => !(ifStale && isFresh(root, part.name));
  if (!wanted.some(isDue)) return;
  await takeLock();
  for (const part of wanted.filter(isDue)) {
    if (existsSync(join(root, part.needs))) await buildPart(part);
    else if (options.includes('--allow-missing')) say(`${part.what} is not built: ${part.needs} is missing`);
    else throw new Error(`${part.needs} is missing: is this a complete checkout?`);
  }
}

try {
  await main();
} catch (error) {
  say(`build failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
