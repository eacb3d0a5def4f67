// table
/**
 * RVC for RV64 (unprivileged manual, chapter 27): 16-bit encodings of other rows. What the manual calls HINTs
 * (a destination of x0, a shift by 0, an addition of 0) needs no care: the expansions do nothing then.
 * Names in a syntax that are no field of the encoding (`sp`) are literal text.
 */
import { short } from '../../row-language.ts';

const zero =
  (...names: readonly string[]) =>
  (operands: Readonly<Record<string, number>>): boolean =>
    names.some((name) => operands[name] === 0);

export const rvc = [
  // Quadrant 0. A word of all zeros is reserved through its immediate.
  short('c.addi4spn rd, sp, uimm', "000 uimm[5:4|9:6|2|3] rd' 00", 'addi rd, sp, uimm', {
    reserved: zero('uimm'),
  }),
  short('c.lw rd, uimm(rs1)', "010 uimm[5:3] rs1' uimm[2|6] rd' 00", 'lw rd, uimm(rs1)'),
  short('c.ld rd, uimm(rs1)', "011 uimm[5:3] rs1' uimm[7:6] rd' 00", 'ld rd, uimm(rs1)'),
  short('c.sw rs2, uimm(rs1)', "110 uimm[5:3] rs1' uimm[2|6] rs2' 00", 'sw rs2, uimm(rs1)'),
  short('c.sd rs2, uimm(rs1)', "111 uimm[5:3] rs1' uimm[7:6] rs2' 00", 'sd rs2, uimm(rs1)'),

  // Quadrant 1.
  short('c.nop', '000 0 00000 00000 01', 'addi x0, x0, 0'),
  short('c.addi rd, imm', '000 imm[5] rd imm[4:0] 01', 'addi rd, rd, imm'),
  short('c.addiw rd, imm', '001 imm[5] rd imm[4:0] 01', 'addiw rd, rd, imm', { reserved: zero('rd') }),
  short('c.li rd, imm', '010 imm[5] rd imm[4:0] 01', 'addi rd, x0, imm'),
  short('c.addi16sp sp, imm', '011 imm[9] 00010 imm[4|6|8:7|5] 01', 'addi sp, sp, imm', {
    reserved: zero('imm'),
  }),
  short('c.lui rd, upper', '011 upper[17] rd upper[16:12] 01', 'lui rd, upper', { reserved: zero('upper') }),
  short('c.srli rd, shamt', "100 shamt[5] 00 rd' shamt[4:0] 01", 'srli rd, rd, shamt'),
  short('c.srai rd, shamt', "100 shamt[5] 01 rd' shamt[4:0] 01", 'srai rd, rd, shamt'),
  short('c.andi rd, imm', "100 imm[5] 10 rd' imm[4:0] 01", 'andi rd, rd, imm'),
  short('c.sub rd, rs2', "100 0 11 rd' 00 rs2' 01", 'sub rd, rd, rs2'),
  short('c.xor rd, rs2', "100 0 11 rd' 01 rs2' 01", 'xor rd, rd, rs2'),
  short('c.or rd, rs2', "100 0 11 rd' 10 rs2' 01", 'or rd, rd, rs2'),
  short('c.and rd, rs2', "100 0 11 rd' 11 rs2' 01", 'and rd, rd, rs2'),
  short('c.subw rd, rs2', "100 1 11 rd' 00 rs2' 01", 'subw rd, rd, rs2'),
  short('c.addw rd, rs2', "100 1 11 rd' 01 rs2' 01", 'addw rd, rd, rs2'),
  short('c.j offset', '101 offset[11|4|9:8|10|6|7|3:1|5] 01', 'jal x0, offset'),
  short('c.beqz rs1, offset', "110 offset[8|4:3] rs1' offset[7:6|2:1|5] 01", 'beq rs1, x0, offset'),
  short('c.bnez rs1, offset', "111 offset[8|4:3] rs1' offset[7:6|2:1|5] 01", 'bne rs1, x0, offset'),

  // Quadrant 2.
  short('c.slli rd, shamt', '000 shamt[5] rd shamt[4:0] 10', 'slli rd, rd, shamt'),
  short('c.lwsp rd, uimm(sp)', '010 uimm[5] rd uimm[4:2|7:6] 10', 'lw rd, uimm(sp)', {
    reserved: zero('rd'),
  }),
  short('c.ldsp rd, uimm(sp)', '011 uimm[5] rd uimm[4:3|8:6] 10', 'ld rd, uimm(sp)', {
    reserved: zero('rd'),
  }),
  short('c.jr rs1', '100 0 rs1 00000 10', 'jalr x0, 0(rs1)', { reserved: zero('rs1') }),
  short('c.mv rd, rs2', '100 0 rd rs2 10', 'add rd, x0, rs2', { reserved: zero('rs2') }),
  short('c.jalr rs1', '100 1 rs1 00000 10', 'jalr ra, 0(rs1)', { reserved: zero('rs1') }),
  short('c.add rd, rs2', '100 1 rd rs2 10', 'add rd, rd, rs2', { reserved: zero('rs2') }),
  short('c.swsp rs2, uimm(sp)', '110 uimm[5:2|7:6] rs2 10', 'sw rs2, uimm(sp)'),
  short('c.sdsp rs2, uimm(sp)', '111 uimm[5:3|8:6] rs2 10', 'sd rs2, uimm(sp)'),
];

/** The short encodings whose rows belong to the privileged table. */
export const rvcSystem = [short('c.ebreak', '100 1 00000 00000 10', 'ebreak')];

/** The short encodings of double-precision loads and stores. */
export const rvcDouble = [
  short('c.fld fd, uimm(rs1)', "001 uimm[5:3] rs1' uimm[7:6] fd' 00", 'fld fd, uimm(rs1)'),
  short('c.fsd fs2, uimm(rs1)', "101 uimm[5:3] rs1' uimm[7:6] fs2' 00", 'fsd fs2, uimm(rs1)'),
  short('c.fldsp fd, uimm(sp)', '001 uimm[5] fd uimm[4:3|8:6] 10', 'fld fd, uimm(sp)'),
  short('c.fsdsp fs2, uimm(sp)', '101 uimm[5:3|8:6] fs2 10', 'fsd fs2, uimm(sp)'),
];
