/**
 * Recomputes a state hash from a dump (`trampoline run … --dump FILE`) and from nothing else, after walking its
 * records to the last byte: docs/state-hash.md has the layout.
 *
 *   node scripts/recompute-hash.mjs FILE
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const dump = readFileSync(process.argv[2] ?? '');
let position = 0;
const skip = (/** @type {number} */ bytes) => {
  position += bytes;
  if (position > dump.length) throw new Error(`the dump ends inside a record, at byte ${dump.length}`);
};
const number = () => {
  skip(8);
  return Number(dump.readBigUInt64LE(position - 8));
};
const each = (/** @type {number} */ count, /** @type {() => void} */ one) => {
  for (let index = 0; index < count; index++) one();
};

const semantics = number();
each(number(), () => skip(number())); // harts
skip(6 * 8); // time, turn, console
each(number(), () => skip(3 * 8)); // pending events
each(number(), () => skip(2 * 8)); // typed bytes
each(number(), () => skip(number())); // devices
each(number(), () => skip(32)); // disks
each(number(), () => skip(8 + 32)); // pages of RAM
if (semantics !== 1) throw new Error(`this script knows semantics 1, the dump has ${semantics}`);
if (position !== dump.length) throw new Error(`${dump.length - position} bytes follow the last record`);
console.log(createHash('sha256').update(dump).digest('hex'));
