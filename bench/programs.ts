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
}

export const PROGRAMS: readonly Program[] = [
  { name: 'wr16', group: 'memory', what: 'writes of u16, bare machine' },
  { name: 'wr32', group: 'memory', what: 'writes of u32, bare machine' },
  { name: 'traps', group: 'system', what: 'environment calls, bare machine' },
  { name: 'csr', group: 'system', what: 'control register accesses, bare machine' },
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
