/**
 * Compares our assembler with GNU as (binutils for riscv64, 2.40 or newer), and records its output.
 *
 *   npx tsx scripts/record-gas.ts             every row with random operands, and recorded/gas-directives.s
 *   npx tsx scripts/record-gas.ts --record    and write src/isa/riscv64/recorded/gas-*.hex and gas-rows.s
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, firstDifference, rowSamples } from '../src/testing/gas.ts';

const folder = 'src/isa/riscv64/recorded';
const isRecording = process.argv.includes('--record');
const tool = (name: string): string => `riscv64-linux-gnu-${name}`;

/** The code that GNU as and ld make of a text, from 0x80000000 on. */
function gas(source: string): Uint8Array {
  const place = mkdtempSync(join(tmpdir(), 'gas-'));
  try {
    writeFileSync(join(place, 'text.s'), `.option norelax\n${source}`);
    const run = (name: string, ...args: string[]): void => {
      execFileSync(tool(name), args, { cwd: place });
    };
    run('as', '-march=rv64gc_zba_zbb_zbs', '-o', 'text.o', 'text.s');
    run('ld', '--no-relax', '-Ttext=0x80000000', '-o', 'text.elf', 'text.o');
    run('objcopy', '-O', 'binary', '-j', '.text', 'text.elf', 'text.bin');
    return readFileSync(join(place, 'text.bin'));
  } finally {
    rmSync(place, { recursive: true });
  }
}

const sources = {
  'gas-rows': rowSamples(1),
  'gas-directives': readFileSync(join(folder, 'gas-directives.s'), 'utf8'),
};
for (const [name, source] of Object.entries(sources)) {
  const theirs = gas(source);
  const difference = firstDifference(codeOf(source), theirs);
  console.log(`${name}: ${theirs.length} bytes, ${difference ?? 'the same'}`);
  if (difference !== undefined) process.exitCode = 1;
  if (!isRecording) continue;
  writeFileSync(join(folder, `${name}.s`), source);
  writeFileSync(
    join(folder, `${name}.hex`),
    `${Buffer.from(theirs).toString('hex').replace(/.{96}/g, '$&\n')}\n`,
  );
}
