/**
 * Files that are noise, or a good file with a few bits turned over: each gives one problem in one line, or a
 * guest that the machine survives.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../../base/problem.ts';
import { Random } from '../../base/random.ts';
import { RAM_BASE } from '../../machine/board/address-map.ts';
import { type BootPlan, planElf, planLinux } from '../../machine/loaders/boot-plan.ts';
import { EM_RISCV, parseElf } from '../../machine/loaders/elf.ts';
import { loadFirmware } from '../../machine/loaders/firmware.ts';
import { gunzip } from '../../machine/loaders/gzip.ts';
import { loadLinuxImage } from '../../machine/loaders/linux-image.ts';
import { assembleProgram } from '../../machine/programs.ts';
import { elfFile, linuxImage } from '../boot-files.ts';
import { drawCode } from './hostile-words.ts';
import { brokenInvariant } from './invariants.ts';
import { disturbance, quietRegions } from './memory-map.ts';
import { programBytes, valueOf } from './program.ts';
import { TestBench } from './test-bench.ts';

/** Room for firmware, whose device tree lies 34 MiB above the start of RAM. */
const RAM_BYTES = 40 << 20;
const RAM = { start: RAM_BASE, sizeBytes: RAM_BYTES };
const FILES_EACH = 80;
const INSTRUCTIONS = 20_000;
const bench = new TestBench({ harts: 1, ramBytes: RAM_BYTES, decodedPages: 64, diskCount: 0 });
const quiet = quietRegions(bench.plan);

const planProgram = (bytes: Uint8Array): Result<BootPlan> => {
  const program = parseElf(bytes, { where: 'a.elf', machine: EM_RISCV, machineName: '64-bit RISC-V' });
  return program.ok ? planElf(program.value, RAM, '', 'a.elf') : program;
};

function planKernel(kernel: Uint8Array, initrd?: Uint8Array, firmware?: Uint8Array): Result<BootPlan> {
  const image = loadLinuxImage(kernel, 'Image', gunzip);
  if (!image.ok) return image;
  const loaded = firmware && loadFirmware(firmware, RAM_BASE, 'fw');
  if (loaded && !loaded.ok) return loaded;
  const where = { kernel: 'Image', initrd: 'initrd' };
  return planLinux({ kernel: image.value, initrd, firmware: loaded?.value, append: '', where }, RAM);
}

const noise = (random: Random, sizeBytes: number): Uint8Array =>
  Uint8Array.from({ length: sizeBytes }, () => random.below(256));

/** Turns over a few bits, most of them among the first `headerBytes`, and now and then cuts the file. */
function mutated(random: Random, file: Uint8Array, headerBytes: number): Uint8Array {
  const copy = file.slice(0, random.oneIn(8) ? random.below(file.length) : file.length);
  for (let count = 1 + random.below(4); count > 0 && copy.length > 0; count--) {
    const reach = random.oneIn(6) ? copy.length : Math.min(copy.length, headerBytes);
    const place = random.below(reach);
    copy[place] = (copy[place] ?? 0) ^ (1 << random.below(8));
  }
  return copy;
}

const programs = join(import.meta.dirname, '../../../guest/programs');
const sieve = valueOf(assembleProgram(readFileSync(join(programs, 'sieve.s'), 'utf8'), 'sieve.s')).elf;
const loop = programBytes('_start: addi t0, t0, 1\n j _start');

const code = drawCode(new Random(7), 120_000);

function kernel(random: Random): Uint8Array {
  const image = linuxImage({ bytes: 65_536 });
  const start = random.below(30_000) * 2;
  image.set(code.subarray(start, start + 60_000), 64);
  new DataView(image.buffer).setUint32(0, 0x0400_006f, true);
  return image;
}

/** With the least and the largest part of the files that may start: noise never does, a flipped bit often may. */
type Kind = readonly [name: string, least: number, most: number, draw: (random: Random) => Result<BootPlan>];

const kinds: readonly Kind[] = [
  ['noise as an ELF file', 0, 0, (random) => planProgram(noise(random, random.below(5000)))],
  [
    'noise behind the first bytes of an ELF file',
    0,
    0.5,
    (random) => {
      const bytes = noise(random, 64 + random.below(2000));
      bytes.set(sieve.subarray(0, random.pick([4, 20, 52, 64])));
      return planProgram(bytes);
    },
  ],
  ['a program with flipped bits', 0.05, 1, (random) => planProgram(mutated(random, sieve, 300))],
  ['noise as a kernel', 0, 0, (random) => planKernel(noise(random, random.below(5000)))],
  ['a kernel with flipped bits', 0.05, 1, (random) => planKernel(mutated(random, kernel(random), 64))],
  ['noise as an initrd', 1, 1, (random) => planKernel(kernel(random), noise(random, random.below(300_000)))],
  [
    'firmware with flipped bits',
    0.05,
    1,
    (random) => {
      const firmware = elfFile({ segments: [{ address: BigInt(RAM_BASE), bytes: loop }] });
      return planKernel(kernel(random), undefined, mutated(random, firmware, 250));
    },
  ],
];

test.each(kinds)('%s', (name, leastStarted, mostStarted, draw) => {
  let ran = 0;
  const problems: string[] = [];
  for (let seed = 1; seed <= FILES_EACH; seed++) {
    const plan = draw(new Random(seed));
    if (!plan.ok) {
      problems.push(plan.problem.where, plan.problem.what, plan.problem.action);
      continue;
    }
    ran++;
    const machine = bench.machine({ plan: plan.value });
    for (let piece = 0; piece < 3 && machine.retired() < INSTRUCTIONS; piece++) {
      const end = machine.run(INSTRUCTIONS - machine.retired());
      if (end.kind !== 'budget') break;
    }
    const finding = brokenInvariant(bench, machine) ?? disturbance(bench.bytes, quiet);
    expect(finding, `${name}, seed ${seed}`).toBeUndefined();
  }
  // One line each, and none of them empty.
  expect(problems.filter((text) => !/^[^\n]+$/.test(text))).toEqual([]);
  expect(ran).toBeGreaterThanOrEqual(leastStarted * FILES_EACH);
  expect(ran).toBeLessThanOrEqual(mostStarted * FILES_EACH);
});
