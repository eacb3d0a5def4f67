// table
/**
 * RISC-V assembly beyond the rows: pseudo-instructions (as the assembly manual lists them), modifiers, and the
 * sequence that `li` stands for.
 */
import { s64 } from '../../base/bits.ts';
import { type AssemblyResult, assembleFor } from '../assembler/assemble.ts';
import { directives } from '../assembler/directives.ts';
import { type Computed, type Dialect, type Modifier, type Pseudo, pseudo } from '../assembler/dialect.ts';
import { instructionHelp } from '../assembler/reference.ts';
import type { OperandKind } from '../row-language.ts';
import { riscv64 } from './instruction-set.ts';
import { fNames, xNames } from './operands.ts';

const anything: OperandKind = { kind: 'immediate', width: 64, signed: true, type: 'i64' };

const pseudos: readonly Pseudo[] = [
  pseudo('nop', 'addi x0, x0, 0'),
  { ...pseudo('mv rd, rs1', 'addi rd, rs1, 0'), short: 'c.mv rd, rs1' },
  pseudo('not rd, rs1', 'xori rd, rs1, -1'),
  pseudo('neg rd, rs2', 'sub rd, x0, rs2'),
  pseudo('negw rd, rs2', 'subw rd, x0, rs2'),
  pseudo('sext.w rd, rs1', 'addiw rd, rs1, 0'),
  pseudo('zext.b rd, rs1', 'andi rd, rs1, 255'),
  pseudo('zext.w rd, rs1', 'add.uw rd, rs1, x0'),
  pseudo('seqz rd, rs1', 'sltiu rd, rs1, 1'),
  pseudo('snez rd, rs2', 'sltu rd, x0, rs2'),
  pseudo('sltz rd, rs1', 'slt rd, rs1, x0'),
  pseudo('sgtz rd, rs2', 'slt rd, x0, rs2'),
  pseudo('sgt rd, rs1, rs2', 'slt rd, rs2, rs1'),
  pseudo('sgtu rd, rs1, rs2', 'sltu rd, rs2, rs1'),

  // A register form with an immediate.
  pseudo('add rd, rs1, imm', 'addi rd, rs1, imm'),
  pseudo('addw rd, rs1, imm', 'addiw rd, rs1, imm'),
  pseudo('and rd, rs1, imm', 'andi rd, rs1, imm'),
  pseudo('or rd, rs1, imm', 'ori rd, rs1, imm'),
  pseudo('xor rd, rs1, imm', 'xori rd, rs1, imm'),
  pseudo('slt rd, rs1, imm', 'slti rd, rs1, imm'),
  pseudo('sltu rd, rs1, imm', 'sltiu rd, rs1, imm'),
  pseudo('sll rd, rs1, shamt', 'slli rd, rs1, shamt'),
  pseudo('srl rd, rs1, shamt', 'srli rd, rs1, shamt'),
  pseudo('sra rd, rs1, shamt', 'srai rd, rs1, shamt'),

  pseudo('beqz rs1, offset', 'beq rs1, x0, offset'),
  pseudo('bnez rs1, offset', 'bne rs1, x0, offset'),
  pseudo('blez rs2, offset', 'bge x0, rs2, offset'),
  pseudo('bgez rs1, offset', 'bge rs1, x0, offset'),
  pseudo('bltz rs1, offset', 'blt rs1, x0, offset'),
  pseudo('bgtz rs2, offset', 'blt x0, rs2, offset'),
  pseudo('bgt rs1, rs2, offset', 'blt rs2, rs1, offset'),
  pseudo('ble rs1, rs2, offset', 'bge rs2, rs1, offset'),
  pseudo('bgtu rs1, rs2, offset', 'bltu rs2, rs1, offset'),
  pseudo('bleu rs1, rs2, offset', 'bgeu rs2, rs1, offset'),

  pseudo('j offset', 'jal x0, offset'),
  pseudo('jal offset', 'jal ra, offset'),
  pseudo('jr rs1', 'jalr x0, 0(rs1)'),
  pseudo('jr imm(rs1)', 'jalr x0, imm(rs1)'),
  pseudo('jalr rs1', 'jalr ra, 0(rs1)'),
  pseudo('jalr imm(rs1)', 'jalr ra, imm(rs1)'),
  pseudo('jalr rd, rs1', 'jalr rd, 0(rs1)'),
  pseudo('jalr rd, rs1, imm', 'jalr rd, imm(rs1)'),
  pseudo('ret', 'jalr x0, 0(ra)'),
  pseudo('call symbol', 'auipc ra, %pcrel_hi(symbol)', 'jalr ra, %pcrel_lo(. - 4)(ra)'),
  pseudo('call rd, symbol', 'auipc rd, %pcrel_hi(symbol)', 'jalr rd, %pcrel_lo(. - 4)(rd)'),
  pseudo('tail symbol', 'auipc t1, %pcrel_hi(symbol)', 'jalr x0, %pcrel_lo(. - 4)(t1)'),
  pseudo('la rd, symbol', 'auipc rd, %pcrel_hi(symbol)', 'addi rd, rd, %pcrel_lo(. - 4)'),
  pseudo('lla rd, symbol', 'auipc rd, %pcrel_hi(symbol)', 'addi rd, rd, %pcrel_lo(. - 4)'),

  // Loads and stores at a symbol; a store needs a register for the address.
  ...['lb', 'lh', 'lw', 'ld', 'lbu', 'lhu', 'lwu'].map((load) =>
    pseudo(`${load} rd, symbol`, 'auipc rd, %pcrel_hi(symbol)', `${load} rd, %pcrel_lo(. - 4)(rd)`),
  ),
  ...['sb', 'sh', 'sw', 'sd'].map((store) =>
    pseudo(
      `${store} rs2, symbol, rs1`,
      'auipc rs1, %pcrel_hi(symbol)',
      `${store} rs2, %pcrel_lo(. - 4)(rs1)`,
    ),
  ),

  pseudo('fence', 'fence iorw, iorw'),
  pseudo('pause', 'fence w, 0'),
];

