# Counting for ever
#
# The longest way from a number to 1 by "halve it if even, else three times and one": a loop that is run
# millions of times, and around it one that is run seldom.

.text
.globl _start
_start:
    csrr t0, mhartid            # only hart 0 works
    bnez t0, park
    li s0, 1                    # the number in turn
    li s1, 0                    # the longest way so far
next:
    mv a0, s0
    li a1, 0                    # steps
    li t0, 1
hot:
    andi t1, a0, 1
    beqz t1, even
    slli t2, a0, 1
    add a0, a0, t2
    addi a0, a0, 1
    addi a1, a1, 1
even:
    srli a0, a0, 1
    addi a1, a1, 1
    bgtu a0, t0, hot
    bleu a1, s1, shorter
    mv s1, a1
shorter:
    addi s0, s0, 1
    slli s0, s0, 44             # a number of 20 bits: the work repeats
    srli s0, s0, 44
    j next
park:
    wfi
    j park
