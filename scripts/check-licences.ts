/**
 * Fails where THIRD_PARTY.md does not list exactly the packages that are shipped, or where one has a licence
 * nobody looked at.
 *
 *   npm run check licences                       check
 *   npx tsx scripts/check-licences.ts --bless    write the table
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lock, shippedPackages, withTable } from './licences.ts';
import { root } from './ratchet.ts';

const path = join(root, 'THIRD_PARTY.md');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
const document = readFileSync(path, 'utf8');
const { table, doubts } = shippedPackages(lock);
const expected = withTable(document, table);

const wrong = [...doubts];
if (expected === undefined) wrong.push('THIRD_PARTY.md has lost the marks around its table of packages');
else if (process.argv.includes('--bless')) writeFileSync(path, expected);
else if (expected !== document) {
  wrong.push(
    'THIRD_PARTY.md does not match package-lock.json: run npx tsx scripts/check-licences.ts --bless',
  );
}
for (const line of wrong) console.error(line);
if (wrong.length > 0) process.exitCode = 1;
