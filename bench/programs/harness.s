# In front of every program of this folder: two rounds of `work`, each between two marks on the console, with 50 ms
# of sleep after each mark, during which the emulator's CPU clock can be read. Machine mode, one hart, no interrupts
# taken: wfi is woken by the pending timer alone. `work` may use every register but s10, s11 and sp.

.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ FINISHER_PASS, 0x5555
.equ MTIME, 0x200bff8           # the clock, 10 MHz
.equ MTIMECMP, 0x2004000        # hart 0's alarm
.equ SLEEP, 500000              # 50 ms
.equ MTI, 1 << 7                # the timer, in mie and mip
.equ BUFFER, 0x81000000         # 16 MiB for `work`
.equ BUFFER_END, 0x82000000

.text
.globl _start
_start:
    csrr t0, mhartid
    bnez t0, park
    csrw mie, zero
    li s10, 2                   # rounds
round:
    li a0, 'S'
    call mark
    call work
    li a0, 'E'
    call mark
    addi s10, s10, -1
    bnez s10, round
    li t0, FINISHER
    li t1, FINISHER_PASS
    sw t1, (t0)
park:
    wfi
    j park

# Prints `<`, the letter in a0, `>` and a line feed, and sleeps.
mark:
    mv s11, ra
    mv t2, a0
    li t0, UART
    li t1, '<'
    sb t1, (t0)
    sb t2, (t0)
    li t1, '>'
    sb t1, (t0)
    li t1, 10
    sb t1, (t0)
    li t0, MTIME
    ld t1, (t0)
    li t2, SLEEP
    add t1, t1, t2
    li t0, MTIMECMP
    sd t1, (t0)
    li t2, MTI
    csrs mie, t2
asleep:
    wfi
    csrr t0, mip
    and t0, t0, t2
    beqz t0, asleep
    csrc mie, t2
    jr s11

