# Traps: 1,000,000 environment calls from machine mode, each returned from behind the call.
work:
    la t0, trap
    csrw mtvec, t0
    li t1, 1000000
again:
    ecall
    addi t1, t1, -1
    bnez t1, again
    ret

.balign 4
trap:
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    mret
