/**
 * Fails on a file or function over the limits of scripts/sizes.ts that scripts/ratchet.json does not allow, and
 * on an entry there that has become too generous.
 *
 *   npm run check sizes                       check
 *   npx tsx scripts/check-sizes.ts --bless    lower the ratchet to today's sizes (it never raises or adds)
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { committable } from './files.ts';
import { readRatchet, root, writeRatchet } from './ratchet.ts';
import { growthOver, oversizesOf, tighten } from './sizes.ts';

const actual: Record<string, number> = {};
const sources = committable().filter((path) => /\.(ts|tsx|mjs)$/.test(path));
for (const path of sources) Object.assign(actual, oversizesOf(path, readFileSync(join(root, path), 'utf8')));

const ratchet = readRatchet();
const growth = growthOver(ratchet.sizes, actual);
const tightened = tighten(ratchet.sizes, actual);
if (process.argv.includes('--bless')) writeRatchet({ ...ratchet, sizes: tightened });
else if (!isDeepStrictEqual(tightened, ratchet.sizes)) {
  growth.push('scripts/ratchet.json allows more than there is: run npx tsx scripts/check-sizes.ts --bless');
}
for (const line of growth) console.error(line);
if (growth.length > 0 || sources.length === 0) process.exitCode = 1;
console.log(`${sources.length} files, ${Object.keys(actual).length} sizes over the limits`);
