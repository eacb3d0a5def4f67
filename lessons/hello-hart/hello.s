# Hello
#
# The least that a program on a bare machine can do: wait until the serial port takes a byte, give it
# one, and switch the machine off when the text is out. There is nothing underneath: no firmware, no
# system.
#
# Console: Hello from a bare RISC-V machine!
# Exit:    success, by the board's test finisher

.equ UART, 0x10000000           # 16550: byte 0 sends, byte 5 says whether it may
.equ UART_STATUS, 5
.equ UART_CAN_SEND, 0x20
.equ FINISHER, 0x100000         # a 32-bit store ends the machine
.equ FINISHER_PASS, 0x5555

.text
.globl _start
_start:
    csrr t0, mhartid            # every hart starts here; only hart 0 speaks
    bnez t0, park
    la s0, text
    li s1, UART

next:
    lbu t0, (s0)
    beqz t0, done
wait:
    lbu t1, UART_STATUS(s1)
    andi t1, t1, UART_CAN_SEND
    beqz t1, wait
send:
    sb t0, (s1)
    addi s0, s0, 1
    j next

done:
    li t0, FINISHER
    li t1, FINISHER_PASS
    sw t1, (t0)
park:
    wfi
    j park

.rodata
text: .asciz "Hello from a bare RISC-V machine!\n"
