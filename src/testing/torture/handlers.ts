/**
 * The trap handlers of torture programs, in our assembly. By a random number of the hart's own (kept in memory, so
 * that both machines draw the same) a fault is stepped over, mended and tried again, or left for another place of
 * the code; calls of the environment change privilege and translation.
 */
import { RAM_BASE } from '../../machine/board/address-map.ts';
import { EM_RISCV, parseElf } from '../../machine/loaders/elf.ts';
import { assembleProgram } from '../../machine/programs.ts';
import { unwrap } from '../../base/problem.ts';
import {
  ALIAS_BASE,
  CONTEXTS_OFFSET,
  PAGES,
  pageOffset,
  PLACES_OFFSET,
  SAVED,
  SUPERVISOR_HANDLER_OFFSET,
} from './layout.ts';
import { LEAF, tableOffset } from './tables.ts';

const hex = (value: number): string => `0x${value.toString(16)}`;

/** t6 points at the hart's block, its old value is in the block; t5 is a fresh random number. */
const enter = (mode: 'm' | 's'): string => `
  csrrw t6, ${mode}scratch, t6
  sd t5, 0(t6)
  sd t4, 8(t6)
  sd t3, 16(t6)
  csrrw t5, ${mode}scratch, t6
  sd t5, 24(t6)
  ld t5, ${SAVED.random}(t6)
  slli t4, t5, 13
  xor t5, t5, t4
  srli t4, t5, 7
  xor t5, t5, t4
  slli t4, t5, 17
  xor t5, t5, t4
  sd t5, ${SAVED.random}(t6)
  csrr t4, ${mode}cause
  bltz t4, ${mode}interrupt`;

const leave = (mode: 'm' | 's'): string => `
${mode}leave:
  ld t5, 0(t6)
  ld t4, 8(t6)
  ld t3, 16(t6)
  ld t6, 24(t6)
  ${mode}ret`;

/** Steps over the instruction that trapped, by the length that stands in RAM. */
const skip = (mode: 'm' | 's'): string => `
${mode}skip:
  csrr t4, ${mode}epc
  slli t3, t4, 44
  srli t3, t3, 44
  la t5, ram
  add t3, t3, t5
  lbu t3, 0(t3)
  addi t4, t4, 2
  not t3, t3
  andi t3, t3, 3
  bnez t3, ${mode}skipped
  addi t4, t4, 2
${mode}skipped:
  csrw ${mode}epc, t4
  j ${mode}leave`;

/** The page in t4 back to where it was, open, in the tables of supervisor (0) and user (1). */
const reopen = (user: number): string => `
  la t5, ram+${hex(tableOffset(user, 'aliases'))}
  add t5, t5, t4
  li t3, ${hex(Number(user === 1 ? LEAF.user : LEAF.supervisor))}
  slli t4, t4, 7
  add t3, t3, t4
  srli t4, t4, 7
  la tp, ram
  srli tp, tp, 2
  add t3, t3, tp
  sd t3, 0(t5)
  la t5, ram+${hex(tableOffset(user, 'identity'))}
  add t5, t5, t4
  sd t3, 0(t5)`;

