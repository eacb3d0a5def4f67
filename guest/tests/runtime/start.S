/*
 * Start and trap entry of the test programs. Hart 0 runs main in machine mode, with the upper part of the stack;
 * others wait for other_main.
 *
 * enter(run) leaves to run->pc with a0 to a7 from run->a, in the mode that mstatus.MPP says, by mret. The next trap
 * of any kind into machine mode ends it: the registers and trap CSRs are stored in *run, and enter returns. So a
 * piece of code under test ends with ecall, and whatever else traps ends it too.
 */
  .option norvc
  .section .text.start
  .globl _start
_start:
  bnez a0, other_hart
  la sp, stack_top
  la t0, trap_entry
  csrw mtvec, t0
  csrw mscratch, zero
  /* No timer interrupt is pending until a program asks for one. */
  li t0, 0x2004000
  li t1, -1
  sd t1, 0(t0)
  call main
  li a0, 0
  call finish

/* Waits until hart 0 sets other_main, then calls it with the hart's number, with a stack of its own. */
other_hart:
  la t0, trap_entry
  csrw mtvec, t0
  csrw mscratch, zero
  la sp, stack_top
  slli t0, a0, 10
  sub sp, sp, t0
1:la t0, other_main
  ld t1, 0(t0)
  beqz t1, 1b
  fence
  jalr t1
2:wfi
  j 2b

  .globl enter
enter:
  addi sp, sp, -112
  sd ra, 0(sp)
  sd s0, 8(sp)
  sd s1, 16(sp)
  sd s2, 24(sp)
  sd s3, 32(sp)
  sd s4, 40(sp)
  sd s5, 48(sp)
  sd s6, 56(sp)
  sd s7, 64(sp)
  sd s8, 72(sp)
  sd s9, 80(sp)
  sd s10, 88(sp)
  sd s11, 96(sp)
  la t0, saved_sp
  sd sp, 0(t0)
  csrw mscratch, a0
  ld t0, 0(a0)
  csrw mepc, t0
  mv t0, a0
  ld a0, 8(t0)
  ld a1, 16(t0)
  ld a2, 24(t0)
  ld a3, 32(t0)
  ld a4, 40(t0)
  ld a5, 48(t0)
  ld a6, 56(t0)
  ld a7, 64(t0)
  mret

/* Sixteen vectors; each leaves its number in a0 and goes to take_trap. */
  .balign 256
  .globl trap_entry
trap_entry:
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  j vector\n
  .endr
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
vector\n:
  csrrw t0, mscratch, t0
  beqz t0, unexpected
  sd a0, 8(t0)
  li a0, \n
  j take_trap
  .endr
take_trap:
  sd a0, 104(t0)
  sd a1, 16(t0)
  sd a2, 24(t0)
  sd a3, 32(t0)
  sd a4, 40(t0)
  sd a5, 48(t0)
  sd a6, 56(t0)
  sd a7, 64(t0)
  csrr a0, mcause
  sd a0, 72(t0)
  csrr a0, mepc
  sd a0, 80(t0)
  csrr a0, mtval
  sd a0, 88(t0)
  csrr a0, mstatus
  sd a0, 96(t0)
  csrw mscratch, zero
  la t0, saved_sp
  ld sp, 0(t0)
  ld ra, 0(sp)
  ld s0, 8(sp)
  ld s1, 16(sp)
  ld s2, 24(sp)
  ld s3, 32(sp)
  ld s4, 40(sp)
  ld s5, 48(sp)
  ld s6, 56(sp)
  ld s7, 64(sp)
  ld s8, 72(sp)
  ld s9, 80(sp)
  ld s10, 88(sp)
  ld s11, 96(sp)
  addi sp, sp, 112
  ret
unexpected:
  la sp, stack_top
  csrr a0, mcause
  csrr a1, mepc
  csrr a2, mtval
  call unexpected_trap

/* Where delegated traps go: hands the supervisor's trap CSRs over by ecall, in a0 to a4. */
  .balign 256
  .globl supervisor_entry
supervisor_entry:
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  j supervisor\n
  .endr
  .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
supervisor\n:
  li a4, \n
  j 1f
  .endr
1:csrr a0, scause
  csrr a1, sepc
  csrr a2, stval
  csrr a3, sstatus
  li a7, 0x5e
  ecall

  .section .bss
saved_sp: .quad 0
  .globl other_main
other_main: .quad 0
  .balign 16
  .skip 12288
stack_top:
