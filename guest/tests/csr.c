/*
 * Every field of every CSR that can be written: what reads back after ones, zeros and patterns (WARL and WPRI
 * fields), set and clear by bit, and which of the 4,096 numbers exist for each mode.
 */
#include "test.h"

static u32 probe[4] __attribute__((aligned(64)));

/* Reads back after each pattern; the old value is put back. */
#define PATTERNS(csr)                                      \
  do {                                                     \
    u64 old = READ(csr);                                   \
    put(#csr);                                             \
    for (u32 i = 0; i < sizeof patterns / 8; i++) {        \
      WRITE(csr, patterns[i]);                             \
      put(" ");                                            \
      put_hex(READ(csr));                                  \
    }                                                      \
    WRITE(csr, 0);                                         \
    SET(csr, 0x5555555555555555);                          \
    put(" set ");                                          \
    put_hex(READ(csr));                                    \
    CLEAR(csr, 0x3333333333333333);                        \
    put(" clear ");                                        \
    put_hex(READ(csr));                                    \
    WRITE(csr, old);                                       \
    put("\n");                                             \
  } while (0)

static const u64 patterns[] = {
  ~0ul, 0, 0xaaaaaaaaaaaaaaaa, 0x5555555555555555, 0x123456789abcdef0, 0x8000000000000003, 1, 2, 3,
};

static void machine(void) {
  PATTERNS(misa);
  PATTERNS(medeleg);
  PATTERNS(mideleg);
  PATTERNS(mie);
  PATTERNS(mip);
  PATTERNS(mtvec);
  PATTERNS(mcounteren);
  PATTERNS(mscratch);
  PATTERNS(mepc);
  PATTERNS(mcause);
  PATTERNS(mtval);
  PATTERNS(menvcfg);
  PATTERNS(mcountinhibit);
}

static void supervisor(void) {
  PATTERNS(stvec);
  PATTERNS(scounteren);
  PATTERNS(sscratch);
  PATTERNS(sepc);
  PATTERNS(scause);
  PATTERNS(stval);
  PATTERNS(senvcfg);
  WRITE(mideleg, 0);
  PATTERNS(sie);
  PATTERNS(sip);
  WRITE(mideleg, ~0ul);
  PATTERNS(sie);
  PATTERNS(sip);
  WRITE(mideleg, 0);
  WRITE(menvcfg, 1ul << 63);
  PATTERNS(stimecmp);
  WRITE(stimecmp, ~0ul);
  PATTERNS(mip);
  WRITE(mideleg, ~0ul);
  PATTERNS(sip);
  PATTERNS(sie);
  WRITE(mideleg, 0);
  WRITE(menvcfg, 0);
}

static void float_csrs(void) {
  CLEAR(mstatus, MSTATUS_FS);
  SET(mstatus, 1ul << 13);
  PATTERNS(fflags);
  PATTERNS(frm);
  PATTERNS(fcsr);
  show("mstatus after float CSRs", READ(mstatus));
  WRITE(fcsr, 0xff);
  show("fflags", READ(fflags));
  show("frm", READ(frm));
  WRITE(frm, 2);
  show("fcsr", READ(fcsr));
  WRITE(fflags, 0x15);
  show("fcsr", READ(fcsr));
}

/* All fields except those that would take this program's feet away. */
static void status(void) {
  u64 old = READ(mstatus);
  for (u32 i = 0; i < 64; i++) {
    u64 bit = 1ul << i;
    /* UXL and SXL: at the end of main. */
    if (i >= 32 && i < 36) continue;
    WRITE(mstatus, 0);
    SET(mstatus, bit);
    u64 got = READ(mstatus), through = READ(sstatus);
    WRITE(mstatus, 0);
    if (got == 0xa00000000) continue;
    show("mstatus bit", i);
    show("  mstatus", got);
    show("  sstatus", through);
  }
  for (u64 field = 0; field < 4; field++) {
    WRITE(mstatus, field << 11);
    show("MPP", READ(mstatus));
    WRITE(mstatus, field << 13);
    show("FS", READ(mstatus));
    show("FS", READ(sstatus));
    /* The other two context fields. */
    WRITE(mstatus, field << 9 | field << 15);
    show("VS, XS", READ(mstatus));
  }
  WRITE(mstatus, 0);
  WRITE(sstatus, ~(3ul << 32));
  show("mstatus after sstatus = ones", READ(mstatus));
  WRITE(mstatus, ~(MSTATUS_MPRV | 15ul << 32));
  show("mstatus = ones", READ(mstatus));
  WRITE(sstatus, 0);
  show("mstatus after sstatus = 0", READ(mstatus));
  WRITE(mstatus, old);
}

static void translation(void) {
  for (u64 mode = 0; mode < 16; mode++) {
    WRITE(satp, 0);
    WRITE(satp, mode << 60 | 0xabcd0123456789a);
    show("satp mode", mode);
    show("  reads", READ(satp));
  }
  WRITE(satp, 8ul << 60 | 0xffffffffffffffful);
  show("satp ones", READ(satp));
  WRITE(satp, 0);
}

/* The numbers that a mode may read: from, to. */
static void numbers(int mode) {
  show("---- readable CSRs in mode", (u64)mode);
  u32 first = 0;
  int last = 0;
  for (u32 csr = 0; csr <= 4096; csr++) {
    int legal = 0;
    if (csr < 4096) {
      probe[0] = csr << 20 | 0x2573;
      probe[1] = 0x00000073;
      asm volatile("fence.i" ::: "memory");
      legal = run_in(mode, (u64)probe, 0, 0).cause != 2;
    }
    if (legal && !last) first = csr;
    if (!legal && last) {
      put_hex(first);
      put(" to ");
      put_hex(csr - 1);
      put("\n");
    }
    last = legal;
  }
}

int main(void) {
  WRITE(pmpaddr0, ~0ul >> 10);
  WRITE(pmpcfg0, 0x1f);
  /* First the writes, with everything in its state at reset. */
  show("mstatus at reset", READ(mstatus));
  show("mie at reset", READ(mie));
  show("satp at reset", READ(satp));
  show("mhartid", READ(mhartid));
  machine();
  supervisor();
  float_csrs();
  status();
  translation();
  WRITE(mcounteren, ~0ul);
  WRITE(scounteren, ~0ul);
  WRITE(menvcfg, 1ul << 63);
  WRITE(mstatus, MSTATUS_FS);
  numbers(MACHINE);
  numbers(SUPERVISOR);
  numbers(USER);
  for (u64 field = 0; field < 4; field++) {
    WRITE(mstatus, field << 32);
    show("UXL", READ(mstatus));
    WRITE(mstatus, field << 34);
    show("SXL", READ(mstatus));
  }
  return 0;
}
