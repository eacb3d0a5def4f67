# Timer interrupts
#
# Asks for an interrupt every millisecond, waits for five of them with wfi, and counts them in the
# trap handler. Between two ticks the hart sleeps: the instruction counter stands nearly still.
#
# Console: tick 1 ... tick 5, a line each
# Exit:    success

.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ FINISHER_PASS, 0x5555
.equ MTIME, 0x200bff8           # the clock, 10 MHz
.equ MTIMECMP, 0x2004000        # hart 0's alarm
.equ PERIOD, 10000              # a millisecond
.equ MIE_MTIE, 1 << 7
.equ MSTATUS_MIE, 1 << 3

.text
.globl _start
_start:
    csrr t0, mhartid            # only hart 0 works
    bnez t0, park
    la sp, stack_top

    la t0, trap
    csrw mtvec, t0
    li s0, 0                    # ticks so far: the handler counts here
    li s1, 0                    # ticks reported

    li t0, MTIME
    ld t1, (t0)
    li t2, PERIOD
    add s2, t1, t2              # the next alarm
    li t0, MTIMECMP
    sd s2, (t0)
    li t0, MIE_MTIE
    csrs mie, t0
    csrsi mstatus, MSTATUS_MIE
sleep:
    wfi
report:
    bgeu s1, s0, sleep          # woken by something else, or all reported
    addi s1, s1, 1
    la a0, message
    call print
    mv a0, s1
    call print_decimal
    la a0, newline
    call print
    li t0, 5
    bltu s1, t0, report
    csrci mstatus, MSTATUS_MIE
    j finish

# The handler uses registers that the rest of the program leaves alone.
.balign 4
trap:
    csrr s3, mcause
    bgez s3, broken             # an exception: nothing here should raise one
    addi s0, s0, 1
    li s4, PERIOD
    add s2, s2, s4
    li s4, MTIMECMP
    sd s2, (s4)
    mret
broken:
    li t0, FINISHER
    li t1, 1 << 16 | 0x3333     # failure, code 1
    sw t1, (t0)
    j broken

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
message: .asciz "tick "
newline: .asciz "\n"

.bss
.balign 16
stack:
    .space 4096
stack_top:
