// table
/** Zba: address generation (unprivileged manual, chapter 30.4.1). `.uw` zero-extends the low 32 bits of rs1. */
import type { Value } from '../../../ir/builder.ts';
import { insn, type RiscvBuilder } from '../builder.ts';

const lowWord = (b: RiscvBuilder, value: Value): Value => b.extendU(b.wrap(value));

const shiftedAdd = (b: RiscvBuilder, index: Value, count: number, base: Value): Value =>
  b.add(b.shl(index, b.i64(count)), base);

export const zba = [
  insn('add.uw rd, rs1, rs2', '0000100 rs2 rs1 000 rd 0111011', (b, o) =>
    b.setX(o.rd, b.add(lowWord(b, b.x(o.rs1)), b.x(o.rs2))),
  ),
  insn('sh1add rd, rs1, rs2', '0010000 rs2 rs1 010 rd 0110011', (b, o) =>
    b.setX(o.rd, shiftedAdd(b, b.x(o.rs1), 1, b.x(o.rs2))),
  ),
  insn('sh1add.uw rd, rs1, rs2', '0010000 rs2 rs1 010 rd 0111011', (b, o) =>
    b.setX(o.rd, shiftedAdd(b, lowWord(b, b.x(o.rs1)), 1, b.x(o.rs2))),
  ),
  insn('sh2add rd, rs1, rs2', '0010000 rs2 rs1 100 rd 0110011', (b, o) =>
    b.setX(o.rd, shiftedAdd(b, b.x(o.rs1), 2, b.x(o.rs2))),
  ),
  insn('sh2add.uw rd, rs1, rs2', '0010000 rs2 rs1 100 rd 0111011', (b, o) =>
    b.setX(o.rd, shiftedAdd(b, lowWord(b, b.x(o.rs1)), 2, b.x(o.rs2))),
  ),
  insn('sh3add rd, rs1, rs2', '0010000 rs2 rs1 110 rd 0110011', (b, o) =>
    b.setX(o.rd, shiftedAdd(b, b.x(o.rs1), 3, b.x(o.rs2))),
  ),
  insn('sh3add.uw rd, rs1, rs2', '0010000 rs2 rs1 110 rd 0111011', (b, o) =>
    b.setX(o.rd, shiftedAdd(b, lowWord(b, b.x(o.rs1)), 3, b.x(o.rs2))),
  ),
  insn('slli.uw rd, rs1, shamt', '000010 shamt rs1 001 rd 0011011', (b, o) =>
    b.setX(o.rd, b.shl(lowWord(b, b.x(o.rs1)), o.shamt)),
  ),
];
