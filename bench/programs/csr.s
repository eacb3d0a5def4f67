# Control registers: 4,000,000 times a swap of mscratch and a read of minstret.
work:
    li t1, 4000000
again:
    csrrw t2, mscratch, t1
    csrr t3, minstret
    addi t1, t1, -1
    bnez t1, again
    ret
