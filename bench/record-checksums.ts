/**
 * Writes bench/checksums.json: what each kernel must print at the scale of bench/kernels.ts, from the native build.
 *
 *   npx tsx bench/record-checksums.ts
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildNative } from './contenders/native.ts';
import { temporaryFolder } from './guest-files.ts';
import { KERNELS } from './kernels.ts';

const here = dirname(fileURLToPath(import.meta.url));
const program = buildNative(dirname(here), temporaryFolder());
const checksums = KERNELS.map(({ name, scale }) => {
  const env = { ...process.env, VMB_SCALE: String(scale) };
  const { stdout } = spawnSync(program, [name], { encoding: 'utf8', env });
  return [name, stdout.trim().split(',')[2]];
});
writeFileSync(`${here}/checksums.json`, `${JSON.stringify(Object.fromEntries(checksums), null, 2)}\n`);
