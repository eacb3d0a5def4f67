# Three privilege modes
#
# Machine mode hands user-mode calls over to supervisor mode, which enters user mode; user mode asks
# for a letter to be written, four times, by ecall, and then does something that it may not: it reads
# a machine register.
#
# Console: UUUU!
#          user mode may not do that: cause 2
# Exit:    success

.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ FINISHER_PASS, 0x5555

.equ MPP, 3 << 11
.equ MPP_S, 1 << 11
.equ SPP, 1 << 8
.equ USER_CALL, 8

.text
.globl _start
_start:
    csrr t0, mhartid            # only hart 0 works
    bnez t0, park
    la sp, stack_top

    li t0, -1                   # memory protection: everything is open to the lower modes
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    li t0, 1 << USER_CALL | 1 << 2
    csrw medeleg, t0            # user calls and illegal instructions go to supervisor mode
    li t0, MPP
    csrc mstatus, t0
    li t0, MPP_S
    csrs mstatus, t0
    la t0, supervisor
    csrw mepc, t0
    mret

supervisor:
    la t0, trap
    csrw stvec, t0
    li t0, SPP
    csrc sstatus, t0            # sret goes down to user mode
    la t0, user
    csrw sepc, t0
    sret

user:
    li s0, 4
1:
    li a0, 'U'
    ecall
    addi s0, s0, -1
    bnez s0, 1b
    li a0, '!'
    ecall
    li a0, '\n'
    ecall
    csrr a0, mstatus
    j park

.balign 4
trap:
    csrr t0, scause
    li t1, USER_CALL
    bne t0, t1, refused
    li t0, UART                 # the service: write the byte in a0
1:
    lbu t1, 5(t0)
    andi t1, t1, 0x20
    beqz t1, 1b
    sb a0, (t0)
    csrr t0, sepc
    addi t0, t0, 4              # go on behind the ecall
    csrw sepc, t0
    sret
refused:
    la a0, message
    call print
    csrr a0, scause
    call print_decimal
    la a0, newline
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
message: .asciz "user mode may not do that: cause "
newline: .asciz "\n"

.bss
.balign 16
stack:
    .space 4096
stack_top:
