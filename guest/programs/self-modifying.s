# A program that rewrites itself
#
# The instruction at `patch` adds 1. Between calls the program overwrites it with ones that add 2, 3
# and so on, up to 10, and calls the routine again. An emulator that has kept or translated the old
# instruction has to notice.
#
# Console: 1 + 2 + ... + 10 = 55
# Exit:    success

.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ FINISHER_PASS, 0x5555

.text
.globl _start
_start:
    csrr t0, mhartid            # only hart 0 works
    bnez t0, park
    la sp, stack_top

    li s0, 0                    # the sum
    li s1, 1                    # what the patched instruction is to add
    la s2, patch
    lwu s3, template            # addi a0, a0, 0
again:
    slli t0, s1, 20             # an immediate stands in bits 31 to 20
    or t0, s3, t0
    sw t0, (s2)
    fence.i                     # fetches from here on see the store
    mv a0, s0
    call routine
    mv s0, a0
    addi s1, s1, 1
    li t0, 10
    ble s1, t0, again

    la a0, message
    call print
    mv a0, s0
    call print_decimal
    la a0, newline
    call print
    j finish

.option push
.option norvc                   # the patch wants an instruction of four bytes
.balign 4
routine:
patch:
    addi a0, a0, 1
    ret
template:
    addi a0, a0, 0
.option pop

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
message: .asciz "1 + 2 + ... + 10 = "
newline: .asciz "\n"

.bss
.balign 16
stack:
    .space 4096
stack_top:
