# A program that can change itself
#
# A routine is called for ever. Whenever you type s, one of its instructions is overwritten by another.

.equ UART, 0x10000000

.text
.globl _start
_start:
    csrr t0, mhartid            # only hart 0 works
    bnez t0, park
    la s2, patch
    lwu s3, one
    lwu s4, two
    la a0, ready_text
    call print
    li s0, 0                    # the sum
again:
    li s1, 100000
work:
    mv a0, s0
    call routine
    mv s0, a0
    addi s1, s1, -1
    bnez s1, work

    call key
    li t0, 's'
    bne a0, t0, again
    mv t0, s3                   # the two instructions change places
    mv s3, s4
    mv s4, t0
    sw s3, (s2)                 # a store to code
    fence.i
    la a0, patched_text
    call print
    j again
park:
    wfi
    j park

.option push
.option norvc                   # instructions of four bytes
.balign 4
routine:
patch:
    addi a0, a0, 1
    xori a0, a0, 0x55
    ret
one:
    addi a0, a0, 1
two:
    addi a0, a0, 2
.option pop

# Writes the text at a0, up to its zero byte. Changes a0, t0 to t2.
print:
    li t0, UART
1:
    lbu t1, (a0)
    beqz t1, 3f
2:
    lbu t2, 5(t0)               # line status
    andi t2, t2, 0x20           # room for a byte?
    beqz t2, 2b
    sb t1, (t0)
    addi a0, a0, 1
    j 1b
3:
    ret

# The next typed byte in a0, or 0 where there is none. Changes t0.
key:
    li t0, UART
    lbu a0, 5(t0)
    andi a0, a0, 1              # is there one?
    beqz a0, 1f
    lbu a0, (t0)
1:
    ret

.rodata
ready_text: .asciz "type s to change one instruction\r\n"
patched_text: .asciz "changed\r\n"
