import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { assemble } from '../../isa/riscv64/assembly.ts';
import { formatAssembly } from './format.ts';

it('puts labels, instructions and comments into their columns', () => {
  const before = [
    '_start:   csrr t0,mhartid # which?',
    'bnez   t0 ,park',
    '\tla s0,  text',
    '# at the margin',
    '.text',
    '  .byte 1,2',
    '1: 2:  j   1b // away',
    'text: .asciz "a,b  # c" # said',
  ].join('\n');
  expect(formatAssembly(before).split('\n')).toEqual([
    '_start: csrr t0, mhartid        # which?',
    '    bnez t0, park',
    '    la s0, text',
    '# at the margin',
    '.text',
    '    .byte 1, 2',
    '1: 2: j 1b                      // away',
    'text: .asciz "a,b  # c"         # said',
    '',
  ]);
});

it('changes neither what a program means nor, the second time, its text', () => {
  const folder = new URL('../../../guest/programs/', import.meta.url);
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.s'))) {
    const source = readFileSync(new URL(name, folder), 'utf8');
    const formatted = formatAssembly(source);
    expect(formatAssembly(formatted)).toBe(formatted);
    expect(unwrap(assemble(formatted, name)).elf).toEqual(unwrap(assemble(source, name)).elf);
  }
});
