# Writes of 16 bits: 6 passes over 16 MiB, the same number of writes as of every other width.
work:
    li t3, 6
pass:
    li t0, BUFFER
    li t1, BUFFER_END
store:
    sh t2, (t0)
    addi t0, t0, 2
    bltu t0, t1, store
    addi t2, t2, 1
    addi t3, t3, -1
    bnez t3, pass
    ret
