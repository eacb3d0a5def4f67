# Ending with an exit code
#
# HTIF, the host-target interface of RISC-V's first simulators: a program that has a symbol `tohost`
# ends by storing an odd number there. 1 is success; anything else is (code << 1) | 1. This one adds
# up the numbers from 1 to 10, and ends with the sum as its code.
#
# Console: nothing
# Exit:    code 55, by tohost

.text
.globl _start
_start:
    csrr t0, mhartid
    bnez t0, park
    li a0, 0                    # the sum
    li a1, 10
1:
    add a0, a0, a1
    addi a1, a1, -1
    bnez a1, 1b

    slli a0, a0, 1              # code << 1 | 1
    ori a0, a0, 1
    la t0, tohost
    sd a0, (t0)
park:
    wfi
    j park

.section .tohost, "aw"
.balign 64
.globl tohost
tohost: .dword 0
.size tohost, 8
.balign 64
.globl fromhost
fromhost: .dword 0
.size fromhost, 8
