/*
 * Every instruction once, in user mode, against the outcome that QEMU gave: instructions.cases holds a recorded
 * case of each row and each 16-bit encoding (make-cases.ts; the formats are src/testing/codec.ts's). Ends with the
 * number of cases that differ.
 */
#include "test.h"

enum { END_NEXT, END_ILLEGAL, END_BREAKPOINT, END_ACCESS, END_MISALIGNED };

#define CODE_BASE 0x80400000ul
#define CODE_BYTES 0x800000
#define WINDOW_BASE 0x802fffe0ul
#define WINDOW_BYTES 64

/* x0 to x31 (x0 unused), f0 to f31. */
u64 context[64], trap_cause, trap_pc, trap_value, context_fcsr;
void enter_context(void);
void context_entry(void);

asm(".text\n.option push\n.option norvc\n.option arch, +d\n"
    ".macro each_x what, from\n"
    ".irp n, \\from, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30\n"
    "\\what x\\n, 8*\\n(x31)\n.endr\n.endm\n"
    ".macro each_f what\n"
    ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31\n"
    "\\what f\\n, 256+8*\\n(x31)\n.endr\n.endm\n"
    "enter_context:\n"
    "addi sp, sp, -112\n"
    ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\nsd s\\n, 8*\\n(sp)\n.endr\n"
    "sd ra, 96(sp)\n"
    "la t0, context_sp\nsd sp, 0(t0)\n"
    "la x31, context\ncsrw mscratch, x31\n"
    "ld x1, context_fcsr\nfscsr x1\n"
    "each_f fld\n"
    "ld x1, 8(x31)\n"
    "each_x ld, 2\n"
    "ld x31, 248(x31)\n"
    "mret\n"
    ".balign 4\n"
    "context_entry:\n"
    "csrrw x31, mscratch, x31\n"
    "sd x1, 8(x31)\n"
    "each_x sd, 2\n"
    "csrr x1, mscratch\nsd x1, 248(x31)\n"
    "each_f fsd\n"
    "frcsr x1\nla x2, context_fcsr\nsd x1, 0(x2)\n"
    "csrr x1, mcause\nla x2, trap_cause\nsd x1, 0(x2)\n"
    "csrr x1, mepc\nla x2, trap_pc\nsd x1, 0(x2)\n"
    "csrr x1, mtval\nla x2, trap_value\nsd x1, 0(x2)\n"
    "la t0, context_sp\nld sp, 0(t0)\n"
    ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11\nld s\\n, 8*\\n(sp)\n.endr\n"
    "ld ra, 96(sp)\n"
    "addi sp, sp, 112\n"
    "ret\n"
    ".bss\n.balign 8\ncontext_sp: .quad 0\n.text\n.option pop\n"
    ".section .rodata\ncases: .incbin \"instructions.cases\"\n.text\n");
extern const u8 cases[];

static const u8 *cursor;
static u64 take(u32 bytes) {
  u64 value = 0;
  for (u32 i = 0; i < bytes; i++) value |= (u64)*cursor++ << (8 * i);
  return value;
}
static u64 background(u32 index) { return 0xb5ad4eceda1ce2a9ul * (index + 1); }

static u64 before[64];
static u8 window_before[WINDOW_BYTES];
static u8 *case_code;
static u32 code_bytes;

/* Sets the case up and runs it. */
static void run_case(void) {
  code_bytes = take(1);
  u32 sets = take(1), fcsr = take(1), patch_at = take(1), patch_bytes = take(1);
  take(1);
  case_code = (u8 *)take(4);
  for (u32 i = 0; i < code_bytes; i++) case_code[i] = take(1);
  for (u32 i = 0; i < 64; i++) before[i] = background(i);
  for (; sets > 0; sets--) {
    u32 number = take(1);
    before[number] = take(8);
  }
  for (u32 i = 0; i < WINDOW_BYTES; i++) window_before[i] = background(64 + i / 8) >> (8 * (i % 8));
  for (u32 i = 0; i < patch_bytes; i++) window_before[patch_at + i] = take(1);
  memcpy((u8 *)WINDOW_BASE, window_before, WINDOW_BYTES);
  memcpy((u8 *)context, (u8 *)before, sizeof before);
  context_fcsr = fcsr;
  asm volatile("fence.i" ::: "memory");
  CLEAR(mstatus, MSTATUS_MPP);
  WRITE(mepc, (u64)case_code);
  enter_context();
  for (u32 i = 0; i < code_bytes; i++) case_code[i] = i & 1 ? 0x90 : 0x02;
}

static u32 end_of(void) {
  if (trap_pc < (u64)case_code || trap_pc >= (u64)case_code + code_bytes) return END_NEXT;
  static const u8 ends[8] = {END_MISALIGNED, END_ACCESS, END_ILLEGAL, END_BREAKPOINT, END_MISALIGNED, END_ACCESS,
                             END_MISALIGNED, END_ACCESS};
  return trap_cause < 8 ? ends[trap_cause] : ~0u;
}

/* Compares with the recorded outcome; the parts that differ as bits. */
static u32 compare(void) {
  u32 end = take(1), changes = take(1), fcsr = take(1), memory_at = take(1), memory_bytes = take(1);
  u64 pc = take(8), fault = take(8);
  for (; changes > 0; changes--) {
    u32 number = take(1);
    before[number] = take(8);
  }
  for (u32 i = 0; i < memory_bytes; i++) window_before[memory_at + i] = take(1);
  u32 differs = 0;
  if (end_of() != end) differs |= 1;
  if (trap_pc != pc) differs |= 2;
  if (context_fcsr != fcsr) differs |= 4;
  if (end == END_ACCESS && trap_value != fault) differs |= 8;
  for (u32 i = 1; i < 64; i++)
    if (context[i] != before[i]) differs |= 16;
  for (u32 i = 0; i < WINDOW_BYTES; i++)
    if (((u8 *)WINDOW_BASE)[i] != window_before[i]) differs |= 32;
  return differs;
}

int main(void) {
  WRITE(pmpaddr0, ~0ul >> 10);
  WRITE(pmpcfg0, 0x1f);
  WRITE(mtvec, (u64)context_entry);
  SET(mstatus, MSTATUS_FS);
  for (u64 i = 0; i < CODE_BYTES / 8; i++) ((u64 *)CODE_BASE)[i] = 0x9002900290029002ul;
  cursor = cases;
  u64 count = take(4), failures = 0;
  for (u64 i = 0; i < count; i++) {
    run_case();
    u64 pc = (u64)case_code;
    u32 differs = compare();
    if (differs == 0) continue;
    failures++;
    show("case", i);
    show("  pc", pc);
    show("  parts that differ", differs);
  }
  show("cases", count);
  show("differ", failures);
  finish(failures);
}