/** `csr*` and float pseudo-instructions stand apart: their rows come with their extensions. */
const csrPseudos: readonly Pseudo[] = [
  pseudo('csrr rd, csr', 'csrrs rd, csr, x0'),
  pseudo('csrw csr, rs1', 'csrrw x0, csr, rs1'),
  pseudo('csrw csr, uimm', 'csrrwi x0, csr, uimm'),
  pseudo('csrs csr, rs1', 'csrrs x0, csr, rs1'),
  pseudo('csrs csr, uimm', 'csrrsi x0, csr, uimm'),
  pseudo('csrc csr, rs1', 'csrrc x0, csr, rs1'),
  pseudo('csrc csr, uimm', 'csrrci x0, csr, uimm'),
  pseudo('csrwi csr, uimm', 'csrrwi x0, csr, uimm'),
  pseudo('csrsi csr, uimm', 'csrrsi x0, csr, uimm'),
  pseudo('csrci csr, uimm', 'csrrci x0, csr, uimm'),
  pseudo('csrrw rd, csr, uimm', 'csrrwi rd, csr, uimm'),
  pseudo('csrrs rd, csr, uimm', 'csrrsi rd, csr, uimm'),
  pseudo('csrrc rd, csr, uimm', 'csrrci rd, csr, uimm'),
  pseudo('rdcycle rd', 'csrrs rd, cycle, x0'),
  pseudo('rdtime rd', 'csrrs rd, time, x0'),
  pseudo('rdinstret rd', 'csrrs rd, instret, x0'),
  pseudo('frcsr rd', 'csrrs rd, fcsr, x0'),
  pseudo('frflags rd', 'csrrs rd, fflags, x0'),
  pseudo('frrm rd', 'csrrs rd, frm, x0'),
  pseudo('fscsr rs1', 'csrrw x0, fcsr, rs1'),
  pseudo('fsflags rs1', 'csrrw x0, fflags, rs1'),
  pseudo('fsrm rs1', 'csrrw x0, frm, rs1'),
  pseudo('sfence.vma', 'sfence.vma x0, x0'),
  pseudo('sfence.vma rs1', 'sfence.vma rs1, x0'),
];

