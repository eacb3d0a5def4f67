/**
 * `npm run check`: everything that can be said about the sources without running them.
 *
 *   node scripts/check.mjs [NAME…]      only the named checks, e.g. `npm run check types lint`
 *
 * Two checks run at a time; output appears only for those that fail.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (/** @type {string} */ name) => join(root, 'node_modules/.bin', name);

/** A layer without a single file yet is no error; everything else tsc says is. */
const typeChecks = readdirSync(join(root, 'tsconfig'))
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({
    name: `types ${file.replace('.json', '')}`,
    command: [bin('tsc'), '-p', join('tsconfig', file), '--pretty', 'false'],
  }));

const checks = [
  ...typeChecks,
  { name: 'lint', command: [bin('oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'format', command: [bin('biome'), 'format', '--no-errors-on-unmatched'] },
  { name: 'dead', command: [bin('knip'), '--no-progress'] },
  { name: 'layers', command: [bin('tsx'), 'scripts/check-layers.ts'] },
  { name: 'sizes', command: [bin('tsx'), 'scripts/check-sizes.ts'] },
  { name: 'hygiene', command: [bin('tsx'), 'scripts/check-hygiene.ts'] },
  { name: 'lock', command: [process.execPath, 'scripts/complete-lock.mjs', '--check'] },
  { name: 'licences', command: [bin('tsx'), 'scripts/check-licences.ts'] },
];

/**
 * @param {string[]} command
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
function run(command) {
  const [file = '', ...rest] = command;
  return new Promise((resolve) => {
    const child = spawn(file, rest, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

const wanted = process.argv.slice(2);
const selected = checks.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name === word || name.startsWith(`${word} `)),
);
if (selected.length === 0) {
  console.error(
    `no check is called ${wanted.join(' or ')}; there are: ${checks.map((c) => c.name).join(', ')}`,
  );
  process.exit(2);
}

const queue = [...selected];
const failed = /** @type {string[]} */ ([]);
async function worker() {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
    const startedMs = performance.now();
    const { ok, output } = await run(check.command);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${check.name.padEnd(14)} ${seconds} s`);
    if (ok) continue;
    failed.push(check.name);
    console.log(output.trimEnd());
  }
}
await Promise.all([worker(), worker()]);
console.log(failed.length === 0 ? `all ${selected.length} checks pass` : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
