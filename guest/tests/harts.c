/*
 * Four harts: atomic sums, locks, messages, interrupts between harts, code and page tables that one hart changes and
 * another uses. Everything printed is the same in any interleaving.
 */
#include "pages.h"

#define HARTS 4
#define ROUNDS 2000
#define CLINT_MSIP ((volatile u32 *)0x2000000)
#define CLINT_MTIMECMP ((volatile u64 *)0x2004000)
#define CLINT_MTIME ((volatile u64 *)0x200bff8)

extern void (*volatile other_main)(u64 hart);

static volatile u64 here, phase, arrived;
static u64 sum_word, sum_double, sum_conditional, sum_locked, highest, bits;
static volatile u32 lock;
static volatile u64 flag, data, stale;
static volatile u64 answers[HARTS];
static u64 numbers[HARTS], scratches[HARTS], woken[HARTS], timers[HARTS];
static u32 patch[4] __attribute__((aligned(64)));
static u64 page[1024] __attribute__((aligned(8192)));

#define FENCE() asm volatile("fence" ::: "memory")

/* Everyone waits here for everyone. */
static void meet(void) {
  FENCE();
  u64 now = phase;
  if (__atomic_add_fetch(&arrived, 1, __ATOMIC_ACQ_REL) == HARTS) {
    arrived = 0;
    FENCE();
    phase = now + 1;
  } else {
    while (phase == now) continue;
  }
  FENCE();
}

static void add_conditionally(u64 *to) {
  u64 old, failed;
  asm volatile("1: lr.d.aq %0, (%2)\naddi %0, %0, 1\nsc.d.rl %1, %0, (%2)\nbnez %1, 1b"
               : "=&r"(old), "=&r"(failed)
               : "r"(to)
               : "memory");
}

static void add_locked(u64 *to) {
  u32 taken;
  do asm volatile("amoswap.w.aq %0, %1, (%2)" : "=r"(taken) : "r"(1), "r"(&lock) : "memory");
  while (taken);
  *(volatile u64 *)to = *(volatile u64 *)to + 1;
  asm volatile("amoswap.w.rl zero, zero, (%0)" ::"r"(&lock) : "memory");
}

static void sums(u64 hart) {
  for (u64 i = 0; i < ROUNDS; i++) {
    asm volatile("amoadd.w zero, %0, (%1)" ::"r"(hart + 1), "r"(&sum_word) : "memory");
    asm volatile("amoadd.d zero, %0, (%1)" ::"r"((hart + 1) << 33), "r"(&sum_double) : "memory");
    asm volatile("amomaxu.d zero, %0, (%1)" ::"r"(hart * ROUNDS + i), "r"(&highest) : "memory");
    asm volatile("amoxor.d zero, %0, (%1)" ::"r"(i << (hart * 11)), "r"(&bits) : "memory");
    add_conditionally(&sum_conditional);
    add_locked(&sum_locked);
  }
}

/* Hart 1 writes data, then the flag; hart 2 reads them the other way round. */
static void messages(u64 hart) {
  for (u64 i = 1; i <= ROUNDS; i++) {
    if (hart == 1) {
      while (flag != 0) continue;
      data = i * 7;
      asm volatile("fence w, w" ::: "memory");
      flag = i;
    } else if (hart == 2) {
      while (flag != i) continue;
      asm volatile("fence r, r" ::: "memory");
      if (data != i * 7) stale++;
      FENCE();
      flag = 0;
    }
  }
}

static void interrupts(u64 hart) {
  if (hart != 0) {
    WRITE(mie, 8);
    meet();
    while (!(READ(mip) & 8)) asm volatile("wfi");
    woken[hart] = READ(mip) & 8;
    CLINT_MSIP[hart] = 0;
    /* Its own timer, and nobody else's. */
    WRITE(mie, 0x80);
    CLINT_MTIMECMP[hart] = *CLINT_MTIME + 1000 * hart;
    while (!(READ(mip) & 0x80)) asm volatile("wfi");
    CLINT_MTIMECMP[hart] = ~0ul;
    timers[hart] = READ(mip) & 0x80;
    WRITE(mie, 0);
  } else {
    meet();
    for (u64 other = 1; other < HARTS; other++) CLINT_MSIP[other] = 1;
    timers[0] = READ(mip) & 0x80;
  }
  meet();
}

/* Hart 0 writes code; the others run it after a fence of their own. */
static void code(u64 hart) {
  for (u32 i = 0; i < 4; i++) {
    if (hart == 0) {
      patch[0] = (0x100 * i + 0x11) << 20 | 0x513;
      patch[1] = 0x8067;
    }
    meet();
    asm volatile("fence.i" ::: "memory");
    u64 got = ((u64(*)(void))patch)();
    if (got != 0x100 * i + 0x11) __atomic_add_fetch(&stale, 1, __ATOMIC_RELAXED);
    meet();
  }
}

static u64 read_translated(u64 va) {
  u64 value;
  asm volatile("csrs mstatus, %1\nld %0, 0(%2)\ncsrc mstatus, %1" : "=&r"(value) : "r"(MSTATUS_MPRV), "r"(va) : "memory");
  return value;
}

/* Hart 0 changes a leaf; the others fence and read through it, in MPRV's supervisor view. */
static void mappings(u64 hart) {
  if (hart == 0) start_tables(3);
  meet();
  WRITE(satp, 8ul << 60 | (u64)root >> 12);
  CLEAR(mstatus, MSTATUS_MPP);
  SET(mstatus, 1ul << 11);
  for (u64 i = 0; i < 6; i++) {
    if (hart == 0) *slot_of(PAGE_VA, 0) = pte_of((u64)page + 4096 * (i & 1), PTE_V | PTE_R | PTE_W | PTE_A | PTE_D);
    meet();
    flush_all();
    if (read_translated(PAGE_VA + 8) != 0x1000 + (i & 1)) __atomic_add_fetch(&stale, 1, __ATOMIC_RELAXED);
    meet();
  }
  WRITE(satp, 0);
}

static void everyone(u64 hart) {
  WRITE(pmpaddr0, ~0ul >> 10);
  WRITE(pmpcfg0, 0x1f);
  CLINT_MTIMECMP[hart] = ~0ul;
  asm volatile("amoor.d zero, %0, (%1)" ::"r"(1ul << hart), "r"(&here) : "memory");
  WRITE(sscratch, 0x1234 + hart);
  meet();
  numbers[hart] = READ(mhartid);
  scratches[hart] = READ(sscratch);
  sums(hart);
  meet();
  messages(hart);
  meet();
  interrupts(hart);
  code(hart);
  mappings(hart);
  answers[hart] = hart * 3 + 1;
  meet();
}

int main(void) {
  page[1] = 0x1000;
  page[513] = 0x1001;
  other_main = everyone;
  everyone(0);
  show("harts", here);
  for (u64 hart = 0; hart < HARTS; hart++) {
    show("mhartid", numbers[hart]);
    show("sscratch", scratches[hart]);
    show("woken", woken[hart]);
    show("timer", timers[hart]);
    show("answer", answers[hart]);
  }
  show("words", sum_word);
  show("doubles", sum_double);
  show("conditional", sum_conditional);
  show("locked", sum_locked);
  show("highest", highest);
  show("bits", bits);
  show("stale", stale);
  return 0;
}
