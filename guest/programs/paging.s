# Page tables
#
# Builds three levels of Sv39 page tables: one gigabyte of RAM mapped to itself by a single superpage
# entry, the devices likewise, and one 4 KiB page that is seen a second time at 0x40000000. Then it
# drops from machine to supervisor mode, writes through one address, reads through the other, and
# touches an address that nothing maps: the page fault comes back to machine mode.
#
# Console: read back through the alias: 42
#          page fault: cause 13 at 0x40001000
# Exit:    success

.equ UART, 0x10000000
.equ FINISHER, 0x100000
.equ FINISHER_PASS, 0x5555

.equ PTE_V, 1
.equ PTE_R, 2
.equ PTE_W, 4
.equ PTE_X, 8
.equ PTE_A, 64
.equ PTE_D, 128
.equ LEAF, PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D
.equ RAM, 0x80000000
.equ ALIAS, 0x40000000
.equ SV39, 8                    # satp.MODE
.equ MPP, 3 << 11               # mstatus: the mode that mret enters
.equ MPP_S, 1 << 11

.text
.globl _start
_start:
    csrr t0, mhartid            # only hart 0 works
    bnez t0, park
    la sp, stack_top

    la t0, trap
    csrw mtvec, t0

    # The root: entry n covers the n-th gigabyte.
    la s0, root
    li t0, LEAF                 # 0: devices, mapped to themselves
    sd t0, 0(s0)
    li t0, (RAM >> 12) << 10 | LEAF
    sd t0, 16(s0)               # 2: RAM, mapped to itself
    la t0, middle
    call pointer_to
    sd t0, 8(s0)                # 1: goes on to the next level
    la t0, last
    call pointer_to
    la t1, middle
    sd t0, (t1)
    la t0, shared               # its first page is the shared one
    srli t0, t0, 2
    ori t0, t0, LEAF
    la t1, last
    sd t0, (t1)

    # Physical memory protection would otherwise keep supervisor mode out of everything.
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f                 # naturally aligned power of two, all rights
    csrw pmpcfg0, t0

    la t0, root
    srli t0, t0, 12
    li t1, SV39 << 60
    or t0, t0, t1
    csrw satp, t0
    sfence.vma

    li t0, MPP
    csrc mstatus, t0
    li t0, MPP_S
    csrs mstatus, t0
    la t0, supervisor
    csrw mepc, t0
    mret

# pointer_to: t0 = the entry that leads to the table at t0.
pointer_to:
    srli t0, t0, 2              # (address >> 12) << 10
    ori t0, t0, PTE_V
    ret

supervisor:
    la t0, shared
    li t1, 42
    sd t1, 8(t0)
    la a0, alias_text
    call print
    li t0, ALIAS
    ld a0, 8(t0)
    call print_decimal
    la a0, newline
    call print
    li t0, ALIAS + 0x1000
    ld a0, (t0)                 # nothing is there
    j park

.balign 4
trap:
    la a0, fault_text
    call print
    csrr a0, mcause
    call print_decimal
    la a0, at_text
    call print
    csrr a0, mtval
    call print_hex
    la a0, newline
    call print
    j finish

# print_hex: writes the low 32 bits of a0 as eight digits.
print_hex:
    addi sp, sp, -32
    sd ra, 24(sp)
    addi t0, sp, 8
    addi t1, t0, 8
    sb zero, (t1)
1:
    andi t2, a0, 15
    srli a0, a0, 4
    li t3, 10
    bltu t2, t3, 2f
    addi t2, t2, 'a' - '0' - 10
2:
    addi t2, t2, '0'
    addi t1, t1, -1
    sb t2, (t1)
    bne t1, t0, 1b
    mv a0, t0
    call print
    ld ra, 24(sp)
    addi sp, sp, 32
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
alias_text: .asciz "read back through the alias: "
fault_text: .asciz "page fault: cause "
at_text: .asciz " at 0x"
newline: .asciz "\n"

.bss
.balign 4096
root: .space 4096
middle: .space 4096
last: .space 4096
shared: .space 4096

.balign 16
stack:
    .space 4096
stack_top:
