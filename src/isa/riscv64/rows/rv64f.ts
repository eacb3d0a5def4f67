// table
/**
 * RV64F: single precision (unprivileged manual, "F" Standard Extension). Singles stand NaN-boxed in 64-bit
 * registers: see `../float.ts`.
 */
import { insn } from '../builder.ts';
import { requireFloat, writeFloat } from '../float.ts';
import {
  arithmetic,
  classification,
  comparison,
  extremum,
  fromInteger,
  fused,
  load,
  outlined,
  signInjection,
  squareRoot,
  store,
  toInteger,
} from './float-rows.ts';

export const rv64f = [
  insn('flw fd, imm(rs1)', 'imm[11:0] rs1 010 fd 0000111', load('f32')),
  insn('fsw fs2, imm(rs1)', 'imm[11:5] fs2 rs1 010 imm[4:0] 0100111', store('f32')),

  insn('fmadd.s fd, fs1, fs2, fs3, rm', 'fs3 00 fs2 fs1 rm fd 1000011', fused('f32', false, false), outlined),
  insn('fmsub.s fd, fs1, fs2, fs3, rm', 'fs3 00 fs2 fs1 rm fd 1000111', fused('f32', false, true), outlined),
  insn('fnmsub.s fd, fs1, fs2, fs3, rm', 'fs3 00 fs2 fs1 rm fd 1001011', fused('f32', true, false), outlined),
  insn('fnmadd.s fd, fs1, fs2, fs3, rm', 'fs3 00 fs2 fs1 rm fd 1001111', fused('f32', true, true), outlined),

  insn('fadd.s fd, fs1, fs2, rm', '0000000 fs2 fs1 rm fd 1010011', arithmetic('f32', 'add'), outlined),
  insn('fsub.s fd, fs1, fs2, rm', '0000100 fs2 fs1 rm fd 1010011', arithmetic('f32', 'sub'), outlined),
  insn('fmul.s fd, fs1, fs2, rm', '0001000 fs2 fs1 rm fd 1010011', arithmetic('f32', 'mul'), outlined),
  insn('fdiv.s fd, fs1, fs2, rm', '0001100 fs2 fs1 rm fd 1010011', arithmetic('f32', 'div'), outlined),
  insn('fsqrt.s fd, fs1, rm', '0101100 00000 fs1 rm fd 1010011', squareRoot('f32'), outlined),

  insn('fsgnj.s fd, fs1, fs2', '0010000 fs2 fs1 000 fd 1010011', signInjection('f32', 'same')),
  insn('fsgnjn.s fd, fs1, fs2', '0010000 fs2 fs1 001 fd 1010011', signInjection('f32', 'inverse')),
  insn('fsgnjx.s fd, fs1, fs2', '0010000 fs2 fs1 010 fd 1010011', signInjection('f32', 'product')),
  insn('fmin.s fd, fs1, fs2', '0010100 fs2 fs1 000 fd 1010011', extremum('f32', 'min'), outlined),
  insn('fmax.s fd, fs1, fs2', '0010100 fs2 fs1 001 fd 1010011', extremum('f32', 'max'), outlined),

  insn('fcvt.w.s rd, fs1, rm', '1100000 00000 fs1 rm rd 1010011', toInteger('f32', 'I32'), outlined),
  insn('fcvt.wu.s rd, fs1, rm', '1100000 00001 fs1 rm rd 1010011', toInteger('f32', 'U32'), outlined),
  insn('fcvt.l.s rd, fs1, rm', '1100000 00010 fs1 rm rd 1010011', toInteger('f32', 'I64'), outlined),
  insn('fcvt.lu.s rd, fs1, rm', '1100000 00011 fs1 rm rd 1010011', toInteger('f32', 'U64'), outlined),
  insn('fcvt.s.w fd, rs1, rm', '1101000 00000 rs1 rm fd 1010011', fromInteger('f32', 'I32'), outlined),
  insn('fcvt.s.wu fd, rs1, rm', '1101000 00001 rs1 rm fd 1010011', fromInteger('f32', 'U32'), outlined),
  insn('fcvt.s.l fd, rs1, rm', '1101000 00010 rs1 rm fd 1010011', fromInteger('f32', 'I64'), outlined),
  insn('fcvt.s.lu fd, rs1, rm', '1101000 00011 rs1 rm fd 1010011', fromInteger('f32', 'U64'), outlined),

  insn('fmv.x.w rd, fs1', '1110000 00000 fs1 000 rd 1010011', (b, o) => {
    requireFloat(b);
    b.setX(o.rd, b.extend32S(b.f(o.fs1)));
  }),
  insn('fmv.w.x fd, rs1', '1111000 00000 rs1 000 fd 1010011', (b, o) => {
    requireFloat(b);
    writeFloat(b, 'f32', o.fd, b.wrap(b.x(o.rs1)));
  }),

  insn('feq.s rd, fs1, fs2', '1010000 fs2 fs1 010 rd 1010011', comparison('f32', 'eq'), outlined),
  insn('flt.s rd, fs1, fs2', '1010000 fs2 fs1 001 rd 1010011', comparison('f32', 'lt'), outlined),
  insn('fle.s rd, fs1, fs2', '1010000 fs2 fs1 000 rd 1010011', comparison('f32', 'le'), outlined),
  insn('fclass.s rd, fs1', '1110000 00000 fs1 001 rd 1010011', classification('f32'), outlined),
];
