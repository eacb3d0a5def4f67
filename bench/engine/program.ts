/** A program for the bare machine with loops, calls and a table of jumps, which never ends. */
export const PROGRAM_INSTRUCTIONS = 60_000_000;

export const PROGRAM = `
_start: la   sp, stack
        la   s0, table
        li   s1, 0
again:  li   t0, 512
        mv   t1, s0
next:   lw   t3, 0(t1)
        xor  s1, s1, t3
        slli t4, s1, 5
        srli t5, s1, 27
        or   s1, t4, t5
        addi t3, t3, 7
        sw   t3, 0(t1)
        addi t1, t1, 4
        addi t0, t0, -1
        bnez t0, next
        andi t0, s1, 3
        slli t0, t0, 2
        la   t1, jumps
        add  t0, t0, t1
        jr   t0
jumps:  .option norvc
        j    first
        j    second
        j    third
        j    again
first:  li   a0, 12
        jal  ra, fib
        add  s1, s1, a0
        j    again
second: mul  s1, s1, s1
        divu t0, s1, t0
        j    again
third:  amoadd.w t0, s1, (s0)
        add  s1, s1, t0
        j    again
fib:    li   t0, 2
        bltu a0, t0, small
        addi sp, sp, -24
        sd   ra, 0(sp)
        sd   a0, 8(sp)
        addi a0, a0, -1
        jal  ra, fib
        sd   a0, 16(sp)
        ld   a0, 8(sp)
        addi a0, a0, -2
        jal  ra, fib
        ld   t1, 16(sp)
        add  a0, a0, t1
        ld   ra, 0(sp)
        addi sp, sp, 24
small:  ret
.data
.balign 4096
table:  .space 2048
        .space 2048
stack:  .dword 0
`;
