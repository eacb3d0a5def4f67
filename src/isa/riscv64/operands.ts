/** What RISC-V operand names mean: register files with their assembly names, immediates with their widths. */
import type { OperandKind, OperandKinds } from '../row-language.ts';
import { fFile, xFile } from './builder.ts';
import { csrNumbers } from './csr/numbers.ts';

const saved = (prefix: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${prefix}${from + index}`);

const X_ABI = [
  ...['zero', 'ra', 'sp', 'gp', 'tp', 't0', 't1', 't2', 's0', 's1'],
  ...saved('a', 0, 7),
  ...saved('s', 2, 11),
  ...saved('t', 3, 6),
];
const F_ABI = [
  ...saved('ft', 0, 7),
  ...['fs0', 'fs1'],
  ...saved('fa', 0, 7),
  ...saved('fs', 2, 11),
  ...saved('ft', 8, 11),
];

/** Every name of each register; assembly prints the first. */
export const xNames = X_ABI.map((abi, index) => (abi === 's0' ? [abi, 'x8', 'fp'] : [abi, `x${index}`]));
export const fNames = F_ABI.map((abi, index) => [abi, `f${index}`]);

const short = { width: 3, first: 8 } as const;
const x: OperandKind = { kind: 'register', file: xFile, width: 5, short, names: xNames };
const f: OperandKind = { kind: 'register', file: fFile, width: 5, short, names: fNames };

const signed = (width: number, relative = false): OperandKind => ({
  kind: 'immediate',
  width,
  signed: true,
  type: 'i64',
  relative,
});
const unsigned = (width: number): OperandKind => ({ kind: 'immediate', width, signed: false, type: 'i64' });
const modifier = (suffix: string): OperandKind => ({
  kind: 'immediate',
  width: 1,
  signed: false,
  type: 'i64',
  suffix,
});

/** The 15 sets that `fence` orders: device input 8, output 4, memory reads 2, writes 1. */
const accessSets = Object.fromEntries(
  Array.from({ length: 15 }, (_, index): [string, number] => {
    const mask = index + 1;
    return [
      ['i', 'o', 'r', 'w'].filter((_letter, position) => ((mask << position) & 8) !== 0).join(''),
      mask,
    ];
  }),
);
const accessSet: OperandKind = {
  kind: 'immediate',
  width: 4,
  signed: false,
  type: 'i64',
  words: accessSets,
};

export const operandKinds = {
  rd: x,
  rs1: x,
  rs2: x,
  fd: f,
  fs1: f,
  fs2: f,
  fs3: f,
  /** Signed immediates; `offset` is relative to the instruction, and both are in bytes. */
  imm: signed(12),
  offset: signed(12, true),
  /** The upper 20 bits of `lui` and `auipc`, already shifted into place. */
  upper: { kind: 'immediate', width: 32, signed: true, type: 'i64', shift: 12 },
  /** An unsigned immediate: byte offsets of compressed loads and stores, `csr*i` values. */
  uimm: unsigned(5),
  shamt: unsigned(6),
  csr: { kind: 'immediate', width: 12, signed: false, type: 'i64', words: csrNumbers },
  rm: {
    kind: 'immediate',
    width: 3,
    signed: false,
    type: 'i32',
    words: { rne: 0, rtz: 1, rdn: 2, rup: 3, rmm: 4, dyn: 7 },
    implied: 7,
  },
  aq: modifier('aq'),
  rl: modifier('rl'),
  fm: unsigned(4),
  pred: accessSet,
  succ: accessSet,
} as const satisfies OperandKinds;
