/** Environment calls, trap returns, waits and fences (privileged manual 3.3 and 4.2; Zifencei). */
import { ATTENTION } from '../../../memory/hart.ts';
import { callOrTrap, requestAttention } from '../../engine.ts';
import { CAUSE, insn } from '../builder.ts';
import { checkFence, returnFromMachine, returnFromSupervisor, waitForInterrupt } from '../traps.ts';

const outlined = { placement: 'outlined' } as const;

export const zifencei = [
  // The fields beside funct3 are reserved for finer fences, and ignored. A hart's own store to code is seen by its
  // next fetch whether it fences or not. What harts that run at the same time have stored is looked at by the driver.
  insn(
    'fence.i',
    'imm[11:0] rs1 001 rd 0001111',
    (b) => {
      if (!b.concurrent) return;
      b.fence();
      requestAttention(b, ATTENTION.driver);
      b.attention();
    },
    outlined,
  ),
];

export const privileged = [
  insn(
    'ecall',
    '000000000000 00000 000 00000 1110011',
    (b) => b.trap(b.add(b.i64(CAUSE.userCall), b.extendU(b.get('privilege'))), b.i64(0)),
    outlined,
  ),
  insn(
    'ebreak',
    '000000000001 00000 000 00000 1110011',
    (b) => b.trap(b.i64(CAUSE.breakpoint), b.pc),
    outlined,
  ),
  insn(
    'sret',
    '000100000010 00000 000 00000 1110011',
    (b) => b.jump(callOrTrap(b, returnFromSupervisor)),
    outlined,
  ),
  insn(
    'mret',
    '001100000010 00000 000 00000 1110011',
    (b) => b.jump(callOrTrap(b, returnFromMachine)),
    outlined,
  ),
  insn(
    'wfi',
    '000100000101 00000 000 00000 1110011',
    (b) => {
      callOrTrap(b, waitForInterrupt);
      b.attention();
    },
    outlined,
  ),
  // Where harts take turns, translations follow the page tables by themselves: a store to a page that a walk has read
  // drops what was derived from it, and only the right to fence is checked. Where they run at the same time, nothing
  // watches the stores, and the fence drops everything.
  insn(
    'sfence.vma rs1, rs2',
    '0001001 rs2 rs1 000 00000 1110011',
    (b) => {
      callOrTrap(b, checkFence);
      if (!b.concurrent) return;
      b.fence();
      requestAttention(b, ATTENTION.flush);
      b.attention();
    },
    outlined,
  ),
];
