# Copying memory
#
# Fills 4 MiB with a pattern, copies it eight times to a place 16 MiB further on, and adds up the
# copy. Almost every instruction is a load or a store: what an access costs, and how far the TLB
# reaches, is all that counts.
#
# Console: copied 32 MiB, sum 137438691328
# Exit:    success

.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ FINISHER_PASS, 0x5555
.equ SOURCE, 0x81000000
.equ TARGET, 0x82000000         # 16 MiB on: a direct-mapped TLB would meet itself here
.equ WORDS, 4 << 20 >> 3
.equ ROUNDS, 8

.text
.globl _start
_start:
    csrr t0, mhartid            # only hart 0 works
    bnez t0, park
    la sp, stack_top

    li s0, SOURCE
    li s1, TARGET
    li s2, WORDS

    mv t0, s0                   # word n of the source is n
    li t1, 0
fill:
    sd t1, (t0)
    addi t0, t0, 8
    addi t1, t1, 1
    bltu t1, s2, fill

    li s3, ROUNDS
round:
    mv t0, s0
    mv t1, s1
    slli t2, s2, 3
    add t2, t0, t2              # the end of the source
copy:
    ld a0, 0(t0)
    ld a1, 8(t0)
    ld a2, 16(t0)
    ld a3, 24(t0)
    sd a0, 0(t1)
    sd a1, 8(t1)
    sd a2, 16(t1)
    sd a3, 24(t1)
    addi t0, t0, 32
    addi t1, t1, 32
    bltu t0, t2, copy
    addi s3, s3, -1
    bnez s3, round

    li s4, 0
    mv t1, s1
    slli t2, s2, 3
    add t2, t1, t2
sum:
    ld a0, (t1)
    add s4, s4, a0
    addi t1, t1, 8
    bltu t1, t2, sum

    la a0, message
    call print
    mv a0, s4
    call print_decimal
    la a0, newline
    call print
    j finish

# print: writes the text at a0, up to its zero byte. Changes a0 and t0 to t2.
print:
    li t0, UART
1:
    lbu t1, (a0)
    beqz t1, 3f
2:
    lbu t2, 5(t0)               # line status
    andi t2, t2, 0x20           # room for a byte
    beqz t2, 2b
    sb t1, (t0)
    addi a0, a0, 1
    j 1b
3:
    ret

# print_decimal: writes the number in a0. Changes a0 and t0 to t2.
print_decimal:
    addi sp, sp, -48
    sd ra, 40(sp)
    addi t0, sp, 32             # the digits, from the last to the first
    sb zero, (t0)
    li t1, 10
1:
    remu t2, a0, t1
    divu a0, a0, t1
    addi t2, t2, '0'
    addi t0, t0, -1
    sb t2, (t0)
    bnez a0, 1b
    mv a0, t0
    call print
    ld ra, 40(sp)
    addi sp, sp, 48
    ret

# finish: switches the machine off.
finish:
    li t0, FINISHER
    li t1, FINISHER_PASS
    sw t1, (t0)
park:
    wfi
    j park

.rodata
message: .asciz "copied 32 MiB, sum "
newline: .asciz "\n"

.bss
.balign 16
stack:
    .space 4096
stack_top:
