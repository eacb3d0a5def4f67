// table
/** Zicond: conditional zeroing (unprivileged manual, chapter 12). */
import { insn } from '../builder.ts';

export const zicond = [
  insn('czero.eqz rd, rs1, rs2', '0000111 rs2 rs1 101 rd 0110011', (b, o) =>
    b.setX(o.rd, b.select(b.i64(0), b.x(o.rs1), b.eqz(b.x(o.rs2)))),
  ),
  insn('czero.nez rd, rs1, rs2', '0000111 rs2 rs1 111 rd 0110011', (b, o) =>
    b.setX(o.rd, b.select(b.x(o.rs1), b.i64(0), b.eqz(b.x(o.rs2)))),
  ),
];
