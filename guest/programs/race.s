# Two harts race
#
# Every hart adds 1 to three counters 100,000 times, to one after the other: first with a plain load,
# addition and store, then with an atomic addition, then with a load-reserved and store-conditional
# pair. Where harts really run at once the plain counter comes out short: additions fell between
# another's load and store.
#
# Console: plain  ...  (anything up to 200000)
#          amo    200000
#          lr/sc  200000
# Exit:    success if the two atomic counters are exact, else code 1

.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ FINISHER_PASS, 0x5555
.equ FINISHER_FAIL, 0x3333      # with the code in the upper half
.equ HARTS, 2
.equ ROUNDS, 100000

.text
.globl _start
_start:
    csrr s0, mhartid
    li t0, HARTS
    bgeu s0, t0, park
    li s1, 0

    call meet                   # nobody starts before everybody is here
    la a0, plain
    li a1, ROUNDS
1:
    ld t0, (a0)
    addi t0, t0, 1
    sd t0, (a0)
    addi a1, a1, -1
    bnez a1, 1b

    call meet
    la a0, atomic
    li a1, ROUNDS
    li a2, 1
2:
    amoadd.d zero, a2, (a0)
    addi a1, a1, -1
    bnez a1, 2b

    call meet
    la a0, reserved
    li a1, ROUNDS
3:
    lr.d t0, (a0)
    addi t0, t0, 1
    sc.d t1, t0, (a0)
    bnez t1, 3b                 # somebody was faster: once more
    addi a1, a1, -1
    bnez a1, 3b

    call meet
    bnez s0, park               # hart 0 tells
    la sp, stack_top
    la a0, plain_text
    ld a1, plain
    call report
    la a0, atomic_text
    ld a1, atomic
    call report
    la a0, reserved_text
    ld a1, reserved
    call report

    li t0, HARTS * ROUNDS
    ld t1, atomic
    ld t2, reserved
    bne t0, t1, wrong
    bne t0, t2, wrong
    j finish
wrong:
    li t0, FINISHER
    li t1, 1 << 16 | FINISHER_FAIL
    sw t1, (t0)
    j park

# meet: waits until every hart has called it as often as this one.
meet:
    la t0, arrived
    li t1, 1
    amoadd.w.aqrl zero, t1, (t0)
    addi s1, s1, HARTS          # s1 counts the arrivals that are due
1:
    lw t1, (t0)
    bltu t1, s1, 1b
    fence
    ret

# report: writes the text at a0, the number in a1 and the end of the line.
report:
    addi sp, sp, -16
    sd ra, 8(sp)
    sd a1, 0(sp)
    call print
    ld a0, 0(sp)
    call print_decimal
    la a0, newline
    call print
    ld ra, 8(sp)
    addi sp, sp, 16
    ret

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
plain_text: .asciz "plain  "
atomic_text: .asciz "amo    "
reserved_text: .asciz "lr/sc  "
newline: .asciz "\n"

.data                           # a cache line for each
.balign 64
arrived: .word 0
.balign 64
plain: .dword 0
.balign 64
atomic: .dword 0
.balign 64
reserved: .dword 0

.bss
.balign 16
stack:
    .space 4096
stack_top:
