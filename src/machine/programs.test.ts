import { describe, expect, test } from 'vitest';
import { unwrap } from '../base/problem.ts';
import { assembleProgram, listProgram } from './programs.ts';
import { EM_RISCV, parseElf } from './loaders/elf.ts';

const source = `
.globl _start
_start:
  addi sp, sp, -32
loop:
  sd a0, 8(sp)
  beqz a0, loop
  j loop
.data
.balign 8
.globl tohost
tohost: .dword 0
`;

function build(text: string): Uint8Array {
  const assembled = assembleProgram(text, 'test.s');
  if (!assembled.ok) throw new Error(assembled.problem.what);
  return assembled.value.elf;
}

describe('a program of our assembler', () => {
  const elf = build(source);

  test('loads', () => {
    const program = unwrap(parseElf(elf, { where: 'p', machine: EM_RISCV, machineName: 'RISC-V' }));
    expect(program.entry).toBe(0x8000_0000);
    expect((program.tohost ?? 0) % 8).toBe(0);
    expect(program.tohost).toBeGreaterThan(0x8000_0000);
  });

  test('is listed as it was written', () => {
    const lines = [...unwrap(listProgram(elf, 'p'))];
    expect(lines[0]).toBe('_start:');
    expect(lines).toContain('loop:');
    const text = lines.map((line) => line.slice(line.indexOf('  ') + 2).trim());
    expect(text.filter((line) => line.endsWith(':') === false)).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/^\w+:$|^[0-9a-f]{8}: [0-9a-f]{4,8} {2,}\S/);
  });

  test('assembles from its listing to the same bytes', () => {
    const lines = [...unwrap(listProgram(elf, 'p'))];
    const instructions = lines.filter((line) => /^[0-9a-f]{8}: /.test(line)).map((line) => line.slice(20));
    const again = [...unwrap(listProgram(build(instructions.join('\n')), 'p'))];
    const words = (listing: string[]) =>
      listing.filter((line) => /^[0-9a-f]{8}: /.test(line)).map((line) => line.slice(0, 18));
    expect(words(again)).toEqual(words(lines));
  });
});
