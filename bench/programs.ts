/**
 * Programs for the bare machine, as assembly text in bench/programs, assembled by our own assembler. They measure
 * what a program under Linux cannot isolate. bench/programs/harness.s goes in front of each.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Program {
  readonly name: string;
  readonly group: string;
  readonly what: string;
  /** What a round does, and how often. */
  readonly amount: { readonly count: number; readonly unit: string };
}

/** As in bench/programs/harness.s. */
export const PROGRAM_SLEEP_SECONDS = 0.05;

/** Writes over 16 MiB: all four do as many, with one loop, and differ in the width alone. */
const STORES = 50_331_648;
const ACCESSES = { 8: 'u8', 16: 'u16', 32: 'u32', 64: 'u64' };

export const PROGRAMS: readonly Program[] = [
  ...Object.entries(ACCESSES).map(([bits, type]) => ({
    name: `store${bits}`,
    group: 'memory',
    what: `writes of ${type}, bare machine`,
    amount: { count: STORES, unit: 'write' },
  })),
  ...Object.entries(ACCESSES).map(([bits, type]) => ({
    name: `load${bits}`,
    group: 'memory',
    what: `reads of ${type}, bare machine`,
    amount: { count: STORES, unit: 'read' },
  })),
  {
    name: 'traps',
    group: 'system',
    what: 'environment calls, bare machine',
    amount: { count: 1_000_000, unit: 'trap' },
  },
  {
    name: 'csr',
    group: 'system',
    what: 'control register accesses, bare machine',
    amount: { count: 8_000_000, unit: 'access' },
  },
];

const source = (name: string): string => readFileSync(new URL(`programs/${name}.s`, import.meta.url), 'utf8');

/** Assembles a program with the command of the checkout at `root`; resolves to the ELF's path in `folder`. */
export function assemble(root: string, folder: string, { name }: Program): string {
  const [text, elf] = [join(folder, `${name}.s`), join(folder, `${name}.elf`)];
  writeFileSync(text, source('harness') + source(name));
  const words = [join(root, 'bin/trampoline.mjs'), 'asm', text, '-o', elf];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`bench/programs/${name}.s cannot be assembled: ${stderr.trim()}`);
  return elf;
}
