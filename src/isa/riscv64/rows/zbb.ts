// table
/** Zbb: basic bit manipulation (unprivileged manual, chapter 30.4.2), in its RV64 encodings. */
import type { Value } from '../../../ir/builder.ts';
import { insn, type RiscvBuilder } from '../builder.ts';

/** A 32-bit operation whose result is a small count. */
const countW = (b: RiscvBuilder, op: 'clz' | 'ctz' | 'popcnt', value: Value): Value =>
  b.extendU(b.pure(op, b.wrap(value)));

const rotateW = (b: RiscvBuilder, rotate: (a: Value, n: Value) => Value, a: Value, n: Value): Value =>
  b.extendS(rotate(b.wrap(a), b.wrap(n)));

/** Swaps neighbouring groups of `width` bits; `mask` selects the lower group of each pair. */
const swapGroups = (b: RiscvBuilder, value: Value, width: number, mask: bigint): Value =>
  b.or(b.shl(b.and(value, b.i64(mask)), b.i64(width)), b.and(b.shrU(value, b.i64(width)), b.i64(mask)));

function reverseBytes(b: RiscvBuilder, value: Value): Value {
  const pairs = swapGroups(b, value, 8, 0x00ff_00ff_00ff_00ffn);
  const quads = swapGroups(b, pairs, 16, 0x0000_ffff_0000_ffffn);
  return b.rotl(quads, b.i64(32));
}

/** Each byte that is not 0 becomes 0xff: its top bit is made "any bit set", then spread by a multiplication. */
function orCombineBytes(b: RiscvBuilder, value: Value): Value {
  const low7 = b.i64(0x7f7f_7f7f_7f7f_7f7fn);
  const carried = b.or(b.add(b.and(value, low7), low7), value);
  const ones = b.and(b.shrU(carried, b.i64(7)), b.i64(0x0101_0101_0101_0101n));
  return b.mul(ones, b.i64(0xff));
}

const outlined = { placement: 'outlined' } as const;

export const zbb = [
  insn('andn rd, rs1, rs2', '0100000 rs2 rs1 111 rd 0110011', (b, o) =>
    b.setX(o.rd, b.and(b.x(o.rs1), b.not(b.x(o.rs2)))),
  ),
  insn('orn rd, rs1, rs2', '0100000 rs2 rs1 110 rd 0110011', (b, o) =>
    b.setX(o.rd, b.or(b.x(o.rs1), b.not(b.x(o.rs2)))),
  ),
  insn('xnor rd, rs1, rs2', '0100000 rs2 rs1 100 rd 0110011', (b, o) =>
    b.setX(o.rd, b.not(b.xor(b.x(o.rs1), b.x(o.rs2)))),
  ),

  insn('clz rd, rs1', '0110000 00000 rs1 001 rd 0010011', (b, o) => b.setX(o.rd, b.pure('clz', b.x(o.rs1)))),
  insn('clzw rd, rs1', '0110000 00000 rs1 001 rd 0011011', (b, o) =>
    b.setX(o.rd, countW(b, 'clz', b.x(o.rs1))),
  ),
  insn('ctz rd, rs1', '0110000 00001 rs1 001 rd 0010011', (b, o) => b.setX(o.rd, b.pure('ctz', b.x(o.rs1)))),
  insn('ctzw rd, rs1', '0110000 00001 rs1 001 rd 0011011', (b, o) =>
    b.setX(o.rd, countW(b, 'ctz', b.x(o.rs1))),
  ),
  insn('cpop rd, rs1', '0110000 00010 rs1 001 rd 0010011', (b, o) =>
    b.setX(o.rd, b.pure('popcnt', b.x(o.rs1))),
  ),
  insn('cpopw rd, rs1', '0110000 00010 rs1 001 rd 0011011', (b, o) =>
    b.setX(o.rd, countW(b, 'popcnt', b.x(o.rs1))),
  ),

  insn('max rd, rs1, rs2', '0000101 rs2 rs1 110 rd 0110011', (b, o) =>
    b.setX(o.rd, b.select(b.x(o.rs1), b.x(o.rs2), b.geS(b.x(o.rs1), b.x(o.rs2)))),
  ),
  insn('maxu rd, rs1, rs2', '0000101 rs2 rs1 111 rd 0110011', (b, o) =>
    b.setX(o.rd, b.select(b.x(o.rs1), b.x(o.rs2), b.geU(b.x(o.rs1), b.x(o.rs2)))),
  ),
  insn('min rd, rs1, rs2', '0000101 rs2 rs1 100 rd 0110011', (b, o) =>
    b.setX(o.rd, b.select(b.x(o.rs1), b.x(o.rs2), b.ltS(b.x(o.rs1), b.x(o.rs2)))),
  ),
  insn('minu rd, rs1, rs2', '0000101 rs2 rs1 101 rd 0110011', (b, o) =>
    b.setX(o.rd, b.select(b.x(o.rs1), b.x(o.rs2), b.ltU(b.x(o.rs1), b.x(o.rs2)))),
  ),

  insn('sext.b rd, rs1', '0110000 00100 rs1 001 rd 0010011', (b, o) =>
    b.setX(o.rd, b.pure('extend8S', b.x(o.rs1))),
  ),
  insn('sext.h rd, rs1', '0110000 00101 rs1 001 rd 0010011', (b, o) =>
    b.setX(o.rd, b.pure('extend16S', b.x(o.rs1))),
  ),
  insn('zext.h rd, rs1', '0000100 00000 rs1 100 rd 0111011', (b, o) =>
    b.setX(o.rd, b.and(b.x(o.rs1), b.i64(0xffff))),
  ),

  insn('rol rd, rs1, rs2', '0110000 rs2 rs1 001 rd 0110011', (b, o) =>
    b.setX(o.rd, b.rotl(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('rolw rd, rs1, rs2', '0110000 rs2 rs1 001 rd 0111011', (b, o) =>
    b.setX(o.rd, rotateW(b, b.rotl, b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('ror rd, rs1, rs2', '0110000 rs2 rs1 101 rd 0110011', (b, o) =>
    b.setX(o.rd, b.rotr(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('rori rd, rs1, shamt', '011000 shamt rs1 101 rd 0010011', (b, o) =>
    b.setX(o.rd, b.rotr(b.x(o.rs1), o.shamt)),
  ),
  insn('roriw rd, rs1, shamt', '0110000 shamt[4:0] rs1 101 rd 0011011', (b, o) =>
    b.setX(o.rd, rotateW(b, b.rotr, b.x(o.rs1), o.shamt)),
  ),
  insn('rorw rd, rs1, rs2', '0110000 rs2 rs1 101 rd 0111011', (b, o) =>
    b.setX(o.rd, rotateW(b, b.rotr, b.x(o.rs1), b.x(o.rs2))),
  ),

  insn(
    'orc.b rd, rs1',
    '001010000111 rs1 101 rd 0010011',
    (b, o) => b.setX(o.rd, orCombineBytes(b, b.x(o.rs1))),
    outlined,
  ),
  insn(
    'rev8 rd, rs1',
    '011010111000 rs1 101 rd 0010011',
    (b, o) => b.setX(o.rd, reverseBytes(b, b.x(o.rs1))),
    outlined,
  ),
];
