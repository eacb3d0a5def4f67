# Assembled by GNU as and by us; see scripts/record-gas.ts. Everything is in .text, so that layouts agree.
.text
.globl _start
.equ DEVICE, 0x10000000
.set SIZE, 3 * (4 + 4) - 1
COUNT = 10
_start:
  nop
  mv a0, a1
  mv s0, a0
  not a0, a1
  neg a2, a3
  negw a2, a3
  sext.w a4, a4
  sext.w a4, a5
  zext.b a0, a1
  seqz a0, a1
  snez a0, a1
  sltz a0, a1
  sgtz a0, a1
  sgt a0, a1, a2
  sgtu a0, a1, a2
  add a0, a1, 100
  addw a0, a1, -1
  and a0, a1, 7
  or a0, a1, 7
  xor a0, a1, 7
  slt a0, a1, 7
  sltu a0, a1, 7
  sll a0, a1, 7
  srl a0, a1, 7
  sra a0, a1, 7
back:
  beqz a0, forward
  bnez a0, back
  blez a0, back
  bgez a0, back
  bltz a0, back
  bgtz a0, back
  bgt a0, a1, back
  ble a0, a1, forward
  bgtu a0, a1, back
  bleu a0, a1, forward
  beqz t6, forward
  beq a0, zero, back
  beq zero, a0, back
1:
  j 1b
  j 1f
  j forward
  jal forward
  jal t0, forward
  jr a0
  jr 4(a0)
  jalr a0
  jalr 4(a0)
  jalr t0, a1
  jalr t0, a1, 4
  jalr t0, (a1)
  ret
1:
  call back
  tail back
  la a0, table
  lla a1, table
  lw a0, table
  lbu a2, table
  ld a3, table
  sw a0, table, t0
  sd a1, table, t1
forward:
  fence
  fence rw, w
  fence.i
  csrr a0, mstatus
  csrw mtvec, a0
  csrw mscratch, 5
  csrs mie, a1
  csrs mie, 8
  csrc sstatus, a1
  csrc sstatus, 2
  csrwi satp, 0
  csrsi mip, 1
  csrci mip, 1
  csrrw a0, sscratch, a0
  csrrw a0, sscratch, 3
  csrr t0, 0x180
  rdcycle a0
  rdtime a0
  rdinstret a0
  frcsr a0
  frflags a1
  frrm a2
  fscsr a3
  fsflags a4
  fsrm a5
  fmv.s fa0, fa1
  fneg.d fa0, fa1
  fabs.d fa0, fa1
  fgt.d a0, fa0, fa1
  fge.s a0, fa0, fa1
  fadd.d fa0, fa1, fa2
  fadd.d fa0, fa1, fa2, rtz
  sfence.vma
  sfence.vma a0
  sfence.vma a0, a1
  ecall
  ebreak
  mret
  sret
  wfi
  lr.w a0, (a1)
  lr.d.aq a0, (a1)
  sc.d.rl a0, a2, (a1)
  lr.w a0, 0(a1)
  amoadd.d a0, a2, 0(a1)
  amoadd.w.aqrl a0, a2, (a1)
  amoswap.d zero, a2, (a1)
  lw a0, (a1)
  lw a0, SIZE(a1)
  lw a0, COUNT + 2(a1)
  sd a0, -8(sp)
  sd ra, 8(sp)
  ld ra, 8(sp)
  ld ra, 512(sp)
  fld fa0, 8(sp)
  fsd fa0, 8(a0)
  fld ft0, 8(a0)
  addi sp, sp, -32
  addi sp, sp, -64
  addi sp, sp, 496
  addi sp, sp, 512
  addi a0, sp, 16
  addi a0, a0, 31
  addi a0, a0, 32
  addiw a0, a0, -1
  addiw a0, a0, 0
  li a0, 0
  lui a0, 1
  lui a0, 0xfffff
  lui a0, 0xfffe0
  lui a0, 0x20
  lui sp, 1
  andi a0, a0, -1
  andi a0, a0, 32
  andi t0, t0, 1
  slli a0, a0, 63
  srli a0, a0, 1
  srai t6, t6, 1
  sub a0, a0, a1
  xor s1, s1, a5
  or s1, s1, a5
  and s1, s1, a5
  subw s1, s1, a5
  addw s1, s1, a5
  add t0, t0, t1
  lui a0, %hi(DEVICE + 0x888)
  lw a0, %lo(DEVICE + 0x888)(a0)
2:
  auipc a0, %pcrel_hi(table)
  addi a0, a0, %pcrel_lo(2b)
  li a0, 1
  li a0, -1
  li a0, 2047
  li a0, -2048
  li a0, 2048
  li a0, 4095
  li a0, 0x12345678
  li a0, -0x80000000
  li a0, 0x7fffffff
  li a0, 0x123456789abcdef0
  li a0, 0xfedcba9876543210
  li a0, 0x0000ffff0000ffff
  li a0, 'A'
  li sp, 0x80100000
.option push
.option norvc
  mv a0, a1
  li a0, 5
  addi a0, a0, 1
  j 1f
  nop
1:
.option pop
  addi a0, a0, 1
.balign 16
  nop
.p2align 3
  nop
.align 4
table:
  .byte 1, -1, 255, 'x', '\n'
  .half 0x1234, -2
  .short 3
  .2byte 4
  .word 0x12345678, -1, 0xffffffff
  .long 5
  .4byte 6
  .dword 0x123456789abcdef0, table, forward - back
  .quad -1
  .8byte 1 << 40
  .ascii "abc", "d\n\t\"\\\0"
  .asciz "text\x41\101"
  .string "Grüße"
  .space 3
  .skip 2, 0xff
  .zero 4
  .fill 3, 2, 0x1234
  .fill 2
  .balign 8
  .word . - table
  .word SIZE, COUNT, ~1, -(3 + 4) * 2, 0x100 >> 4, 7 / 2, 7 % 4, 0b101, 010
  .org 4096
end:
  .word end - _start
.macro twice value, other=9
  .word \value, \value + \other
loop\@:
  .word loop\@ - _start
.endm
  twice 1
  twice 2, 3
.rept 4
  .byte 0x55
.endr
