# Fibonacci, the slow way
#
# Computes the first 25 Fibonacci numbers by naive recursion: about half a million calls, each with a
# frame on the stack. Shows what calls, returns and their predictions cost.
#
# Console: the numbers 1 1 2 3 5 ... 75025, on one line
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

    li s0, 1
each:
    mv a0, s0
    call fibonacci
    call print_decimal
    la a0, space
    call print
    addi s0, s0, 1
    li t0, 25
    ble s0, t0, each
    la a0, newline
    call print
    j finish

# fibonacci: a0 = fibonacci(a0). The number and a partial sum are kept in the frame.
fibonacci:
    li t0, 2
    ble a0, t0, small
    addi sp, sp, -32
    sd ra, 24(sp)
    sd a0, 16(sp)
    addi a0, a0, -1
    call fibonacci
    sd a0, 8(sp)
    ld a0, 16(sp)
    addi a0, a0, -2
    call fibonacci
    ld t0, 8(sp)
    add a0, a0, t0
    ld ra, 24(sp)
    addi sp, sp, 32
    ret
small:
    li a0, 1
    ret

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
space: .asciz " "
newline: .asciz "\n"

.bss
.balign 16
stack:
    .space 4096
stack_top:
