# The sieve of Eratosthenes
#
# Counts the primes below 100,000 with one byte for each number: strike out the multiples of every
# prime, then count what is left. A tight loop of byte stores, which is what a translator loves most.
#
# Console: 9592 primes below 100000
# Exit:    success

.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ FINISHER_PASS, 0x5555
.equ LIMIT, 100000

.text
.globl _start
_start:
    csrr t0, mhartid            # only hart 0 works
    bnez t0, park
    la sp, stack_top

    la s0, struck               # struck[n] is 1 when n is no prime
    li s1, LIMIT
    li s2, 2                    # the number under test
    li s3, 0                    # primes so far
each:
    add t0, s0, s2
    lbu t1, (t0)
    bnez t1, skip
    addi s3, s3, 1
    mul t0, s2, s2              # smaller multiples are struck already
    bgeu t0, s1, skip
    li t2, 1
strike:
    add t1, s0, t0
    sb t2, (t1)
    add t0, t0, s2
    bltu t0, s1, strike
skip:
    addi s2, s2, 1
    bltu s2, s1, each

    mv a0, s3
    call print_decimal
    la a0, message
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
message: .asciz " primes below 100000\n"

.bss
struck: .space LIMIT

.balign 16
stack:
    .space 4096
stack_top:
