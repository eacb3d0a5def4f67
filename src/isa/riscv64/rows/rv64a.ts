// table
/**
 * RV64A: atomics (unprivileged manual, chapter 14). Addresses must be naturally aligned; the memory node
 * checks it before the access.
 *
 * `aq` and `rl` are modifiers, so a row cannot know them: every access takes the strongest order, which
 * each of their four combinations allows.
 */
import type { Value } from '../../../ir/builder.ts';
import type { AtomicOperator } from '../../../ir/node.ts';
import { insn, type RiscvBuilder } from '../builder.ts';

const outlined = { placement: 'outlined' } as const;

type AmoOperands = { readonly rd: Value; readonly rs1: Value; readonly rs2: Value };

const word =
  (operator: AtomicOperator) =>
  (b: RiscvBuilder, o: AmoOperands): void =>
    b.setX(o.rd, b.atomic(operator, 4, b.x(o.rs1), b.x(o.rs2), 'sequential'));

const double =
  (operator: AtomicOperator) =>
  (b: RiscvBuilder, o: AmoOperands): void =>
    b.setX(o.rd, b.atomic(operator, 8, b.x(o.rs1), b.x(o.rs2), 'sequential'));

/** The load itself is a plain one: where harts run at the same time, order is made around it. */
function reserve(b: RiscvBuilder, bytes: 4 | 8, rs1: Value): Value {
  if (b.concurrent) b.fence();
  const value = b.loadReserved(bytes, b.x(rs1), 'sequential');
  if (b.concurrent) b.fence();
  return value;
}

export const rv64a = [
  insn(
    'lr.w rd, (rs1)',
    '00010 aq rl 00000 rs1 010 rd 0101111',
    (b, o) => b.setX(o.rd, reserve(b, 4, o.rs1)),
    outlined,
  ),
  insn(
    'sc.w rd, rs2, (rs1)',
    '00011 aq rl rs2 rs1 010 rd 0101111',
    (b, o) => b.setX(o.rd, b.storeConditional(4, b.x(o.rs1), b.x(o.rs2), 'sequential')),
    outlined,
  ),
  insn('amoswap.w rd, rs2, (rs1)', '00001 aq rl rs2 rs1 010 rd 0101111', word('swap'), outlined),
  insn('amoadd.w rd, rs2, (rs1)', '00000 aq rl rs2 rs1 010 rd 0101111', word('add'), outlined),
  insn('amoxor.w rd, rs2, (rs1)', '00100 aq rl rs2 rs1 010 rd 0101111', word('xor'), outlined),
  insn('amoand.w rd, rs2, (rs1)', '01100 aq rl rs2 rs1 010 rd 0101111', word('and'), outlined),
  insn('amoor.w rd, rs2, (rs1)', '01000 aq rl rs2 rs1 010 rd 0101111', word('or'), outlined),
  insn('amomin.w rd, rs2, (rs1)', '10000 aq rl rs2 rs1 010 rd 0101111', word('minS'), outlined),
  insn('amomax.w rd, rs2, (rs1)', '10100 aq rl rs2 rs1 010 rd 0101111', word('maxS'), outlined),
  insn('amominu.w rd, rs2, (rs1)', '11000 aq rl rs2 rs1 010 rd 0101111', word('minU'), outlined),
  insn('amomaxu.w rd, rs2, (rs1)', '11100 aq rl rs2 rs1 010 rd 0101111', word('maxU'), outlined),

  insn(
    'lr.d rd, (rs1)',
    '00010 aq rl 00000 rs1 011 rd 0101111',
    (b, o) => b.setX(o.rd, reserve(b, 8, o.rs1)),
    outlined,
  ),
  insn(
    'sc.d rd, rs2, (rs1)',
    '00011 aq rl rs2 rs1 011 rd 0101111',
    (b, o) => b.setX(o.rd, b.storeConditional(8, b.x(o.rs1), b.x(o.rs2), 'sequential')),
    outlined,
  ),
  insn('amoswap.d rd, rs2, (rs1)', '00001 aq rl rs2 rs1 011 rd 0101111', double('swap'), outlined),
  insn('amoadd.d rd, rs2, (rs1)', '00000 aq rl rs2 rs1 011 rd 0101111', double('add'), outlined),
  insn('amoxor.d rd, rs2, (rs1)', '00100 aq rl rs2 rs1 011 rd 0101111', double('xor'), outlined),
  insn('amoand.d rd, rs2, (rs1)', '01100 aq rl rs2 rs1 011 rd 0101111', double('and'), outlined),
  insn('amoor.d rd, rs2, (rs1)', '01000 aq rl rs2 rs1 011 rd 0101111', double('or'), outlined),
  insn('amomin.d rd, rs2, (rs1)', '10000 aq rl rs2 rs1 011 rd 0101111', double('minS'), outlined),
  insn('amomax.d rd, rs2, (rs1)', '10100 aq rl rs2 rs1 011 rd 0101111', double('maxS'), outlined),
  insn('amominu.d rd, rs2, (rs1)', '11000 aq rl rs2 rs1 011 rd 0101111', double('minU'), outlined),
  insn('amomaxu.d rd, rs2, (rs1)', '11100 aq rl rs2 rs1 011 rd 0101111', double('maxU'), outlined),
];
