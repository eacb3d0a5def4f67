/**
 * Adds to package-lock.json the optional packages for other platforms that npm left out.
 *
 *   node scripts/complete-lock.mjs [--check]
 *
 * npm drops an optional package from the lock file when the registry it asked doesn't have it, as happens behind
 * a mirror that keeps the packages of one platform; `npm ci` then refuses that very lock file. Each tool with a
 * native part names its platforms, so the entries can be rebuilt. They carry no integrity hash: npm adds it on
 * the first `npm install` that sees a complete registry.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ version?: string, dev?: boolean, license?: string, optional?: boolean, os?: string[],
 *   cpu?: string[], libc?: string[], engines?: Record<string, string>,
 *   optionalDependencies?: Record<string, string> }} Locked
 */

const path = join(dirname(dirname(fileURLToPath(import.meta.url))), 'package-lock.json');
const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

/**
 * @param {string} name such as `@tool/binding-linux-arm64-musl`
 * @returns {{ os?: string[], cpu?: string[], libc?: string[] }}
 */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  const libc = words.includes('musl')
    ? 'musl'
    : words.includes('gnu') && os === 'linux'
      ? 'glibc'
      : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

const lock = /** @type {{ packages: Record<string, Locked> }} */ (JSON.parse(readFileSync(path, 'utf8')));
/** @type {string[]} */
const added = [];
for (const [owner, { optionalDependencies = {}, dev, license }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const places = [`${owner}/node_modules/${name}`, `node_modules/${name}`];
    if (!/^\d/.test(version) || places.some((place) => lock.packages[place]?.version === version)) continue;
    const place = lock.packages[places[1] ?? ''] === undefined ? places[1] : places[0];
    const { cpu, ...rest } = platformOf(name);
    lock.packages[place ?? ''] = {
      version,
      ...(cpu && { cpu }),
      ...(dev && { dev }),
      ...(license && { license }),
      optional: true,
      ...rest,
    };
    added.push(`${name}@${version}`);
  }
}

if (added.length === 0) {
  console.log('package-lock.json names every platform');
} else if (process.argv.includes('--check')) {
  console.error(`package-lock.json misses ${added.length} optional packages, the first is ${added[0]}`);
  console.error('npm ci would refuse it: run node scripts/complete-lock.mjs');
  process.exitCode = 1;
} else {
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  console.log(`added ${added.length} optional packages for other platforms`);
}
