// table
/** Zbs: single-bit operations (unprivileged manual, chapter 30.4.4); the bit number is taken modulo 64. */
import type { Value } from '../../../ir/builder.ts';
import { insn, type RiscvBuilder } from '../builder.ts';

const bit = (b: RiscvBuilder, index: Value): Value => b.shl(b.i64(1), index);
const clear = (b: RiscvBuilder, value: Value, index: Value): Value => b.and(value, b.not(bit(b, index)));
const extract = (b: RiscvBuilder, value: Value, index: Value): Value => b.and(b.shrU(value, index), b.i64(1));

export const zbs = [
  insn('bclr rd, rs1, rs2', '0100100 rs2 rs1 001 rd 0110011', (b, o) =>
    b.setX(o.rd, clear(b, b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('bclri rd, rs1, shamt', '010010 shamt rs1 001 rd 0010011', (b, o) =>
    b.setX(o.rd, clear(b, b.x(o.rs1), o.shamt)),
  ),
  insn('bext rd, rs1, rs2', '0100100 rs2 rs1 101 rd 0110011', (b, o) =>
    b.setX(o.rd, extract(b, b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('bexti rd, rs1, shamt', '010010 shamt rs1 101 rd 0010011', (b, o) =>
    b.setX(o.rd, extract(b, b.x(o.rs1), o.shamt)),
  ),
  insn('binv rd, rs1, rs2', '0110100 rs2 rs1 001 rd 0110011', (b, o) =>
    b.setX(o.rd, b.xor(b.x(o.rs1), bit(b, b.x(o.rs2)))),
  ),
  insn('binvi rd, rs1, shamt', '011010 shamt rs1 001 rd 0010011', (b, o) =>
    b.setX(o.rd, b.xor(b.x(o.rs1), bit(b, o.shamt))),
  ),
  insn('bset rd, rs1, rs2', '0010100 rs2 rs1 001 rd 0110011', (b, o) =>
    b.setX(o.rd, b.or(b.x(o.rs1), bit(b, b.x(o.rs2)))),
  ),
  insn('bseti rd, rs1, shamt', '001010 shamt rs1 001 rd 0010011', (b, o) =>
    b.setX(o.rd, b.or(b.x(o.rs1), bit(b, o.shamt))),
  ),
];
