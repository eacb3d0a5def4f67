/** The assembler on RISC-V: against GNU as (recorded), against the disassembler, and on text that is wrong. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem, unwrap } from '../../base/problem.ts';
import { Random } from '../../base/random.ts';
import { codeOf, firstDifference, randomWord } from '../../testing/gas.ts';
import { disassemble } from '../disassembler.ts';
import { assemble } from './assembly.ts';
import { riscv64 } from './instruction-set.ts';

const recorded = (name: string): string =>
  readFileSync(new URL(`recorded/${name}`, import.meta.url)).toString('utf8');

/** The problems of a text, one line each. */
function problemsOf(source: string): string[] {
  const result = assemble(source, 'p.s');
  return result.ok ? [] : result.problems.map(formatProblem);
}

const wordsOf = (source: string): string => Buffer.from(codeOf(source)).toString('hex');

describe('GNU as', () => {
  for (const name of ['gas-rows', 'gas-directives']) {
    it(`makes the same bytes of ${name}.s`, () => {
      const theirs = Buffer.from(recorded(`${name}.hex`).replaceAll('\n', ''), 'hex');
      expect(theirs.length).toBeGreaterThan(4000);
      expect(firstDifference(codeOf(recorded(`${name}.s`)), theirs)).toBeUndefined();
    });
  }
});

describe('disassembler', () => {
  /** Not reserved, and without fields that assembly text cannot say. */
  function isSayable(word: number): boolean {
    const decoded = riscv64.decode(word);
    return decoded !== undefined && !['fence', 'fence.i'].includes(decoded.row.mnemonic);
  }

  it('gives text that assembles to the same word, for every row and short row', () => {
    const random = new Random(3);
    const samples = [...riscv64.rows, ...riscv64.shortRows].flatMap(({ encoding }) =>
      Array.from({ length: 20 }, () => randomWord(encoding, random)).filter(isSayable),
    );
    expect(samples.length).toBeGreaterThan(4000);
    const again = samples.map((word) => {
      const { text } = disassemble(riscv64, word, 0x8000_0000n);
      return codeOf(`.option norvc\n_start: ${text}\n`).reduceRight((sum, byte) => sum * 256 + byte, 0);
    });
    expect(again).toEqual(samples);
  });
});

describe('layout', () => {
  it('takes the shortest encoding that reaches, and grows what does not', () => {
    expect(codeOf('j 1f\n.space 2040\n1:').length).toBe(2042);
    expect(codeOf('j 1f\n.space 2050\n1:').length).toBe(2054);
    expect(codeOf('.option norvc\nj 1f\n1: nop').length).toBe(8);
  });

  it('puts code, constants, data and blank memory apart, data on a page of its own', () => {
    const source = '.bss\nb: .space 100\n.data\nd: .word 1\n.rodata\nr: .word 2\n.text\n_start: nop\n';
    const { sections, symbols, entry } = unwrap(assemble(source, 'p.s'));
    expect(sections.map(({ section }) => section.name)).toEqual(['.text', '.rodata', '.data', '.bss']);
    expect(entry).toBe(0x8000_0000n);
    expect(symbols.get('r')).toBe(0x8000_0010n);
    expect(symbols.get('d')).toBe(0x8000_1000n);
    expect(symbols.get('b')).toBe(0x8000_1010n);
  });

  it('lets a constant depend on a later label', () => {
    expect(wordsOf('.equ SIZE, end - start\nstart: .word SIZE\n.space 4\nend:')).toBe('0800000000000000');
  });

  it('expands macros with labels of their own', () => {
    const source = '.macro wait n\nli t0, \\n\n1: addi t0, t0, -1\nbnez t0, 1b\n.endm\nwait 3\nwait 4\n';
    expect(wordsOf(source)).toBe(
      wordsOf('li t0, 3\n1: addi t0, t0, -1\nbnez t0, 1b\nli t0, 4\n1: addi t0, t0, -1\nbnez t0, 1b\n'),
    );
  });
});

/** What `li` leaves in its register, by the few instructions that it uses. */
function valueOfLi(value: bigint): bigint {
  let register = 0n;
  const code = codeOf(`.option norvc\nli a0, ${value}\n`);
  for (let at = 0; at < code.length; at += 4) {
    const word = [3, 2, 1, 0].reduce((sum, index) => sum * 256 + (code[at + index] ?? 0), 0);
    const decoded = riscv64.decode(word);
    const operand = (name: string): bigint => BigInt(decoded?.operands[name] ?? 0);
    const base = operand('rs1') === 0n ? 0n : register;
    const results: Record<string, bigint> = {
      lui: operand('upper'),
      addi: base + operand('imm'),
      addiw: BigInt.asIntN(32, base + operand('imm')),
      slli: base << operand('shamt'),
    };
    register = BigInt.asIntN(64, results[decoded?.row.mnemonic ?? ''] ?? 0n);
  }
  return register;
}

describe('li', () => {
  it('loads every 64-bit constant', () => {
    const edges = [0n, 1n, 0x7ffn, 0x800n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn].flatMap((n) => [
      n,
      -n,
      n << 31n,
    ]);
    for (const value of edges) expect(valueOfLi(value)).toBe(BigInt.asIntN(64, value));
    fc.assert(
      fc.property(fc.bigInt(-(1n << 63n), (1n << 63n) - 1n), (value) => valueOfLi(value) === value),
      { seed: 1, numRuns: 1000 },
    );
  });
});

