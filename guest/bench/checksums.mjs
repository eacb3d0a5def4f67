#!/usr/bin/env node
// Compares what vmbench prints with checksums.json: name, checksum at the default scale and thread count.
//
// usage: checksums.mjs [--write] COMMAND…      e.g. checksums.mjs qemu-riscv64-static vmbench.riscv64
// With --write the file is written instead of read; only a native run may do that.
// A checksum depends on the kernel, VMB_SCALE and VMB_THREADS alone, never on the machine.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('checksums.json', import.meta.url);
const write = process.argv[2] === '--write';
const [program = '', ...first] = process.argv.slice(write ? 3 : 2);
if (program === '') {
  console.error('usage: checksums.mjs [--write] COMMAND…');
  process.exit(2);
}

/** @param {string} kernel */
function vmbench(kernel) {
  const env = { PATH: process.env['PATH'] };
  const { status, stdout, stderr, error } = spawnSync(program, [...first, kernel], { env, encoding: 'utf8' });
  if (error || status !== 0)
    throw new Error(`${program} ${kernel}: ${error ?? stderr.trim()} (status ${status})`);
  return stdout.trim();
}

const kernels = vmbench('list').split('\n');
/** @type {Record<string, string>} */
const expected = write ? {} : JSON.parse(readFileSync(FILE, 'utf8')).checksums;
let wrong = write ? 0 : Object.keys(expected).filter((name) => !kernels.includes(name)).length;
for (const kernel of kernels) {
  const [name = '', seconds = '', checksum = ''] = vmbench(kernel).split(',');
  if (write) expected[name] = checksum;
  const same = expected[name] === checksum;
  if (!same) wrong += 1;
  console.log(`${name} ${seconds} s ${checksum}${same ? '' : `, expected ${expected[name]}`}`);
}
if (write) {
  const command = 'make -C guest/bench OUT=DIR && guest/bench/checksums.mjs --write DIR/vmbench.x86_64';
  writeFileSync(FILE, `${JSON.stringify({ command, threads: 4, scale: 1, checksums: expected }, null, 2)}\n`);
}
console.log(wrong === 0 ? `all ${kernels.length} agree` : `${wrong} of ${kernels.length} differ`);
process.exit(wrong === 0 ? 0 : 1);
