/**
 * Deterministic boots of the Linux image under changing host load, in Node and in Chromium: one state hash.
 *
 *   node scripts/determinism.mjs [--node N] [--chromium N] [--harts N] [--instructions N]
 *
 * Every boot goes to the same instruction count with the same typed input. Every second one runs beside workers
 * that only burn time. Prints each hash and how long the boot took; fails if there is more than one hash.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDeterminismPage } from './determinism-page.mjs';

/** @typedef {{ stateHash: string, instructions: number, console: string, wallMs: number }} Boot */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    node: { type: 'string', default: '16' },
    chromium: { type: 'string', default: '4' },
    harts: { type: 'string', default: '1' },
    instructions: { type: 'string', default: '60000000' },
  },
});
const harts = Number(values.harts);
const instructions = Number(values.instructions);
const rules = [
  '# =>uname -m; ls -l /bin | md5sum\\n',
  '# =>dd if=/dev/urandom bs=4k count=50 | md5sum\\n',
  '# =>cat /proc/interrupts\\n',
];
const bootTimeoutMs = 180_000;
/** What is not ended ends itself. */
const burnMs = 2 * bootTimeoutMs;
const folder = mkdtempSync(join(tmpdir(), 'determinism-'));

/** Runs a boot beside as many burning processes as there are processors. @param {() => Promise<Boot>} boot */
async function underLoad(boot) {
  const program = `const end = Date.now() + ${burnMs}; while (Date.now() < end);`;
  const burning = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', program]),
  );
  try {
    return await boot();
  } finally {
    for (const child of burning) child.kill();
  }
}

/** @returns {Promise<Boot>} */
async function bootInNode() {
  const json = join(folder, 'report.json');
  const machine = ['--image', 'linux', '--mode', 'deterministic', '--harts', String(harts)];
  const typed = rules.flatMap((rule) => ['--type', rule]);
  const limits = [
    '--max-instructions',
    String(instructions),
    '--timeout',
    String(bootTimeoutMs / 1000),
    '--json',
    json,
    '--quiet',
  ];
  const args = [join(root, 'bin/trampoline.mjs'), 'run', ...machine, ...typed, ...limits];
  const problem = await new Promise((resolve) => {
    // Status 3: the limit was reached.
    const child = execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (error, _out, text) =>
      resolve(error?.code === 3 ? undefined : text || 'the guest ended before the limit'),
    );
    child.stdin?.end();
  });
  if (problem !== undefined) throw new Error(String(problem));
  const report = JSON.parse(readFileSync(json, 'utf8'));
  rmSync(json);
  const sum = report.instructions.reduce(
    (/** @type {number} */ total, /** @type {number} */ one) => total + one,
    0,
  );
  return { stateHash: report.stateHash, console: report.console, wallMs: report.wallMs, instructions: sum };
}

/** @param {number} count @param {(boot: () => Promise<Boot>) => Promise<void>} each */
async function inChromium(count, each) {
  const page = await openDeterminismPage(folder);
  try {
    for (let index = 0; index < count; index++) {
      await each(() => page.boot({ harts, instructions, rules }));
    }
  } finally {
    await page.close();
  }
}

/** @type {Map<string, number>} */
const hashes = new Map();
let done = 0;

/** @param {string} where @param {() => Promise<Boot>} boot */
async function record(where, boot) {
  const loaded = done % 2 === 1;
  const {
    stateHash,
    instructions: retired,
    console: text,
    wallMs,
  } = await (loaded ? underLoad(boot) : boot());
  if (retired !== instructions)
    throw new Error(`${where}: ${retired} instructions instead of ${instructions}`);
  if (!text.includes('riscv64')) throw new Error(`${where}: the typed command was not answered`);
  hashes.set(stateHash, (hashes.get(stateHash) ?? 0) + 1);
  done++;
  const load = loaded ? 'loaded' : 'as it is';
  console.log(
    `${String(done).padStart(3)}  ${where.padEnd(8)}  ${load.padEnd(8)}  ${(wallMs / 1000).toFixed(2)} s  ${stateHash}`,
  );
}

try {
  for (let index = 0; index < Number(values.node); index++) await record('Node', bootInNode);
  if (Number(values.chromium) > 0)
    await inChromium(Number(values.chromium), (boot) => record('Chromium', boot));
} finally {
  rmSync(folder, { recursive: true });
}
console.log(
  `${done} boots to ${instructions} instructions, ${hashes.size === 1 ? 'one state hash' : `${hashes.size} state hashes`}`,
);
process.exitCode = hashes.size === 1 ? 0 : 1;
