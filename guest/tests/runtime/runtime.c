/*
 * Console over the 16550 at 0x10000000, runs in other modes, and the end: by tohost (1 is success, else the code
 * above bit 0), and where nobody watches that, as on QEMU's board, by the test finisher at 0x100000.
 */
#include "test.h"

#define UART ((volatile u8 *)0x10000000)
#define FINISHER ((volatile u32 *)0x100000)

volatile u64 tohost __attribute__((section(".data"), aligned(64)));
volatile u64 fromhost __attribute__((section(".data"), aligned(64)));

static void put_char(char c) {
  while (!(UART[5] & 0x20)) continue;
  UART[0] = c;
}

void put(const char *text) {
  for (; *text; text++) put_char(*text);
}

void put_hex(u64 value) {
  int shift = 60;
  while (shift > 0 && !(value >> shift)) shift -= 4;
  for (; shift >= 0; shift -= 4) put_char("0123456789abcdef"[value >> shift & 15]);
}

void show(const char *name, u64 value) {
  put(name);
  put(" ");
  put_hex(value);
  put("\n");
}

void finish(int code) {
  tohost = (u64)code << 1 | 1;
  *FINISHER = code == 0 ? 0x5555 : (u32)code << 16 | 0x3333;
  for (;;) continue;
}

void unexpected_trap(u64 cause, u64 epc, u64 tval) {
  show("unexpected trap, cause", cause);
  show("epc", epc);
  show("tval", tval);
  finish(1);
}

/* The compiler calls these for structures. */
void *memset(void *to, int value, u64 bytes) {
  for (u8 *at = to; bytes > 0; bytes--) *at++ = value;
  return to;
}

void *memcpy(void *to, const void *from, u64 bytes) {
  u8 *at = to;
  for (const u8 *source = from; bytes > 0; bytes--) *at++ = *source++;
  return to;
}

struct run run_in(int mode, u64 pc, u64 a0, u64 a1) {
  struct run run = {.pc = pc, .a = {a0, a1}};
  CLEAR(mstatus, MSTATUS_MPP);
  SET(mstatus, (u64)mode << 11);
  enter(&run);
  return run;
}

struct run report(const char *name, int mode, u64 pc, u64 a0, u64 a1) {
  struct run run = run_in(mode, pc, a0, a1);
  put(name);
  put(": cause ");
  put_hex(run.cause);
  put(" epc ");
  u64 offset = run.epc - pc;
  if (offset < 0x1000) {
    put("+");
    put_hex(offset);
  } else {
    put_hex(run.epc);
  }
  put(" tval ");
  put_hex(run.tval);
  put(" a0 ");
  put_hex(run.a[0]);
  if (run.a[7] == 0x5e) {
    put(" by supervisor: epc ");
    put_hex(run.a[1]);
    put(" tval ");
    put_hex(run.a[2]);
    put(" status ");
    put_hex(run.a[3]);
  }
  put("\n");
  return run;
}
