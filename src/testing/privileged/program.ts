/**
 * A bare-metal program that says what a hart's CSRs keep and where its traps go, one line of hex numbers for
 * each case: run on ours and on QEMU, the outputs are compared line by line (`compare.ts`).
 *
 * It is a loop over tables. Instructions are patched into slots, so that one loop serves every CSR number.
 *  1. The numbers of all CSRs that machine mode can read.
 *  2. For each {@link SweepCase}: the CSR after a write, after a set, after a clear.
 *  3. For each {@link TrapCase}: registers are set up, `mret` goes to a patched instruction and then to `ecall`s
 *     until machine mode is back. A line has the code and return slot of both handlers, and the status.
 */
import type { SweepCase, TrapCase } from './cases.ts';

const UART = '0x10000000';
const FINISHER = '0x100000';
const MTIMECMP = '0x2004000';

const START = `
.option norvc
.globl _start
_start:
  la t0, stray
  csrw mtvec, t0
  li t0, ${MTIMECMP}
  li t1, -1
  sd t1, 0(t0)
  csrw stimecmp, t1
  csrw mideleg, t1
  li t0, 0x6000
  csrw mstatus, t0
  li s0, ${UART}
  j probe

# Prints a0 in hex without leading zeros, then a space.
print:
  li t1, 60
1: srl t2, a0, t1
  bnez t2, 2f
  beqz t1, 2f
  addi t1, t1, -4
  j 1b
2: srl t2, a0, t1
  andi t2, t2, 15
  addi t3, t2, 48
  li t4, 10
  blt t2, t4, 3f
  addi t3, t2, 87
3: sb t3, 0(s0)
  addi t1, t1, -4
  bgez t1, 2b
  li t3, 32
  sb t3, 0(s0)
  ret
newline:
  li t3, 10
  sb t3, 0(s0)
  ret

# An instruction that traps is skipped, and s11 says so.
.balign 4
stray:
  csrr t0, mepc
  addi t0, t0, 4
  csrw mepc, t0
  li s11, 1
  mret
`;

const PROBE = `
probe:
  li s1, 0
probe_next:
  slli t0, s1, 20
  li t1, 0x2573
  or t0, t0, t1
  la t1, probe_slot
  sw t0, 0(t1)
  fence.i
  li s11, 0
  li t0, 0x1800
  csrs mstatus, t0
probe_slot:
  csrrs a0, 0, x0
  bnez s11, 1f
  mv a0, s1
  call print
1: addi s1, s1, 1
  li t0, 4096
  blt s1, t0, probe_next
  call newline
`;

/** A slot's instruction gets the CSR number of s2 (already shifted into place). */
const patch = (label: string): string => `
  la t0, ${label}
  lwu t1, 0(t0)
  slli t1, t1, 44
  srli t1, t1, 44
  or t1, t1, s2
  sw t1, 0(t0)`;

const SWEEP_SLOTS = ['csrrw x0, 0, a1', 'csrrs a4, 0, x0', 'csrrs x0, 0, a2', 'csrrs a5, 0, x0']
  .concat('csrrc x0, 0, a3', 'csrrs a6, 0, x0', 'csrrw x0, 0, a7')
  .map((text, index) => ({ label: `sweep_${index}`, text }));

const SWEEP = `
  la s1, sweep_table
sweep_next:
  ld s2, 0(s1)
  bltz s2, traps
  slli s2, s2, 20
  ${SWEEP_SLOTS.map(({ label }) => patch(label)).join('')}
  fence.i
  ld a1, 8(s1)
  ld a2, 16(s1)
  ld a3, 24(s1)
  ld a7, 32(s1)
  ${SWEEP_SLOTS.map(({ label, text }) => `${label}: ${text}`).join('\n  ')}
  mv a0, a4
  call print
  mv a0, a5
  call print
  mv a0, a6
  call print
  call newline
  addi s1, s1, 40
  j sweep_next
`;

/** Registers of a trap case in table order; the instruction comes after them. */
const TRAP_REGISTERS = [
  'medeleg',
  'mideleg',
  'mcounteren',
  'scounteren',
  'menvcfg',
  'mtvec',
  'stvec',
] as const;

const TRAPS = `
traps:
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0
  la s1, trap_table
trap_next:
  ld t0, 0(s1)
  bltz t0, done
  la t1, trap_slot
  sw t0, 0(t1)
  fence.i
  ${TRAP_REGISTERS.map((name, index) => `ld t0, ${8 + index * 8}(s1)\n  csrw ${name}, t0`).join('\n  ')}
  li t0, -1
  csrw stimecmp, t0
  csrw scause, x0
  csrw stval, x0
  csrw mtval, x0
  csrw satp, x0
  li s8, 0
  la t0, trap_after
  csrw sepc, t0
  ld t0, ${8 + TRAP_REGISTERS.length * 8}(s1)
  ld t1, ${16 + TRAP_REGISTERS.length * 8}(s1)
  ld t2, ${24 + TRAP_REGISTERS.length * 8}(s1)
  csrw mip, t1
  la t1, trap_slot
  csrw mepc, t1
  csrw mstatus, t2
  csrw mie, t0
  mret
.balign 4
trap_slot:
  nop
trap_after:
  ecall
  j trap_after

# Both tables end in a handler whose s6 or s7 says which slot was entered.
.balign 256
machine_table:
${'  jal s6, machine_handler\n'.repeat(16)}
.balign 256
supervisor_table:
${'  jal s7, supervisor_handler\n'.repeat(16)}

# Goes on to machine mode by a call that is never delegated.
supervisor_handler:
  addi s8, s8, 1
  ecall
  j trap_after

machine_handler:
  csrw mie, x0
  csrr a0, mcause
  call print
  csrr a0, mepc
  call print
  csrr a0, mtval
  call print
  csrr a0, mstatus
  call print
  mv a0, s6
  call print
  mv a0, s8
  call print
  beqz s8, 1f
  csrr a0, scause
  call print
  csrr a0, sepc
  call print
  csrr a0, stval
  call print
  mv a0, s7
  call print
1: call newline
  addi s1, s1, ${32 + TRAP_REGISTERS.length * 8}
  j trap_next

done:
  li t0, ${FINISHER}
  li t1, 0x5555
  sw t1, 0(t0)
1: j 1b
`;

const dwords = (values: readonly (bigint | string)[]): string => `.dword ${values.join(', ')}`;

export function witnessProgram(sweep: readonly SweepCase[], traps: readonly TrapCase[]): string {
  const table = (label: string, rows: readonly string[]): string =>
    [`${label}:`, ...rows, '.dword -1'].join('\n');
  const data = [
    '.data',
    '.balign 8',
    table(
      'sweep_table',
      sweep.map((row) => dwords([BigInt(row.csr), ...row.operands, row.restore])),
    ),
    table(
      'trap_table',
      traps.map(({ word, registers }) => dwords([BigInt(word), ...registers])),
    ),
  ];
  return `${START}${PROBE}${SWEEP}${TRAPS}${data.join('\n')}\n`;
}
