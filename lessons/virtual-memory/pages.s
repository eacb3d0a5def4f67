# Walking over pages
#
# Builds Sv39 page tables: RAM and devices are mapped to themselves by superpages; 32 MiB of RAM are seen a second
# time from 0x40000000 on, by pages of 4 KiB, and a third time from 0xc0000000 on, by pages of 2 MiB. In supervisor
# mode it then reads one word of each page, over and over. Keys choose how: 1 a few pages, 2 all, h all by huge pages.

.equ UART, 0x10000000
.equ PTE_V, 1
.equ LEAF, 0xcf                 # valid, readable, writable, executable, accessed, dirty
.equ RAM, 0x80000000
.equ TARGET, 0x84000000         # what is seen twice more
.equ SMALL, 0x40000000
.equ HUGE, 0xc0000000
.equ PAGES, 8192
.equ FEW, 64

.text
.globl _start
_start:
    csrr t0, mhartid            # only hart 0 works
    bnez t0, park
    la sp, stack_top
    la s0, root

    # The root: an entry covers a gigabyte.
    li t0, LEAF                 # 0: devices, mapped to themselves
    sd t0, 0(s0)
    la t0, middle               # 1: 0x40000000, by small pages
    call pointer_to
    sd t0, 8(s0)
    li t0, (RAM >> 12) << 10 | LEAF
    sd t0, 16(s0)               # 2: RAM, mapped to itself
    la t0, huge                 # 3: 0xc0000000, by huge pages
    call pointer_to
    sd t0, 24(s0)

    # Sixteen entries of two megabytes each lead to tables of small pages.
    la t2, last
    la t3, middle
    li t4, 16
1:
    mv t0, t2
    call pointer_to
    sd t0, (t3)
    addi t3, t3, 8
    li t0, 4096
    add t2, t2, t0
    addi t4, t4, -1
    bnez t4, 1b

    # Every small page.
    la t2, last
    li t3, (TARGET >> 12) << 10 | LEAF
    li t4, PAGES
2:
    sd t3, (t2)
    addi t2, t2, 8
    addi t3, t3, 1 << 10
    addi t4, t4, -1
    bnez t4, 2b

    # Sixteen huge ones.
    la t2, huge
    li t3, (TARGET >> 12) << 10 | LEAF
    li t4, 16
    li t0, 512 << 10
3:
    sd t3, (t2)
    addi t2, t2, 8
    add t3, t3, t0
    addi t4, t4, -1
    bnez t4, 3b

    # Physical memory protection would otherwise keep supervisor mode out of everything.
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0

    srli t0, s0, 12
    li t1, 8 << 60              # Sv39
    or t0, t0, t1
    csrw satp, t0
    sfence.vma
    li t0, 3 << 11
    csrc mstatus, t0
    li t0, 1 << 11
    csrs mstatus, t0
    la t0, supervisor
    csrw mepc, t0
    mret

# t0 becomes the entry that leads to the table at t0.
pointer_to:
    srli t0, t0, 2              # (address >> 12) << 10
    ori t0, t0, PTE_V
    ret

supervisor:
    la a0, few_text
    call print
    li s1, SMALL
    li s2, FEW
round:
    mv t0, s1
    mv t1, s2
    li t3, 4096
touch:
    ld t2, (t0)                 # one word of each page
    add t0, t0, t3
    addi t1, t1, -1
    bnez t1, touch

    call key
    li t0, '1'
    beq a0, t0, supervisor
    li t0, '2'
    beq a0, t0, all
    li t0, 'h'
    bne a0, t0, round
    la a0, huge_text
    call print
    li s1, HUGE
    li s2, PAGES
    j round
all:
    la a0, all_text
    call print
    li s1, SMALL
    li s2, PAGES
    j round
park:
    wfi
    j park

# Writes the text at a0, up to its zero byte. Changes a0, t0 to t2.
print:
    li t0, UART
1:
    lbu t1, (a0)
    beqz t1, 3f
2:
    lbu t2, 5(t0)               # line status
    andi t2, t2, 0x20           # room for a byte?
    beqz t2, 2b
    sb t1, (t0)
    addi a0, a0, 1
    j 1b
3:
    ret

# The next typed byte in a0, or 0 where there is none. Changes t0.
key:
    li t0, UART
    lbu a0, 5(t0)
    andi a0, a0, 1              # is there one?
    beqz a0, 1f
    lbu a0, (t0)
1:
    ret

.rodata
few_text: .asciz "64 pages of 4 KiB\r\n"
all_text: .asciz "8192 pages of 4 KiB\r\n"
huge_text: .asciz "the same 32 MiB by pages of 2 MiB\r\n"

.bss
.balign 4096
root: .space 4096
middle: .space 4096
huge: .space 4096
last: .space 65536

.balign 16
stack: .space 4096
stack_top:
