// table
/** RV64I: the base integer instructions (unprivileged manual, chapters 2 and 4), without the system ones. */
import type { Value } from '../../../ir/builder.ts';
import { insn, type RiscvBuilder } from '../builder.ts';

const address = (b: RiscvBuilder, o: { rs1: Value; imm: Value }): Value => b.add(b.x(o.rs1), o.imm);
const branchIf = (b: RiscvBuilder, taken: Value, o: { offset: Value }): void =>
  b.branch(taken, b.add(b.pc, o.offset));
const flag = (b: RiscvBuilder, value: Value): Value => b.extendU(value);

/** A 32-bit shift: the count is the low five bits, the result is sign-extended. */
const shiftW = (
  b: RiscvBuilder,
  operation: (a: Value, count: Value) => Value,
  a: Value,
  count: Value,
): Value => b.extendS(operation(b.wrap(a), b.wrap(count)));

export const rv64i = [
  insn('lui rd, upper', 'upper[31:12] rd 0110111', (b, o) => b.setX(o.rd, o.upper)),
  insn('auipc rd, upper', 'upper[31:12] rd 0010111', (b, o) => b.setX(o.rd, b.add(b.pc, o.upper))),
  insn('jal rd, offset', 'offset[20|10:1|11|19:12] rd 1101111', (b, o) => {
    const target = b.add(b.pc, o.offset);
    b.setX(o.rd, b.nextPc);
    b.jump(target);
  }),
  insn('jalr rd, imm(rs1)', 'imm[11:0] rs1 000 rd 1100111', (b, o) => {
    const target = b.and(address(b, o), b.i64(-2));
    b.setX(o.rd, b.nextPc);
    b.jump(target);
  }),

  insn('beq rs1, rs2, offset', 'offset[12|10:5] rs2 rs1 000 offset[4:1|11] 1100011', (b, o) =>
    branchIf(b, b.eq(b.x(o.rs1), b.x(o.rs2)), o),
  ),
  insn('bne rs1, rs2, offset', 'offset[12|10:5] rs2 rs1 001 offset[4:1|11] 1100011', (b, o) =>
    branchIf(b, b.ne(b.x(o.rs1), b.x(o.rs2)), o),
  ),
  insn('blt rs1, rs2, offset', 'offset[12|10:5] rs2 rs1 100 offset[4:1|11] 1100011', (b, o) =>
    branchIf(b, b.ltS(b.x(o.rs1), b.x(o.rs2)), o),
  ),
  insn('bge rs1, rs2, offset', 'offset[12|10:5] rs2 rs1 101 offset[4:1|11] 1100011', (b, o) =>
    branchIf(b, b.geS(b.x(o.rs1), b.x(o.rs2)), o),
  ),
  insn('bltu rs1, rs2, offset', 'offset[12|10:5] rs2 rs1 110 offset[4:1|11] 1100011', (b, o) =>
    branchIf(b, b.ltU(b.x(o.rs1), b.x(o.rs2)), o),
  ),
  insn('bgeu rs1, rs2, offset', 'offset[12|10:5] rs2 rs1 111 offset[4:1|11] 1100011', (b, o) =>
    branchIf(b, b.geU(b.x(o.rs1), b.x(o.rs2)), o),
  ),

  insn('lb rd, imm(rs1)', 'imm[11:0] rs1 000 rd 0000011', (b, o) => b.setX(o.rd, b.load(1, address(b, o)))),
  insn('lh rd, imm(rs1)', 'imm[11:0] rs1 001 rd 0000011', (b, o) => b.setX(o.rd, b.load(2, address(b, o)))),
  insn('lw rd, imm(rs1)', 'imm[11:0] rs1 010 rd 0000011', (b, o) => b.setX(o.rd, b.load(4, address(b, o)))),
  insn('ld rd, imm(rs1)', 'imm[11:0] rs1 011 rd 0000011', (b, o) => b.setX(o.rd, b.load(8, address(b, o)))),
  insn('lbu rd, imm(rs1)', 'imm[11:0] rs1 100 rd 0000011', (b, o) =>
    b.setX(o.rd, b.load(1, address(b, o), false)),
  ),
  insn('lhu rd, imm(rs1)', 'imm[11:0] rs1 101 rd 0000011', (b, o) =>
    b.setX(o.rd, b.load(2, address(b, o), false)),
  ),
  insn('lwu rd, imm(rs1)', 'imm[11:0] rs1 110 rd 0000011', (b, o) =>
    b.setX(o.rd, b.load(4, address(b, o), false)),
  ),
  insn('sb rs2, imm(rs1)', 'imm[11:5] rs2 rs1 000 imm[4:0] 0100011', (b, o) =>
    b.store(1, address(b, o), b.x(o.rs2)),
  ),
  insn('sh rs2, imm(rs1)', 'imm[11:5] rs2 rs1 001 imm[4:0] 0100011', (b, o) =>
    b.store(2, address(b, o), b.x(o.rs2)),
  ),
  insn('sw rs2, imm(rs1)', 'imm[11:5] rs2 rs1 010 imm[4:0] 0100011', (b, o) =>
    b.store(4, address(b, o), b.x(o.rs2)),
  ),
  insn('sd rs2, imm(rs1)', 'imm[11:5] rs2 rs1 011 imm[4:0] 0100011', (b, o) =>
    b.store(8, address(b, o), b.x(o.rs2)),
  ),

  insn('addi rd, rs1, imm', 'imm[11:0] rs1 000 rd 0010011', (b, o) => b.setX(o.rd, address(b, o))),
  insn('slti rd, rs1, imm', 'imm[11:0] rs1 010 rd 0010011', (b, o) =>
    b.setX(o.rd, flag(b, b.ltS(b.x(o.rs1), o.imm))),
  ),
  insn('sltiu rd, rs1, imm', 'imm[11:0] rs1 011 rd 0010011', (b, o) =>
    b.setX(o.rd, flag(b, b.ltU(b.x(o.rs1), o.imm))),
  ),
  insn('xori rd, rs1, imm', 'imm[11:0] rs1 100 rd 0010011', (b, o) => b.setX(o.rd, b.xor(b.x(o.rs1), o.imm))),
  insn('ori rd, rs1, imm', 'imm[11:0] rs1 110 rd 0010011', (b, o) => b.setX(o.rd, b.or(b.x(o.rs1), o.imm))),
  insn('andi rd, rs1, imm', 'imm[11:0] rs1 111 rd 0010011', (b, o) => b.setX(o.rd, b.and(b.x(o.rs1), o.imm))),
  insn('slli rd, rs1, shamt', '000000 shamt rs1 001 rd 0010011', (b, o) =>
    b.setX(o.rd, b.shl(b.x(o.rs1), o.shamt)),
  ),
  insn('srli rd, rs1, shamt', '000000 shamt rs1 101 rd 0010011', (b, o) =>
    b.setX(o.rd, b.shrU(b.x(o.rs1), o.shamt)),
  ),
  insn('srai rd, rs1, shamt', '010000 shamt rs1 101 rd 0010011', (b, o) =>
    b.setX(o.rd, b.shrS(b.x(o.rs1), o.shamt)),
  ),
  insn('addiw rd, rs1, imm', 'imm[11:0] rs1 000 rd 0011011', (b, o) =>
    b.setX(o.rd, b.extend32S(address(b, o))),
  ),
  insn('slliw rd, rs1, shamt', '0000000 shamt[4:0] rs1 001 rd 0011011', (b, o) =>
    b.setX(o.rd, shiftW(b, b.shl, b.x(o.rs1), o.shamt)),
  ),
  insn('srliw rd, rs1, shamt', '0000000 shamt[4:0] rs1 101 rd 0011011', (b, o) =>
    b.setX(o.rd, shiftW(b, b.shrU, b.x(o.rs1), o.shamt)),
  ),
  insn('sraiw rd, rs1, shamt', '0100000 shamt[4:0] rs1 101 rd 0011011', (b, o) =>
    b.setX(o.rd, shiftW(b, b.shrS, b.x(o.rs1), o.shamt)),
  ),

  insn('add rd, rs1, rs2', '0000000 rs2 rs1 000 rd 0110011', (b, o) =>
    b.setX(o.rd, b.add(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('sub rd, rs1, rs2', '0100000 rs2 rs1 000 rd 0110011', (b, o) =>
    b.setX(o.rd, b.sub(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('sll rd, rs1, rs2', '0000000 rs2 rs1 001 rd 0110011', (b, o) =>
    b.setX(o.rd, b.shl(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('slt rd, rs1, rs2', '0000000 rs2 rs1 010 rd 0110011', (b, o) =>
    b.setX(o.rd, flag(b, b.ltS(b.x(o.rs1), b.x(o.rs2)))),
  ),
  insn('sltu rd, rs1, rs2', '0000000 rs2 rs1 011 rd 0110011', (b, o) =>
    b.setX(o.rd, flag(b, b.ltU(b.x(o.rs1), b.x(o.rs2)))),
  ),
  insn('xor rd, rs1, rs2', '0000000 rs2 rs1 100 rd 0110011', (b, o) =>
    b.setX(o.rd, b.xor(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('srl rd, rs1, rs2', '0000000 rs2 rs1 101 rd 0110011', (b, o) =>
    b.setX(o.rd, b.shrU(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('sra rd, rs1, rs2', '0100000 rs2 rs1 101 rd 0110011', (b, o) =>
    b.setX(o.rd, b.shrS(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('or rd, rs1, rs2', '0000000 rs2 rs1 110 rd 0110011', (b, o) =>
    b.setX(o.rd, b.or(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('and rd, rs1, rs2', '0000000 rs2 rs1 111 rd 0110011', (b, o) =>
    b.setX(o.rd, b.and(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('addw rd, rs1, rs2', '0000000 rs2 rs1 000 rd 0111011', (b, o) =>
    b.setX(o.rd, b.extend32S(b.add(b.x(o.rs1), b.x(o.rs2)))),
  ),
  insn('subw rd, rs1, rs2', '0100000 rs2 rs1 000 rd 0111011', (b, o) =>
    b.setX(o.rd, b.extend32S(b.sub(b.x(o.rs1), b.x(o.rs2)))),
  ),
  insn('sllw rd, rs1, rs2', '0000000 rs2 rs1 001 rd 0111011', (b, o) =>
    b.setX(o.rd, shiftW(b, b.shl, b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('srlw rd, rs1, rs2', '0000000 rs2 rs1 101 rd 0111011', (b, o) =>
    b.setX(o.rd, shiftW(b, b.shrU, b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('sraw rd, rs1, rs2', '0100000 rs2 rs1 101 rd 0111011', (b, o) =>
    b.setX(o.rd, shiftW(b, b.shrS, b.x(o.rs1), b.x(o.rs2))),
  ),

  insn('fence pred, succ', 'fm pred succ rs1 000 rd 0001111', (b) => b.fence()),
];
