import { Text } from '@codemirror/state';
import { describe as group, expect, it } from 'vitest';
import { problem } from '../../base/problem.ts';
import { assemblyHelp } from '../../isa/riscv64/assembly.ts';
import { describe, mistakes, placeOf } from './assist.ts';

const text = (...lines: readonly string[]): Text => Text.of([...lines]);

group('a mistake', () => {
  it('is underlined from its column to the end of its word', () => {
    const source = text('_start:', '    addi a0, a1, 5000');
    const [mistake, ...more] = mistakes(source);
    expect(more).toEqual([]);
    expect(source.sliceString(mistake?.from ?? 0, mistake?.to)).toBe('5000');
    expect(mistake?.message).toContain('2047');
    expect(mistakes(text('_start:', '    addi a0, a1, 50'))).toEqual([]);
  });

  it('stays inside the text wherever it is said to be', () => {
    const at = (where: string) => placeOf(problem('input', 'x', where, '', ''), text('ab', ''));
    expect(at('program:1:2')).toEqual({ from: 1, to: 2 });
    expect(at('program:9:9')).toEqual({ from: 3, to: 3 });
    expect(at('program')).toEqual({ from: 0, to: 2 });
  });
});

it('describes an instruction by its rows, and what stands for others by those', () => {
  const of = (mnemonic: string): string => {
    const found = assemblyHelp.instructions.find((one) => one.mnemonic === mnemonic);
    return found ? describe(found) : '';
  };
  expect(of('ebreak')).toBe('ebreak\n  00000000 00010000 00000000 01110011');
  expect(of('seqz')).toBe('seqz rd, rs1\n  stands for sltiu rd, rs1, 1');
  expect(assemblyHelp.directives).toContain('.asciz');
  expect(assemblyHelp.registers).toEqual(expect.arrayContaining(['a0', 'x10', 'fa0']));
});
