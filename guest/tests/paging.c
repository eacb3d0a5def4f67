/*
 * Address translation: every combination of leaf permissions against SUM, MXR and hardware updating of A and D;
 * superpages at each level, aligned and not; pointers and leaves with reserved bits; addresses that are not
 * canonical; accesses across pages; tables and pages where there is no memory; MPRV; each form of sfence.vma.
 */
#include "pages.h"

#define ADUE (1ul << 61)
#define NOWHERE 0x18000000ul

CODE(code_load, "ld a0, 0(a0)");
CODE(code_load_at_8, "ld a0, 8(a0)");
CODE(code_store, "sd a1, 8(a0)");
CODE(code_store_first, "sd a1, 0(a0)");
CODE(code_fetch, "jr a0");
CODE(code_amo, "amoadd.d a0, a1, (a0)");
CODE(code_lr, "lr.d a0, (a0)");
CODE(code_sc, "lr.d a2, (a0)\nsc.d a0, a1, (a0)");
CODE(code_ok, "nop");

/* "li a0, 0x55; ecall", then data. */
static u64 page[1024] __attribute__((aligned(8192)));

static void fill_page(void) {
  for (int i = 0; i < 1024; i++) page[i] = 0x1111111111111111ul * (i & 15);
  page[0] = 0x0000007305500513;
  asm volatile("fence.i" ::: "memory");
}

static void put_cause(struct run run, int mode) {
  put(" ");
  if (run.cause == (mode == USER ? 8 : mode == SUPERVISOR ? 9 : 11)) put(".");
  else put_hex(run.cause);
}

/* One access with the leaf set anew; shows the cause, or "." for none, and what became of the leaf's low bits. */
static void one_access(u64 *slot, u64 pte, int mode, char *code) {
  *slot = pte;
  flush_all();
  struct run run = run_in(mode, pc_in(mode, (u64)code), PAGE_VA, 0x77);
  put_cause(run, mode);
  if (*slot != pte) {
    put("/");
    put_hex(*slot ^ pte);
  }
}

static void permissions(void) {
  put("---- flags: load store fetch amo lr by the supervisor; by the user\n");
  u64 *slot = slot_of(PAGE_VA, 0);
  for (u32 environment = 0; environment < 8; environment++) {
    CLEAR(mstatus, MSTATUS_SUM | MSTATUS_MXR);
    SET(mstatus, (environment & 1 ? MSTATUS_SUM : 0) | (environment & 2 ? MSTATUS_MXR : 0));
    WRITE(menvcfg, environment & 4 ? ADUE : 0);
    put(environment & 1 ? "---- SUM" : "----");
    put(environment & 2 ? " MXR" : "");
    put(environment & 4 ? " ADUE\n" : "\n");
    for (u64 flags = 0; flags < 256; flags++) {
      /* Invalid entries and the global bit make no difference to one another: a few are enough. */
      if ((!(flags & PTE_V) || flags & PTE_G) && flags % 7) continue;
      u64 pte = pte_of((u64)page, flags);
      put_hex(flags);
      put(":");
      for (int mode = SUPERVISOR; mode >= USER; mode--) {
        one_access(slot, pte, mode, code_load);
        one_access(slot, pte, mode, code_store);
        one_access(slot, pte, mode, code_fetch);
        one_access(slot, pte, mode, code_amo);
        one_access(slot, pte, mode, code_lr);
        if (mode == SUPERVISOR) put(" ;");
      }
      put("\n");
    }
  }
  CLEAR(mstatus, MSTATUS_SUM | MSTATUS_MXR);
  WRITE(menvcfg, 0);
  *slot = 0;
}

#define ALL (PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D)

static void try_all(const char *name, u64 va) {
  put(name);
  put("\n");
  report("  load", SUPERVISOR, (u64)code_load, va, 0x77);
  report("  store", SUPERVISOR, (u64)code_store, va, 0x77);
  report("  fetch", SUPERVISOR, (u64)code_fetch, va, 0x77);
  report("  amo", SUPERVISOR, (u64)code_amo, va, 0);
}

