# New code without end
#
# Writes small routines into a buffer, each with a number of its own, calls each one once, and adds the numbers up in
# another way as well. A translator that keeps what it made for every routine fills its host's memory.
#
# COUNT routines are made; with 0 the program never ends. Routines are ROUTINE_BYTES apart, and the buffer is used
# over and over, so that each routine also overwrites an older one.
#
# Console: "ok" or "wrong"
# Exit:    success if the sums agree

.equ COUNT, 0
.equ BUFFER_BYTES, 0x100000
.equ ROUTINE_BYTES, 16
.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ FINISHER_PASS, 0x5555
.equ FINISHER_FAIL, 0x13333

.text
.globl _start
_start:
    csrr t0, mhartid            # only hart 0 works
    bnez t0, park
    la s0, buffer
    li s1, BUFFER_BYTES
    add s1, s0, s1              # its end
    mv s2, s0                   # where the next routine goes
    li s3, 0                    # its number
    li s4, COUNT
    li s5, 0                    # the sum of all numbers
    li a0, 0                    # the sum that the routines make
    lwu s6, template            # lui a1, 0
    lwu s7, template + 4        # addi a1, a1, 0
    ld s8, template + 8         # add a0, a0, a1 and ret, both short, then nothing
again:
    addi s3, s3, 1
    li t0, 0x800
    add t0, s3, t0
    srli t0, t0, 12             # the upper part, with the lower one's sign made up for
    slli t0, t0, 12
    or t0, s6, t0
    sw t0, (s2)
    slli t0, s3, 20             # the lower 12 bits
    or t0, s7, t0
    sw t0, 4(s2)
    sd s8, 8(s2)
    fence.i                     # fetches from here on see the stores
    add s5, s5, s3
    jalr ra, (s2)
    addi s2, s2, ROUTINE_BYTES
    bltu s2, s1, within
    mv s2, s0
within:
    bne s3, s4, again

    la t1, right
    li t2, FINISHER_PASS
    beq a0, s5, tell
    la t1, wrong
    li t2, FINISHER_FAIL
tell:
    li t0, UART
next:
    lbu t3, (t1)
    beqz t3, finish
    sb t3, (t0)
    addi t1, t1, 1
    j next
finish:
    li t0, FINISHER
    sw t2, (t0)
park:
    wfi
    j park

.balign 8
template:
    .word 0x000005b7            # lui a1, 0
    .word 0x00058593            # addi a1, a1, 0
    .half 0x952e                # add a0, a0, a1
    .half 0x8082                # ret
    .word 0
right:
    .asciz "ok\n"
wrong:
    .asciz "wrong\n"

.bss
.balign 4096
buffer:
    .skip BUFFER_BYTES