const source = `
.globl _start
_start:
ram:
${enter('m')}
  addi t3, t4, -8
  li t4, 4
  bltu t3, t4, call
  csrr t4, mcause
  addi t3, t4, -1
  beqz t3, lost
  addi t3, t4, -12
  beqz t3, lost
  andi t3, t5, 31
  beqz t3, lost
  srli t5, t5, 8
  andi t3, t5, 3
  beqz t3, mend
  andi t3, t5, 12
  bnez t3, mskip
  # What trapped is not there any more when it is next reached.
  csrr t4, mepc
  slli t3, t4, 44
  srli t3, t3, 44
  la t4, ram
  add t4, t3, t4
  srli t3, t3, 12
  beqz t3, mskip
  lbu t3, 0(t4)
  not t5, t3
  andi t5, t5, 3
  li t3, 1
  sh t3, 0(t4)
  bnez t5, mleave
  sh t3, 2(t4)
  j mleave
mend:
  li t3, 0x6080
  csrs mstatus, t3
  csrr t4, mcause
  addi t4, t4, -12
  bltz t4, bases
  csrr t4, mtval
  slli t4, t4, 44
  srli t4, t4, 56
  slli t4, t4, 3
  ${reopen(0)}
  ${reopen(1)}
  ld t5, ${SAVED.random}(t6)
  andi t5, t5, 256
  beqz t5, bases
  sfence.vma
bases:
  # The other names of RAM only where there is translation.
  mv t4, t6
  csrr t3, satp
  beqz t3, plain
  csrr t3, mstatus
  slli t3, t3, 51
  bltz t3, plain
  addi t4, t4, ${SAVED.translatedBases - SAVED.bases}
plain:
  ld sp, ${SAVED.bases}(t4)
  ld s0, ${SAVED.bases + 8}(t4)
  ld s1, ${SAVED.bases + 16}(t4)
  ld a5, ${SAVED.bases + 24}(t4)
  ld tp, ${SAVED.bases + 32}(t4)
  j mleave
${skip('m')}
${leave('m')}

lost:
  srli t3, t5, 16
  andi t3, t3, 63
  slli t3, t3, 3
  la t4, ram+${hex(PLACES_OFFSET)}
  add t3, t3, t4
  ld t3, 0(t3)
  csrw mepc, t3
  andi t3, t5, 3
  bnez t3, mend
  li s10, 12
  li s11, 5
  call_context:
  srli t5, t5, 24
  andi t3, t5, 15
  slli t3, t3, 4
  la t4, ram+${hex(CONTEXTS_OFFSET)}
  add t3, t3, t4
  li t4, 0x21800
  csrc mstatus, t4
  ld t4, 0(t3)
  csrs mstatus, t4
  ld t4, 8(t3)
  csrw satp, t4
  # Every other time on under the other name of the code, where there is translation.
  beqz t4, mend
  csrr t3, mstatus
  slli t3, t3, 51
  bltz t3, mend
  ld t5, ${SAVED.random}(t6)
  slli t3, t5, 20
  bltz t3, mend
  csrr t4, mepc
  li t3, ${hex(RAM_BASE - ALIAS_BASE)}
  sub t4, t4, t3
  csrw mepc, t4
  j mend
call:
  csrr t4, mepc
  addi t4, t4, 4
  slli t4, t4, 44
  srli t4, t4, 44
  la t3, ram
  add t4, t4, t3
  csrw mepc, t4
  j call_context

minterrupt:
  csrr t4, time
  ld t3, ${SAVED.interruptMask}(t6)
  and t3, t3, t5
  addi t3, t3, 1
  add t4, t4, t3
  ld t3, ${SAVED.compare}(t6)
  sd t4, 0(t3)
  ld t3, ${SAVED.softwareInterrupt}(t6)
  sw zero, 0(t3)
  csrw stimecmp, t4
  li t3, 0x222
  csrc mip, t3
  srli t5, t5, 8
  andi t3, t5, 31
  beqz t3, lost
  j mleave

.balign ${SUPERVISOR_HANDLER_OFFSET}
${enter('s')}
  andi t3, t5, 7
  bnez t3, sskip
  j sleave
sinterrupt:
  csrr t4, time
  andi t3, t5, 127
  addi t3, t3, 1
  add t4, t4, t3
  csrw stimecmp, t4
  csrci sip, 2
  j sleave
${skip('s')}
${leave('s')}
.balign 4096
`;

/** The bytes of the handlers' page. */
export function assembleHandlers(): Uint8Array {
  const { elf } = unwrap(assembleProgram(source, 'the handlers'));
  const target = { where: 'the handlers', machine: EM_RISCV, machineName: 'RISC-V' };
  const [segment] = unwrap(parseElf(elf, target)).segments;
  if (segment?.physicalAddress !== RAM_BASE)
    throw new Error('the handlers assemble to one segment at the start of RAM');
  return segment.bytes.slice(segment.headerBytes, segment.headerBytes + pageOffset(PAGES.handlerData));
}
