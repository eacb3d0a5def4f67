/**
 * scripts/ratchet.json: the numbers that may move in one direction only.
 *
 * `modules` is how many modules the layer check must at least see; `sizes` lists the files and functions that
 * are longer than the limits, by how much they may be.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Ratchet {
  readonly modules: number;
  readonly sizes: Readonly<Record<string, number>>;
}

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const path = join(root, 'scripts/ratchet.json');

export function readRatchet(): Ratchet {
  return JSON.parse(readFileSync(path, 'utf8')) as Ratchet;
}

export function writeRatchet(ratchet: Ratchet): void {
  writeFileSync(path, `${JSON.stringify(ratchet, null, 2)}\n`);
}