static void superpages(void) {
  put("---- superpages\n");
  for (int level = 1; level < levels; level++) {
    u64 size = 1ul << (12 + 9 * level);
    u64 va = 7 * size;
    u64 base = (u64)page & ~(size - 1);
    u64 *slot = slot_of(va, level);
    u64 target = va + ((u64)page - base);
    show("level", level);
    *slot = pte_of(base, ALL);
    flush_all();
    try_all("aligned", target);
    show("pte", *slot);
    WRITE(menvcfg, ADUE);
    *slot = pte_of(base, ALL & ~(PTE_A | PTE_D));
    flush_all();
    try_all("hardware A and D", target);
    show("pte", *slot);
    WRITE(menvcfg, 0);
    for (int bit = 0; bit < 9 * level; bit += 4) {
      *slot = pte_of(base | 1ul << (12 + bit), ALL);
      flush_all();
      show("misaligned by bit", bit);
      report("  load", SUPERVISOR, (u64)code_load, target, 0);
      report("  store", SUPERVISOR, (u64)code_store, target, 0x77);
    }
    *slot = 0;
  }
}

static void reserved_bits(void) {
  put("---- reserved bits in the leaf\n");
  u64 *slot = slot_of(PAGE_VA, 0);
  for (int bit = 8; bit < 64; bit++) {
    if (bit >= 10 && bit < 54) continue;
    *slot = pte_of((u64)page, ALL) | 1ul << bit;
    flush_all();
    show("bit", bit);
    report("  load", SUPERVISOR, (u64)code_load, PAGE_VA, 0);
    report("  fetch", SUPERVISOR, (u64)code_fetch, PAGE_VA, 0);
  }
  *slot = pte_of((u64)page, ALL);
  put("---- bits of pointers\n");
  for (int level = 1; level < levels; level++) {
    u64 *pointer = slot_of(PAGE_VA, level);
    u64 old = *pointer;
    for (int bit = 4; bit < 64; bit++) {
      if (bit >= 10 && bit < 54) continue;
      *pointer = old | 1ul << bit;
      flush_all();
      show("level", level);
      show("bit", bit);
      report("  load", SUPERVISOR, (u64)code_load, PAGE_VA, 0);
    }
    *pointer = old & ~1ul;
    flush_all();
    report("pointer not valid, load", SUPERVISOR, (u64)code_load, PAGE_VA, 0);
    report("pointer not valid, store", SUPERVISOR, (u64)code_store, PAGE_VA, 0);
    report("pointer not valid, fetch", SUPERVISOR, (u64)code_fetch, PAGE_VA, 0);
    *pointer = old;
  }
  *slot = pte_of((u64)root, PTE_V);
  flush_all();
  try_all("a pointer at the last level", PAGE_VA);
}

static void no_memory(void) {
  put("---- where there is no memory\n");
  u64 *slot = slot_of(PAGE_VA, 0);
  *slot = pte_of(NOWHERE, ALL);
  flush_all();
  try_all("page nowhere", PAGE_VA + 0x18);
  *slot = pte_of(0xffffffffff000, ALL);
  flush_all();
  try_all("page beyond everything", PAGE_VA);
  u64 *pointer = slot_of(PAGE_VA, 1);
  u64 old = *pointer;
  *pointer = pte_of(NOWHERE, PTE_V);
  flush_all();
  try_all("table nowhere", PAGE_VA);
  *pointer = old;
  u64 satp = READ(satp);
  WRITE(satp, satp >> 60 << 60 | NOWHERE >> 12);
  flush_all();
  report("root nowhere", SUPERVISOR, (u64)code_ok, 0, 0);
  WRITE(satp, satp);
  *slot = 0;
  flush_all();
}