const mistakes: readonly (readonly [source: string, problem: RegExp])[] = [
  ['frob a0, a1', /^p\.s:1:1: frob is not an instruction of riscv64; /],
  ['  add a0, a1', /^p\.s:1:11: add rd, rs1, rs2: expected ","/],
  ['add a0, a1, 5, 6', /^p\.s:1:14: .*expected the end of the instruction, found ,/],
  ['addi a0, a1, 2048', /^p\.s:1:14: addi: imm is 2048, which takes -2048 to 2047; /],
  ['addi a0, x32, 1', /^p\.s:1:10: .*expected rs1 \(a register, zero to t6\), found x32/],
  ['slli a0, a0, 64', /shamt is 64, which takes 0 to 63/],
  ['lui a0, 0x100000', /upper is 1048576, which takes 0 to 0xfffff/],
  ['c.lw a0, 2(a1)', /uimm is 2, which takes 0 to 124 in steps of 4/],
  ['c.lw a0, 4(t6)', /rs1 is t6, which this encoding cannot name \(s0 to a5\)/],
  ['c.addi16sp sp, 0', /reserved encoding/],
  [
    'beq a0, a1, 1f\n.space 5000\n1:',
    /^p\.s:1:13: beq: the target is 5004 bytes away, which takes -4096 to 4094/,
  ],
  ['beq a0, a1, . + 1', /in steps of 2/],
  ['j nowhere', /^p\.s:1:3: nowhere is not defined/],
  ['j 1f', /there is no label 1: in that direction/],
  ['a: nop\na: nop', /^p\.s:2:1: a is defined twice \(line 1\)/],
  ['sp: nop', /sp cannot be a label/],
  ['a0 = 5', /a0 cannot be given a value/],
  ['.word 1 / 0', /division by zero/],
  ['.word 1 << 200', /a shift by 200/],
  ['.byte 256', /256 does not fit 1 bytes/],
  ['.word', /the program is empty/],
  ['.word )', /\.word: expected a value/],
  ['.ascii 5', /expected a quoted text/],
  ['.ascii "\\q"', /is not assembly text/],
  ['.frob', /\.frob is not a directive/],
  ['.align 40', /not a power of two/],
  ['.balign 3', /not a power of two/],
  ['.space -1', /\.space of -1 bytes/],
  ['.space 1 << 40', /\.space of 1099511627776 bytes/],
  ['.data\n.space 1 << 30', /section \.data has more than 64 MiB/],
  ['.bss\n.word 1', /section \.bss holds only zeros/],
  ['nop\n.org 0', /\.org 0 lies behind/],
  ['.option fast', /an unknown \.option/],
  ['.macro x', /\.macro has no \.endm/],
  ['.endm', /\.endm without its beginning/],
  ['.macro x\nx\n.endm\nx', /nested more than 32 deep/],
  ['.macro x a\n.word \\a\n.endm\nx 1, 2', /the macro takes 1 arguments, not 2/],
  ['.rept 1000000000\nnop\n.endr', /expands to more than 200000 lines/],
  ['lui a0, %frob(5)', /%frob is not known; use one of %hi, %lo, %pcrel_hi, %pcrel_lo/],
  ['addi a0, a0, %pcrel_lo(5)', /%pcrel_lo takes the address of the instruction/],
  ['la a0, 1 << 40', /more than 2 GiB away/],
  ['@', /^p\.s:1:1: @ is not an instruction or a directive/],
  ['`', /^p\.s:1:1: ` is not assembly text/],
  ['.equ x, y\n.equ y, x\n.word x', /is not defined/],
  [`.word ${'('.repeat(5000)}`, /more than 4096 characters/],
  [`.word ${'('.repeat(3000)}`, /expected a value/],
  [`.word ${'-'.repeat(3000)}1`, /expected a value/],
  [`.word 1${'+1'.repeat(1500)}`, /expected a value/],
];

describe('mistakes', () => {
  for (const [source, pattern] of mistakes) {
    it(`explains ${JSON.stringify(source.slice(0, 40))}`, () => {
      expect(problemsOf(source)[0]).toMatch(pattern);
    });
  }

  it('reports all of them, in the order of the source', () => {
    const problems = problemsOf('nop\nfrob\n.word 1/0\nj away\naddi a0, a0, 5000\n.frob');
    expect(problems.map((line) => line.split(':')[1])).toEqual(['2', '3', '4', '5', '6']);
  });

  it('never throws, whatever the text', () => {
    const words = [
      'add',
      'a0',
      ',',
      '(',
      ')',
      '1f',
      '1:',
      '.word',
      '.macro',
      '.endm',
      '.rept 3',
      '.endr',
      '\\a',
      '"x',
      "'",
      '%lo',
      '-',
      '<<',
      '\n',
      ';',
      '#',
      '/*',
      '.equ',
      '=',
      'x',
      '.org',
      '.align',
      'li',
      'call',
      '.section',
      '0x',
      '9',
      '.bss',
      '.space',
    ];
    const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })), {
      maxLength: 40,
    });
    const readsAnything = fc.property(
      text,
      (parts) => typeof assemble(parts.join(' '), 'p.s').ok === 'boolean',
    );
    expect(() => fc.assert(readsAnything, { seed: 2, numRuns: 3000 })).not.toThrow();
  });
});
