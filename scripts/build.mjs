/**
 * Builds the page into dist/page and the headless command into dist/cli.
 *
 *   node scripts/build.mjs [--if-stale] [--allow-missing] [--only page|cli]
 *
 * `--if-stale` does nothing where dist is up to date; `--allow-missing` accepts a checkout without sources
 * (npm runs `prepare` in odd places). Progress goes to standard error: bin/trampoline.mjs builds in the middle
 * of a command whose standard output belongs to the guest.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFresh, measureInputs, writeStamp } from './freshness.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const options = process.argv.slice(2);
const say = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);

/** The command, and one file for each Node worker it may start: `NAME.worker.ts` becomes `NAME.worker.mjs`. */
function commandEntries() {
  /** @type {Record<string, string>} */
  const entries = { main: join(root, 'src/cli/main.ts') };
  for (const folder of ['src/cli', 'src/host/node', 'workers']) {
    const path = join(root, folder);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path)) {
      const isNodeWorker = folder === 'workers' ? name.endsWith('.node.ts') : name.endsWith('.worker.ts');
      if (isNodeWorker) entries[basename(name, '.ts')] = join(path, name);
    }
  }
  return entries;
}

async function buildCommand() {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: 'dist/cli',
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: commandEntries(),
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
}

async function buildPage() {
  const { build } = await import('vite');
  await build({ root, logLevel: 'warn' });
}

const parts = [
  { name: 'cli', what: 'the headless command', needs: 'src/cli/main.ts', build: buildCommand },
  { name: 'page', what: 'the page', needs: 'index.html', build: buildPage },
];

async function main() {
  if (options.includes('--if-stale') && isFresh(root)) return;
  const onlyAt = options.indexOf('--only');
  const only = onlyAt < 0 ? undefined : options[onlyAt + 1];
  const measured = measureInputs(root);
  const startedMs = performance.now();
  mkdirSync(join(root, 'dist'), { recursive: true });
  rmSync(join(root, 'dist/.stamp.json'), { force: true });
  let complete = only === undefined;
  for (const part of parts) {
    if (only !== undefined && only !== part.name) continue;
    if (existsSync(join(root, part.needs))) {
      say(`building ${part.what}`);
      await part.build();
    } else if (options.includes('--allow-missing')) {
      say(`${part.what} is not built: ${part.needs} is missing`);
      complete = false;
    } else {
      throw new Error(`${part.needs} is missing: is this a complete checkout?`);
    }
  }
  if (complete) writeStamp(root, measured);
  say(`built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}

try {
  await main();
} catch (error) {
  say(`build failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