const floatPseudos: readonly Pseudo[] = ['s', 'd'].flatMap((width) => [
  pseudo(`fmv.${width} fd, fs1`, `fsgnj.${width} fd, fs1, fs1`),
  pseudo(`fneg.${width} fd, fs1`, `fsgnjn.${width} fd, fs1, fs1`),
  pseudo(`fabs.${width} fd, fs1`, `fsgnjx.${width} fd, fs1, fs1`),
  pseudo(`fgt.${width} rd, fs1, fs2`, `flt.${width} rd, fs2, fs1`),
  pseudo(`fge.${width} rd, fs1, fs2`, `fle.${width} rd, fs2, fs1`),
]);

/** Upper 20 bits such that adding the sign-extended low 12 gives the value. */
const upperOf = (value: bigint): bigint => BigInt.asUintN(20, (value + 0x800n) >> 12n);
const lowerOf = (value: bigint): bigint => BigInt.asIntN(12, value);

const isRelativeWord = (delta: bigint): boolean => delta >= -0x8000_0800n && delta < 0x7fff_f800n;

const modifiers: Readonly<Record<string, Modifier>> = {
  hi: { apply: upperOf },
  lo: { apply: lowerOf },
  pcrel_hi: {
    apply: (value, scope) => {
      const delta = s64(value - scope.here);
      scope.remember(delta);
      return isRelativeWord(delta) ? upperOf(delta) : undefined;
    },
    failure: {
      what: 'the address is more than 2 GiB away',
      action: 'load it with li',
    },
  },
  pcrel_lo: {
    apply: (value, scope) => {
      const delta = scope.recall(value);
      return delta === undefined ? undefined : lowerOf(delta);
    },
    failure: {
      what: '%pcrel_lo takes the address of the instruction that has the %pcrel_hi',
      action: 'put a label in front of the auipc and name it here',
    },
  },
};

/**
 * Loads a constant: at most `lui` and `addiw` for 32 bits; beyond, the upper part without its trailing zeros,
 * shifted into place, and the low 12 bits added.
 */
function loadImmediate(value: bigint): string[] {
  const constant = s64(value);
  if (constant === lowerOf(constant)) return [`addi rd, x0, ${constant}`];
  const low = lowerOf(constant);
  if (constant === BigInt.asIntN(32, constant)) {
    const upper = `lui rd, ${upperOf(constant)}`;
    return low === 0n ? [upper] : [upper, `addiw rd, rd, ${low}`];
  }
  let rest = s64(constant - low) >> 12n;
  let shift = 12;
  while ((rest & 1n) === 0n) {
    rest >>= 1n;
    shift += 1;
  }
  const lines = [...loadImmediate(rest), `slli rd, rd, ${shift}`];
  return low === 0n ? lines : [...lines, `addi rd, rd, ${low}`];
}

const computed: readonly Computed[] = [{ syntax: 'li rd, value', operand: 'value', expand: loadImmediate }];

const riscv64Dialect: Dialect = {
  set: riscv64,
  pseudos: [...pseudos, ...csrPseudos, ...floatPseudos],
  computed,
  kinds: { symbol: anything, value: anything },
  modifiers,
  filler: 'nop',
  elfMachine: 243,
  // Compressed instructions, double-precision float ABI.
  elfFlags: 5,
  baseAddress: 0x8000_0000n,
};

/** What the assembler takes. */
export const assemblyHelp = {
  instructions: instructionHelp(riscv64Dialect),
  directives: [...directives.keys()],
  registers: [...xNames, ...fNames].flat(),
} as const;

/** Assembles RISC-V text to an ELF executable at 0x80000000; `file` names the text in messages. */
export const assemble = (source: string, file: string): AssemblyResult =>
  assembleFor(riscv64Dialect, source, file);
