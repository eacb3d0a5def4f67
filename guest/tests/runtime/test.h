/* What the test programs share: console, CSR access, running code in another mode and taking its trap. */
#pragma once

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

/* The layout is known to start.S. */
struct run {
  u64 pc;
  u64 a[8];
  u64 cause, epc, tval, status;
  /* Which of the trap entry's vectors was taken. */
  u64 vector;
};

void enter(struct run *run);
void trap_entry(void);
void supervisor_entry(void);
void finish(int code) __attribute__((noreturn));

void put(const char *text);
void put_hex(u64 value);
/* "name value\n", the value in hex. */
void show(const char *name, u64 value);

enum { USER = 0, SUPERVISOR = 1, MACHINE = 3 };

#define MSTATUS_SIE (1ul << 1)
#define MSTATUS_MIE (1ul << 3)
#define MSTATUS_SPIE (1ul << 5)
#define MSTATUS_MPIE (1ul << 7)
#define MSTATUS_SPP (1ul << 8)
#define MSTATUS_MPP (3ul << 11)
#define MSTATUS_FS (3ul << 13)
#define MSTATUS_MPRV (1ul << 17)
#define MSTATUS_SUM (1ul << 18)
#define MSTATUS_MXR (1ul << 19)
#define MSTATUS_TVM (1ul << 20)
#define MSTATUS_TW (1ul << 21)
#define MSTATUS_TSR (1ul << 22)

#define STRING(x) #x
#define READ(csr) ({ u64 v_; asm volatile("csrr %0, " STRING(csr) : "=r"(v_)::"memory"); v_; })
#define WRITE(csr, value) asm volatile("csrw " STRING(csr) ", %0" ::"rK"((u64)(value)) : "memory")
#define SET(csr, value) asm volatile("csrs " STRING(csr) ", %0" ::"rK"((u64)(value)) : "memory")
#define CLEAR(csr, value) asm volatile("csrc " STRING(csr) ", %0" ::"rK"((u64)(value)) : "memory")

/* Runs code at an address in a mode until it traps into machine mode. */
void *memcpy(void *to, const void *from, u64 bytes);

struct run run_in(int mode, u64 pc, u64 a0, u64 a1);
/* The same, and prints "name cause epc tval a0", the epc relative to the code's start; where the trap was
   delegated, what the supervisor's handler handed over, too. */
struct run report(const char *name, int mode, u64 pc, u64 a0, u64 a1);

/* Small pieces of code under test: CODE(name, "instructions") defines name(); it ends with ecall. */
#define CODE(name, text)                                                                                   \
  asm(".text\n.option push\n.option norvc\n.option arch, +d, +zba, +zbb, +zbs, +svinval\n.balign 4\n" #name \
      ":\n" text "\necall\n.option pop\n");                                                                \
  extern char name[]
