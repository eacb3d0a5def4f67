// table
/** RV64D: double precision (unprivileged manual, "D" Standard Extension). */
import { insn } from '../builder.ts';
import { float, readFloat, requireFloat, roundingMode, writeFloat } from '../float.ts';
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

export const rv64d = [
  insn('fld fd, imm(rs1)', 'imm[11:0] rs1 011 fd 0000111', load('f64')),
  insn('fsd fs2, imm(rs1)', 'imm[11:5] fs2 rs1 011 imm[4:0] 0100111', store('f64')),

  insn('fmadd.d fd, fs1, fs2, fs3, rm', 'fs3 01 fs2 fs1 rm fd 1000011', fused('f64', false, false), outlined),
  insn('fmsub.d fd, fs1, fs2, fs3, rm', 'fs3 01 fs2 fs1 rm fd 1000111', fused('f64', false, true), outlined),
  insn('fnmsub.d fd, fs1, fs2, fs3, rm', 'fs3 01 fs2 fs1 rm fd 1001011', fused('f64', true, false), outlined),
  insn('fnmadd.d fd, fs1, fs2, fs3, rm', 'fs3 01 fs2 fs1 rm fd 1001111', fused('f64', true, true), outlined),

  insn('fadd.d fd, fs1, fs2, rm', '0000001 fs2 fs1 rm fd 1010011', arithmetic('f64', 'add'), outlined),
  insn('fsub.d fd, fs1, fs2, rm', '0000101 fs2 fs1 rm fd 1010011', arithmetic('f64', 'sub'), outlined),
  insn('fmul.d fd, fs1, fs2, rm', '0001001 fs2 fs1 rm fd 1010011', arithmetic('f64', 'mul'), outlined),
  insn('fdiv.d fd, fs1, fs2, rm', '0001101 fs2 fs1 rm fd 1010011', arithmetic('f64', 'div'), outlined),
  insn('fsqrt.d fd, fs1, rm', '0101101 00000 fs1 rm fd 1010011', squareRoot('f64'), outlined),

  insn('fsgnj.d fd, fs1, fs2', '0010001 fs2 fs1 000 fd 1010011', signInjection('f64', 'same')),
  insn('fsgnjn.d fd, fs1, fs2', '0010001 fs2 fs1 001 fd 1010011', signInjection('f64', 'inverse')),
  insn('fsgnjx.d fd, fs1, fs2', '0010001 fs2 fs1 010 fd 1010011', signInjection('f64', 'product')),
  insn('fmin.d fd, fs1, fs2', '0010101 fs2 fs1 000 fd 1010011', extremum('f64', 'min'), outlined),
  insn('fmax.d fd, fs1, fs2', '0010101 fs2 fs1 001 fd 1010011', extremum('f64', 'max'), outlined),

  insn(
    'fcvt.s.d fd, fs1, rm',
    '0100000 00001 fs1 rm fd 1010011',
    (b, o) => {
      requireFloat(b);
      const mode = roundingMode(b, o.rm);
      writeFloat(b, 'f32', o.fd, b.call(float.f32.fromF64, b.f(o.fs1), mode));
    },
    outlined,
  ),
  insn(
    'fcvt.d.s fd, fs1, rm',
    '0100001 00000 fs1 rm fd 1010011',
    (b, o) => {
      requireFloat(b);
      // Exact, and yet a reserved rounding mode is illegal here too.
      roundingMode(b, o.rm);
      writeFloat(b, 'f64', o.fd, b.call(float.f64.fromF32, readFloat(b, 'f32', o.fs1)));
    },
    outlined,
  ),
  insn('fcvt.w.d rd, fs1, rm', '1100001 00000 fs1 rm rd 1010011', toInteger('f64', 'I32'), outlined),
  insn('fcvt.wu.d rd, fs1, rm', '1100001 00001 fs1 rm rd 1010011', toInteger('f64', 'U32'), outlined),
  insn('fcvt.l.d rd, fs1, rm', '1100001 00010 fs1 rm rd 1010011', toInteger('f64', 'I64'), outlined),
  insn('fcvt.lu.d rd, fs1, rm', '1100001 00011 fs1 rm rd 1010011', toInteger('f64', 'U64'), outlined),
  insn('fcvt.d.w fd, rs1, rm', '1101001 00000 rs1 rm fd 1010011', fromInteger('f64', 'I32'), outlined),
  insn('fcvt.d.wu fd, rs1, rm', '1101001 00001 rs1 rm fd 1010011', fromInteger('f64', 'U32'), outlined),
  insn('fcvt.d.l fd, rs1, rm', '1101001 00010 rs1 rm fd 1010011', fromInteger('f64', 'I64'), outlined),
  insn('fcvt.d.lu fd, rs1, rm', '1101001 00011 rs1 rm fd 1010011', fromInteger('f64', 'U64'), outlined),

  insn('fmv.x.d rd, fs1', '1110001 00000 fs1 000 rd 1010011', (b, o) => {
    requireFloat(b);
    b.setX(o.rd, b.f(o.fs1));
  }),
  insn('fmv.d.x fd, rs1', '1111001 00000 rs1 000 fd 1010011', (b, o) => {
    requireFloat(b);
    writeFloat(b, 'f64', o.fd, b.x(o.rs1));
  }),

  insn('feq.d rd, fs1, fs2', '1010001 fs2 fs1 010 rd 1010011', comparison('f64', 'eq'), outlined),
  insn('flt.d rd, fs1, fs2', '1010001 fs2 fs1 001 rd 1010011', comparison('f64', 'lt'), outlined),
  insn('fle.d rd, fs1, fs2', '1010001 fs2 fs1 000 rd 1010011', comparison('f64', 'le'), outlined),
  insn('fclass.d rd, fs1', '1110001 00000 fs1 001 rd 1010011', classification('f64'), outlined),
];