static void canonical(void) {
  put("---- canonical addresses\n");
  u64 *slot = slot_of(PAGE_VA, 0);
  *slot = pte_of((u64)page, ALL);
  int top = 12 + 9 * levels;
  for (int bit = top - 1; bit < 64; bit++) {
    flush_all();
    show("bit", bit);
    try_all("", PAGE_VA | 1ul << bit);
  }
  u64 high = -1ul << 12;
  *slot_of(high, 0) = pte_of((u64)page, ALL);
  flush_all();
  try_all("the last page", high);
  report("past the last byte", SUPERVISOR, (u64)code_load, ~0ul - 3, 0);
  for (int bit = top - 1; bit < 64; bit += 3) try_all("the last page less one bit", high & ~(1ul << bit));
  *slot_of(high, 0) = 0;
}

static void crossing(void) {
  put("---- across two pages\n");
  u64 *first = slot_of(PAGE_VA, 0), *second = slot_of(PAGE_VA + 4096, 0);
  static const u64 flags[] = {ALL, 0, PTE_V | PTE_R | PTE_A | PTE_D, PTE_V | PTE_X | PTE_A};
  page[0] = 0x0000007305500513;
  /* A 4-byte instruction across the boundary: addi a0, zero, 0x66; then ecall. */
  ((u32 *)page)[1023] = 0x05130001;
  ((u32 *)page)[1024] = 0x00730660;
  ((u32 *)page)[1025] = 0x00010000;
  asm volatile("fence.i" ::: "memory");
  for (int a = 0; a < 4; a++) {
    for (int b = 0; b < 4; b++) {
      *first = pte_of((u64)page, flags[a]);
      *second = pte_of((u64)page + 4096, flags[b]);
      flush_all();
      show("first", flags[a]);
      show("second", flags[b]);
      report("  load", SUPERVISOR, (u64)code_load, PAGE_VA + 4096 - 3, 0);
      report("  fetch", SUPERVISOR, (u64)code_fetch, PAGE_VA + 4096 - 2, 0);
    }
  }
  for (int a = 0; a < 3; a++) {
    for (int b = 0; b < 3; b++) {
      fill_page();
      *first = pte_of((u64)page, flags[a]);
      *second = pte_of((u64)page + 4096, flags[b]);
      flush_all();
      show("first", flags[a]);
      show("second", flags[b]);
      report("  store", SUPERVISOR, (u64)code_store_first, PAGE_VA + 4096 - 5, 0x0102030405060708);
      show("  before", page[511]);
      show("  after", page[512]);
    }
  }
  *first = *second = 0;
  fill_page();
}

static void modify_privilege(void) {
  put("---- MPRV\n");
  u64 *slot = slot_of(PAGE_VA, 0);
  for (int user = 0; user < 2; user++) {
    for (u64 mode = 0; mode < 4; mode++) {
      if (mode == 2) continue;
      for (int bits = 0; bits < 4; bits++) {
        fill_page();
        *slot = pte_of((u64)page, ALL | (user ? PTE_U : 0));
        flush_all();
        u64 set = (bits & 1 ? MSTATUS_SUM : 0) | (bits & 2 ? MSTATUS_MXR : 0);
        SET(mstatus, set);
        /* The code sets MPRV itself, since entering it would clear MPP. */
        show(user ? "user page, MPP" : "supervisor page, MPP", mode);
        show("  SUM, MXR", bits);
        extern char mprv_load[], mprv_store[];
        struct run run = run_in(MACHINE, (u64)mprv_load, PAGE_VA, MSTATUS_MPRV | mode << 11);
        CLEAR(mstatus, MSTATUS_MPRV);
        show("  load cause", run.cause);
        show("  tval", run.tval);
        show("  status", run.status);
        run = run_in(MACHINE, (u64)mprv_store, PAGE_VA, MSTATUS_MPRV | mode << 11);
        CLEAR(mstatus, MSTATUS_MPRV);
        show("  store cause", run.cause);
        show("  a0", run.a[0]);
        CLEAR(mstatus, set);
      }
    }
  }
  *slot = 0;
}

