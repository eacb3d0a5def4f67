/*
 * What translations are kept for must not be felt: a long random walk over accesses from every mode, with SUM, MXR,
 * MPRV and the address space changing in between and no fence but where the manual wants one.
 */
#include "pages.h"

#define ADUE (1ul << 61)
#define PAGES 12
#define STEPS 6000

CODE(code_load, "ld a0, 8(a0)");
CODE(code_load_misaligned, "li a2, 4091\nadd a0, a0, a2\nld a0, 0(a0)");
CODE(code_store, "sd a1, 16(a0)");
CODE(code_fetch, "jr a0");
CODE(code_amo, "addi a0, a0, 24\namoadd.d a0, a1, (a0)");
CODE(code_lr_sc, "addi a0, a0, 32\nlr.d a2, (a0)\nsc.d a0, a1, (a0)");
CODE(mprv_load, "li a2, 0x1800\ncsrc mstatus, a2\ncsrs mstatus, a1\nld a0, 8(a0)");
CODE(mprv_store, "li a2, 0x1800\ncsrc mstatus, a2\ncsrs mstatus, a1\nsd a1, 16(a0)");

static u64 pages[PAGES + 1][512] __attribute__((aligned(4096)));

/* Two address spaces; in the second the pages stand in another order. */
static u64 spaces[2];
static u64 *slots[2][PAGES];

static const u64 leaf_flags[PAGES] = {
  PTE_V | PTE_R | PTE_W | PTE_X,
  PTE_V | PTE_R | PTE_W | PTE_X | PTE_U,
  PTE_V | PTE_R | PTE_A,
  PTE_V | PTE_R | PTE_U,
  PTE_V | PTE_X,
  PTE_V | PTE_X | PTE_U | PTE_A,
  PTE_V | PTE_R | PTE_W,
  PTE_V | PTE_R | PTE_W | PTE_U | PTE_D,
  PTE_V | PTE_R | PTE_X | PTE_G,
  PTE_V | PTE_R | PTE_X | PTE_U,
  0,
  PTE_V | PTE_R | PTE_W | PTE_X | PTE_U | PTE_A | PTE_D,
};

static u64 random_state = 0x123456789abcdef;
static u32 random_below(u32 bound) {
  random_state = random_state * 6364136223846793005ul + 1442695040888963407ul;
  return (random_state >> 33) % bound;
}

static u64 page_va(u32 index) { return PAGE_VA + 4096ul * index; }

static void set_leaf(int space, u32 index) {
  u32 which = space ? (index + 5) % PAGES : index;
  *slots[space][index] = pte_of((u64)pages[which], leaf_flags[which]);
}

static void build(int space) {
  start_tables(3);
  for (u32 i = 0; i < PAGES; i++) {
    slots[space][i] = slot_of(page_va(i), 0);
    set_leaf(space, i);
  }
  spaces[space] = READ(satp) | (u64)(space + 1) << 44;
}

static u64 hash;
static void note(u64 value) { hash = (hash ^ value) * 0x100000001b3ul; }

static void step(void) {
  if (random_below(8) == 0) {
    CLEAR(mstatus, MSTATUS_SUM);
    SET(mstatus, random_below(2) ? MSTATUS_SUM : 0);
  }
  if (random_below(8) == 0) {
    CLEAR(mstatus, MSTATUS_MXR);
    SET(mstatus, random_below(2) ? MSTATUS_MXR : 0);
  }
  if (random_below(16) == 0) WRITE(satp, spaces[random_below(2)]);
  if (random_below(32) == 0) {
    /* A leaf as it was at first: A and D are clear again, which needs a fence. */
    u32 index = random_below(PAGES);
    set_leaf(0, index);
    set_leaf(1, index);
    if (random_below(2)) flush_all();
    else asm volatile("sfence.vma %0" ::"r"(page_va(index)) : "memory");
  }
  static char *const codes[] = {code_load, code_load_misaligned, code_store, code_fetch, code_amo, code_lr_sc};
  u64 va = page_va(random_below(PAGES));
  u32 kind = random_below(8), who = random_below(2);
  struct run run;
  if (kind < 6) {
    run = run_in(who, pc_in(who, (u64)codes[kind]), va, 0x77);
  } else {
    run = run_in(MACHINE, (u64)(kind == 6 ? mprv_load : mprv_store), va, MSTATUS_MPRV | (u64)who << 11);
    CLEAR(mstatus, MSTATUS_MPRV);
  }
  int fine = run.cause >= 8 && run.cause <= 11;
  note(run.a[0]);
  if (!fine) note(run.tval);
  put(fine ? "." : run.cause == 13 ? "d" : run.cause == 15 ? "f" : run.cause == 12 ? "c" : "?");
}

int main(void) {
  WRITE(pmpaddr0, ~0ul >> 10);
  WRITE(pmpcfg0, 0x1f);
  WRITE(menvcfg, ADUE);
  for (u32 p = 0; p <= PAGES; p++) {
    pages[p][0] = 0x0000007305500513;
    for (u32 i = 1; i < 512; i++) pages[p][i] = p * 0x1000 + i;
  }
  asm volatile("fence.i" ::: "memory");
  /* Tables are taken from one pool: the second space's come after the first's. */
  build(0);
  build(1);
  flush_all();
  WRITE(satp, spaces[0]);
  for (u32 i = 0; i < STEPS; i++) {
    step();
    if (i % 80 == 79) {
      put(" ");
      put_hex(hash);
      put(" ");
      /* Not A: QEMU sets it for an AMO that then may not write. */
      for (u32 p = 0; p < PAGES; p++) put_hex(*slots[0][p] >> 7 & 1);
      put("\n");
    }
  }
  WRITE(satp, 0);
  for (u32 p = 0; p < PAGES; p++) {
    for (u32 i = 0; i < 512; i++) note(pages[p][i]);
    show("page", hash);
  }
  return 0;
}
