/** Fails on a committed text file that breaks a rule of scripts/hygiene.ts. Binary files are not read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { committable } from './files.ts';
import { findDirt } from './hygiene.ts';
import { root } from './ratchet.ts';

const sniffBytes = 8192;
let texts = 0;
let found = 0;
for (const path of committable()) {
  const bytes = readFileSync(join(root, path));
  if (bytes.subarray(0, sniffBytes).includes(0)) continue;
  texts += 1;
  for (const line of findDirt(path, bytes.toString('utf8'))) {
    console.error(line);
    found += 1;
  }
}
console.log(`${texts} text files, ${found} findings`);
if (found > 0 || texts === 0) process.exitCode = 1;