CODE(mprv_load, "li a2, 0x1800\ncsrc mstatus, a2\ncsrs mstatus, a1\nld a0, 0(a0)");
CODE(mprv_store, "li a2, 0x1800\ncsrc mstatus, a2\ncsrs mstatus, a1\nsd a1, 8(a0)");

static void fences(void) {
  put("---- sfence.vma\n");
  u64 *slot = slot_of(PAGE_VA, 0);
  for (int form = 0; form < 4; form++) {
    *slot = pte_of((u64)page, ALL);
    flush_all();
    report("mapped", SUPERVISOR, (u64)code_load_at_8, PAGE_VA, 0);
    *slot = pte_of((u64)page + 4096, ALL);
    if (form == 0) asm volatile("sfence.vma" ::: "memory");
    if (form == 1) asm volatile("sfence.vma %0" ::"r"(PAGE_VA) : "memory");
    if (form == 2) asm volatile("sfence.vma %0, %1" ::"r"(PAGE_VA), "r"(0ul) : "memory");
    if (form == 3) asm volatile("sfence.vma zero, %0" ::"r"(0ul) : "memory");
    report("elsewhere", SUPERVISOR, (u64)code_load_at_8, PAGE_VA, 0);
    report("store elsewhere", SUPERVISOR, (u64)code_store, PAGE_VA, 0x1000 + form);
    show("there", page[513]);
    *slot = 0;
    flush_all();
    report("unmapped", SUPERVISOR, (u64)code_load_at_8, PAGE_VA, 0);
  }
  /* A new address space without a fence: satp's write and the ASID alone make it seen. */
  *slot = pte_of((u64)page, ALL);
  flush_all();
  report("first space", SUPERVISOR, (u64)code_load_at_8, PAGE_VA, 0);
  u64 satp = READ(satp);
  WRITE(satp, satp | 5ul << 44);
  show("asid", READ(satp) >> 44 & 0xffff);
  *slot = pte_of((u64)page + 4096, ALL);
  report("second space", SUPERVISOR, (u64)code_load_at_8, PAGE_VA, 0);
  WRITE(satp, satp);
  flush_all();
  report("first space again", SUPERVISOR, (u64)code_load_at_8, PAGE_VA, 0);
  *slot = 0;
  fill_page();
}

static void delegated(void) {
  put("---- delegated\n");
  WRITE(stvec, (u64)supervisor_entry);
  WRITE(medeleg, 0xb000);
  u64 *slot = slot_of(PAGE_VA, 0);
  *slot = 0;
  flush_all();
  for (int mode = SUPERVISOR; mode >= USER; mode--) {
    show("mode", (u64)mode);
    report("load", mode, pc_in(mode, (u64)code_load), PAGE_VA + 0x123, 0);
    report("store", mode, pc_in(mode, (u64)code_store), PAGE_VA + 0x123, 0);
    report("fetch", mode, pc_in(mode, (u64)code_fetch), PAGE_VA + 0x124, 0);
    report("sc", mode, pc_in(mode, (u64)code_sc), PAGE_VA + 0x120, 0);
  }
  WRITE(medeleg, 0);
}

int main(void) {
  WRITE(pmpaddr0, ~0ul >> 10);
  WRITE(pmpcfg0, 0x1f);
  for (int count = 3; count <= 5; count++) {
    show("==== levels", count);
    if (!mode_exists(count)) {
      put("satp does not take it\n");
      continue;
    }
    fill_page();
    start_tables(count);
    /* What a leaf allows does not depend on the number of levels. */
    if (count == 3) permissions();
    superpages();
    reserved_bits();
    no_memory();
    canonical();
    crossing();
    modify_privilege();
    fences();
    delegated();
    WRITE(satp, 0);
  }
  return 0;
}
