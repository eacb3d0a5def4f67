/**
 * Zicsr (unprivileged manual, chapter 7). Set and clear write nothing where the source is `x0` or the
 * immediate 0: the number of the register decides, not its value. No CSR of ours has side effects of
 * reading, so that `csrrw` into `x0` needs no care.
 */
import type { Value } from '../../../ir/builder.ts';
import { callOrTrap } from '../../engine.ts';
import { insn, type RiscvBuilder } from '../builder.ts';
import { accessInPlace, CSR_OPERATION, csrAccess } from '../csr/access.ts';

const outlined = { placement: 'outlined' } as const;

function access(b: RiscvBuilder, o: { rd: Value; csr: Value }, operation: Value, operand: Value): void {
  const plain = accessInPlace(b, o.csr, operation, operand);
  if (plain) {
    plain.update();
    b.setX(o.rd, plain.old);
    return;
  }
  b.setX(o.rd, callOrTrap(b, csrAccess, b.wrap(o.csr), operation, operand));
  b.attention();
}

/** The operation, or a mere read where the source field is 0. */
const unlessZero = (b: RiscvBuilder, operation: number, source: Value): Value =>
  b.select(b.i32(CSR_OPERATION.read), b.i32(operation), b.eqz(source));

const { write, set, clear } = CSR_OPERATION;

export const zicsr = [
  insn(
    'csrrw rd, csr, rs1',
    'csr rs1 001 rd 1110011',
    (b, o) => access(b, o, b.i32(write), b.x(o.rs1)),
    outlined,
  ),
  insn(
    'csrrs rd, csr, rs1',
    'csr rs1 010 rd 1110011',
    (b, o) => access(b, o, unlessZero(b, set, o.rs1), b.x(o.rs1)),
    outlined,
  ),
  insn(
    'csrrc rd, csr, rs1',
    'csr rs1 011 rd 1110011',
    (b, o) => access(b, o, unlessZero(b, clear, o.rs1), b.x(o.rs1)),
    outlined,
  ),
  insn(
    'csrrwi rd, csr, uimm',
    'csr uimm 101 rd 1110011',
    (b, o) => access(b, o, b.i32(write), o.uimm),
    outlined,
  ),
  insn(
    'csrrsi rd, csr, uimm',
    'csr uimm 110 rd 1110011',
    (b, o) => access(b, o, unlessZero(b, set, o.uimm), o.uimm),
    outlined,
  ),
  insn(
    'csrrci rd, csr, uimm',
    'csr uimm 111 rd 1110011',
    (b, o) => access(b, o, unlessZero(b, clear, o.uimm), o.uimm),
    outlined,
  ),
];
