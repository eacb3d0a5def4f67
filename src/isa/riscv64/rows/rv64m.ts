// table
/**
 * RV64M: multiply and divide (unprivileged manual, chapter 13). Division never traps: by zero gives all ones
 * and the dividend as remainder; the one signed overflow gives the dividend and remainder 0.
 */
import type { Value } from '../../../ir/builder.ts';
import { insn, type RiscvBuilder } from '../builder.ts';

type Divide = (a: Value, b: Value) => Value;

/** The divisor with 0, and -1 where it would overflow, replaced by 1: the quotient by 1 is the right answer. */
function safeSignedDivisor(b: RiscvBuilder, dividend: Value, divisor: Value, minimum: Value): Value {
  const one = b.constant(divisor.type as 'i32' | 'i64', 1n);
  const minusOne = b.constant(divisor.type as 'i32' | 'i64', -1n);
  const overflows = b.and(b.eq(dividend, minimum), b.eq(divisor, minusOne));
  return b.select(one, divisor, b.or(b.eqz(divisor), overflows));
}

const safeUnsignedDivisor = (b: RiscvBuilder, divisor: Value): Value =>
  b.select(b.constant(divisor.type as 'i32' | 'i64', 1n), divisor, b.eqz(divisor));

const minimumOf = (b: RiscvBuilder, value: Value): Value =>
  value.type === 'i32' ? b.i32(-0x8000_0000) : b.i64(-0x8000_0000_0000_0000n);

function quotient(b: RiscvBuilder, divide: Divide, signed: boolean, n: Value, d: Value): Value {
  const safe = signed ? safeSignedDivisor(b, n, d, minimumOf(b, n)) : safeUnsignedDivisor(b, d);
  return b.select(b.constant(d.type as 'i32' | 'i64', -1n), divide(n, safe), b.eqz(d));
}

function remainder(b: RiscvBuilder, divide: Divide, signed: boolean, n: Value, d: Value): Value {
  const safe = signed ? safeSignedDivisor(b, n, d, minimumOf(b, n)) : safeUnsignedDivisor(b, d);
  return b.select(n, divide(n, safe), b.eqz(d));
}

/** The high half of signed × unsigned: the unsigned product less the other operand where a is negative. */
const mulHighSU = (b: RiscvBuilder, a: Value, u: Value): Value =>
  b.sub(b.mulWideU(a, u).high, b.and(b.shrS(a, b.i64(63)), u));

export const rv64m = [
  insn('mul rd, rs1, rs2', '0000001 rs2 rs1 000 rd 0110011', (b, o) =>
    b.setX(o.rd, b.mul(b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('mulh rd, rs1, rs2', '0000001 rs2 rs1 001 rd 0110011', (b, o) =>
    b.setX(o.rd, b.mulWideS(b.x(o.rs1), b.x(o.rs2)).high),
  ),
  insn('mulhsu rd, rs1, rs2', '0000001 rs2 rs1 010 rd 0110011', (b, o) =>
    b.setX(o.rd, mulHighSU(b, b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('mulhu rd, rs1, rs2', '0000001 rs2 rs1 011 rd 0110011', (b, o) =>
    b.setX(o.rd, b.mulWideU(b.x(o.rs1), b.x(o.rs2)).high),
  ),
  insn('div rd, rs1, rs2', '0000001 rs2 rs1 100 rd 0110011', (b, o) =>
    b.setX(o.rd, quotient(b, b.divS, true, b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('divu rd, rs1, rs2', '0000001 rs2 rs1 101 rd 0110011', (b, o) =>
    b.setX(o.rd, quotient(b, b.divU, false, b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('rem rd, rs1, rs2', '0000001 rs2 rs1 110 rd 0110011', (b, o) =>
    b.setX(o.rd, remainder(b, b.remS, true, b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('remu rd, rs1, rs2', '0000001 rs2 rs1 111 rd 0110011', (b, o) =>
    b.setX(o.rd, remainder(b, b.remU, false, b.x(o.rs1), b.x(o.rs2))),
  ),
  insn('mulw rd, rs1, rs2', '0000001 rs2 rs1 000 rd 0111011', (b, o) =>
    b.setX(o.rd, b.extend32S(b.mul(b.x(o.rs1), b.x(o.rs2)))),
  ),
  insn('divw rd, rs1, rs2', '0000001 rs2 rs1 100 rd 0111011', (b, o) =>
    b.setX(o.rd, b.extendS(quotient(b, b.divS, true, b.wrap(b.x(o.rs1)), b.wrap(b.x(o.rs2))))),
  ),
  insn('divuw rd, rs1, rs2', '0000001 rs2 rs1 101 rd 0111011', (b, o) =>
    b.setX(o.rd, b.extendS(quotient(b, b.divU, false, b.wrap(b.x(o.rs1)), b.wrap(b.x(o.rs2))))),
  ),
  insn('remw rd, rs1, rs2', '0000001 rs2 rs1 110 rd 0111011', (b, o) =>
    b.setX(o.rd, b.extendS(remainder(b, b.remS, true, b.wrap(b.x(o.rs1)), b.wrap(b.x(o.rs2))))),
  ),
  insn('remuw rd, rs1, rs2', '0000001 rs2 rs1 111 rd 0111011', (b, o) =>
    b.setX(o.rd, b.extendS(remainder(b, b.remU, false, b.wrap(b.x(o.rs1)), b.wrap(b.x(o.rs2))))),
  ),
];
