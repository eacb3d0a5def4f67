/**
 * Compares CSRs and traps with QEMU's system mode, and records what QEMU prints.
 *
 *   npx tsx scripts/record-privileged.ts SEED [CASES]    live: so many values for each CSR, 100 times the traps
 *   npx tsx scripts/record-privileged.ts --record        write src/isa/riscv64/recorded/privileged.txt.gz
 *
 * Needs a qemu-system-riscv64 that knows Svadu and `pmu-mask` (recorded with 10.0.2): TRAMPOLINE_QEMU_SYSTEM names
 * it where it is not the one on the path.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { drawCases } from '../src/testing/privileged/cases.ts';
import { differences } from '../src/testing/privileged/compare.ts';
import { witnessProgram } from '../src/testing/privileged/program.ts';
import { RECORDED_CASES } from '../src/testing/privileged/recorded.ts';
import { assembleWitness, runWitness } from '../src/testing/privileged/run.ts';

const QEMU = process.env['TRAMPOLINE_QEMU_SYSTEM'] ?? 'qemu-system-riscv64';
const TIMEOUT_MS = 120_000;
const CPU = 'rv64,h=false,v=false,sstc=true,svadu=true,smaia=true,ssaia=true,pmu-mask=0xfffffff8';

/** What QEMU prints on its serial port. */
function runQemu(elf: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'qemu-'));
  try {
    const [program, output] = [join(folder, 'witness.elf'), join(folder, 'output')];
    writeFileSync(program, elf);
    const options = `-M virt -m 64M -bios none -cpu ${CPU} -display none -monitor none`.split(' ');
    const files = ['-kernel', program, '-serial', `file:${output}`];
    execFileSync(QEMU, [...options, ...files], { timeout: TIMEOUT_MS, stdio: ['ignore', 'inherit', 'pipe'] });
    return readFileSync(output, 'latin1');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const words = process.argv.slice(2);
const isRecording = words.includes('--record');
const [seed = '1', perCsr = '50'] = words;
const shape = isRecording
  ? RECORDED_CASES
  : { seed: Number(seed), perCsr: Number(perCsr), traps: Number(perCsr) * 100 };
const cases = drawCases(shape.seed, shape.perCsr, shape.traps);
const elf = assembleWitness(witnessProgram(cases.sweep, cases.traps));
const theirs = runQemu(elf);
const found = differences(cases, await runWitness(elf), theirs);
console.log(found.slice(0, 20).join('\n'));
console.log(`${cases.sweep.length} CSR cases, ${cases.traps.length} traps: ${found.length} differences`);
if (found.length > 0) process.exitCode = 1;
if (isRecording) writeFileSync('src/isa/riscv64/recorded/privileged.txt.gz', gzipSync(theirs, { level: 9 }));
