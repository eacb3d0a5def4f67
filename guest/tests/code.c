/*
 * Code that changes: by every kind of store, at every place in a page, across pages, through another mapping of the
 * same page; instructions entered in their middle; mappings of code that change. Between a change and its execution
 * stands fence.i (or sfence.vma for mappings), since the manual promises nothing without.
 */
#include "pages.h"

CODE(code_jump, "jr a0");
CODE(store_byte, "sb a1, 0(a0)");
CODE(store_half, "sh a1, 0(a0)");
CODE(store_word, "sw a1, 0(a0)");
CODE(store_double, "sd a1, 0(a0)");
CODE(store_amo, "amoswap.w a2, a1, (a0)");
CODE(store_amo_d, "amoswap.d a2, a1, (a0)");
CODE(store_conditional, "lr.w a2, (a0)\nsc.w a2, a1, (a0)");
CODE(store_float, "fmv.d.x ft0, a1\nfsd ft0, 0(a0)");
CODE(store_float_single, "fmv.w.x ft0, a1\nfsw ft0, 0(a0)");
/* Changes the instruction right behind the fence. */
CODE(change_ahead, "la a2, 1f\nsw a1, 0(a2)\nfence.i\n1: li a0, 0x111");
/* A loop that changes an instruction in it: adds 1, 2, 3, 4 by a patched immediate. */
CODE(change_loop, "li a0, 0\nli a3, 4\nla a2, 1f\n"
                  "2: fence.i\n1: addi a0, a0, 1\nlw a4, 0(a2)\nli a5, 0x100000\nadd a4, a4, a5\nsw a4, 0(a2)\n"
                  "addi a3, a3, -1\nbnez a3, 2b");

static u8 area[4 * 4096] __attribute__((aligned(8192)));

static void fence_i(void) { asm volatile("fence.i" ::: "memory"); }

static void put_half(u64 at, u32 half) {
  area[at] = half;
  area[at + 1] = half >> 8;
}

static void put_word(u64 at, u32 word) {
  put_half(at, word);
  put_half(at + 2, word >> 16);
}

/* addi a0, zero, value */
static u32 load_immediate(u32 value) { return value << 20 | 0x513; }
#define ECALL 0x73u
#define C_NOP 1u

/* "li a0, value; ecall" at an offset. */
static void put_code(u64 at, u32 value) {
  put_word(at, load_immediate(value));
  put_word(at + 4, ECALL);
}

static void expect(const char *name, struct run run) {
  put(name);
  put(" cause ");
  put_hex(run.cause);
  put(" a0 ");
  put_hex(run.a[0]);
  put(" epc ");
  put_hex(run.epc & 0xffff);
  put("\n");
}

/* Every halfword of a page, and across its end: written, run, written again, run again. */
static void everywhere(void) {
  put("---- everywhere\n");
  u64 wrong = 0, sum = 0;
  for (u64 at = 0; at < 4096 + 8; at += 2) {
    for (u32 round = 0; round < 2; round++) {
      u32 value = (at >> 1 ^ round * 0x155) & 0x7ff;
      put_code(at, value);
      fence_i();
      struct run run = run_in(MACHINE, (u64)area + at, 0, 0);
      wrong += run.a[0] != value || run.epc != (u64)area + at + 4;
      sum = sum * 3 + run.a[0];
    }
  }
  show("wrong", wrong);
  show("sum", sum);
}

/* One instruction is changed by each kind of store, from each mode. */
static void by_stores(void) {
  static const struct {
    const char *name;
    char *code;
    u32 align;
  } stores[] = {
    {"byte", store_byte, 1}, {"half", store_half, 2}, {"word", store_word, 2}, {"double", store_double, 2},
    {"amo", store_amo, 4}, {"amo of a double", store_amo_d, 8}, {"conditional", store_conditional, 4},
    {"float", store_float, 2}, {"float single", store_float_single, 2},
  };
  for (u32 s = 0; s < sizeof stores / sizeof stores[0]; s++) {
    for (int mode = 0; mode < 4; mode++) {
      if (mode == 2) continue;
      for (u64 at = 4096 - 8; at < 4096 + 8; at += stores[s].align) {
        u64 base = at & ~7ul;
        for (u64 i = base - 8; i < base + 24; i += 2) put_half(i, C_NOP);
        put_code(base + 24, 0x123);
        put_word(at < base + 4 ? base : base + 4, load_immediate(0x150));
        fence_i();
        struct run first = run_in(mode, (u64)area + base - 8, 0, 0);
        /* a0 += 1 twice, in compressed instructions: c.addi a0, 1. */
        run_in(mode, (u64)stores[s].code, (u64)area + at, 0x0505050505050505);
        fence_i();
        struct run second = run_in(mode, (u64)area + base - 8, 0, 0);
        put(stores[s].name);
        show(" at", at);
        expect("  before", first);
        expect("  after", second);
      }
    }
  }
}

/* An instruction's second half, entered as an instruction. */
static void in_the_middle(void) {
  put("---- in the middle\n");
  for (u64 at = 0x100; at < 0x2000; at += 0xefe) {
    /* lui a0, 0x05050: its upper half is c.addi a0, 1. */
    put_word(at, 0x05050537);
    put_word(at + 4, ECALL);
    fence_i();
    expect("from its start", run_in(MACHINE, (u64)area + at, 7, 0));
    expect("from its middle", run_in(MACHINE, (u64)area + at + 2, 7, 0));
    expect("from its start", run_in(USER, (u64)area + at, 7, 0));
    expect("from its middle", run_in(USER, (u64)area + at + 2, 7, 0));
    /* Now two short ones there. */
    put_half(at, 0x0505);
    put_half(at + 2, 0x0509);
    fence_i();
    expect("two short", run_in(MACHINE, (u64)area + at, 7, 0));
  }
}

static void ahead(void) {
  put("---- by the code itself\n");
  for (int mode = 0; mode < 4; mode++) {
    if (mode == 2) continue;
    expect("first", run_in(mode, (u64)change_ahead, 0, load_immediate(0x222)));
    expect("again", run_in(mode, (u64)change_ahead, 0, load_immediate(0x333)));
    expect("loop", run_in(mode, (u64)change_loop, 0, 0));
  }
}

#define CODE_VA 0x1234560000ul

/* Code seen at one address, changed through another; and addresses whose page changes. */
static void mapped(void) {
  put("---- mappings\n");
  start_tables(3);
  u64 all = PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D;
  u64 *first = slot_of(CODE_VA, 0), *second = slot_of(CODE_VA + 4096, 0), *other = slot_of(CODE_VA + 0x8000, 0);
  *first = *other = pte_of((u64)area, all);
  *second = pte_of((u64)area + 4096, all);
  flush_all();
  for (u32 i = 0; i < 4; i++) {
    run_in(SUPERVISOR, (u64)store_word, CODE_VA + 0x8000 + 0x40, load_immediate(0x440 + i));
    run_in(SUPERVISOR, (u64)store_word, CODE_VA + 0x8000 + 0x44, ECALL);
    fence_i();
    expect("changed by an alias", run_in(SUPERVISOR, CODE_VA + 0x40, 0, 0));
    expect("run by the alias", run_in(SUPERVISOR, CODE_VA + 0x8000 + 0x40, 0, 0));
    put_code(0x40, 0x550 + i);
    fence_i();
    expect("changed by machine mode", run_in(SUPERVISOR, CODE_VA + 0x40, 0, 0));
  }
  /* auipc a0, 0: the same bytes give another value at each address. */
  put_word(0x80, 0x00000517);
  put_word(0x84, ECALL);
  fence_i();
  report("auipc at the first", SUPERVISOR, CODE_VA + 0x80, 0, 0);
  report("auipc at the alias", SUPERVISOR, CODE_VA + 0x8080, 0, 0);
  report("auipc untranslated", MACHINE, (u64)area + 0x80, 0, 0);
  put_code(0x40, 0x111);
  put_code(4096 + 0x40, 0x222);
  put_code(8192 + 0x40, 0x333);
  fence_i();
  for (u32 i = 0; i < 6; i++) {
    *first = pte_of((u64)area + 4096 * (i % 3), all);
    if (i & 1) flush_all();
    else asm volatile("sfence.vma %0" ::"r"(CODE_VA) : "memory");
    expect("page changed", run_in(SUPERVISOR, CODE_VA + 0x40, 0, 0));
  }
  /* Across two pages, of which the second changes: addi a0, zero, x with its upper half there. */
  for (u32 i = 0; i < 3; i++) put_half(4096 * i + 0xffe, 0x0513);
  for (u32 i = 0; i < 4; i++) {
    put_half(4096 * i, 0x1110 * (i + 1));
    put_word(4096 * i + 2, ECALL);
  }
  fence_i();
  for (u32 i = 0; i < 6; i++) {
    *first = pte_of((u64)area, all);
    *second = pte_of((u64)area + 4096 * (1 + i % 3), all);
    flush_all();
    expect("second page changed", run_in(SUPERVISOR, CODE_VA + 0xffe, 0, 0));
    put_half(4096 * (1 + i % 3), 0x0100 * (i + 1));
    fence_i();
    expect("second page written", run_in(SUPERVISOR, CODE_VA + 0xffe, 0, 0));
  }
  /* Permissions of code that has run already. */
  *second = pte_of((u64)area + 4096, all);
  static const u64 flags[] = {PTE_X, 0, PTE_U, PTE_A, PTE_V};
  for (u32 i = 0; i < 5; i++) {
    *first = pte_of((u64)area, all);
    flush_all();
    put_code(0x40, 0x600 + i);
    fence_i();
    expect("runs", run_in(SUPERVISOR, CODE_VA + 0x40, 0, 0));
    *first = pte_of((u64)area, i == 2 ? all | PTE_U : all & ~flags[i]);
    flush_all();
    expect("after its flags changed", run_in(SUPERVISOR, CODE_VA + 0x40, 0, 0));
  }
  /* Code in a page of tables: the walker reads it, the hart runs it, stores change both. */
  u64 table = (u64)slot_of(CODE_VA, 0) & ~0xffful;
  *slot_of(CODE_VA + 0x10000, 0) = pte_of(table, all);
  flush_all();
  u32 *free = (u32 *)(table + 0x800);
  for (u32 i = 0; i < 3; i++) {
    free[0] = load_immediate(0x770 + i);
    free[1] = ECALL;
    fence_i();
    expect("in a table", run_in(SUPERVISOR, CODE_VA + 0x10800, 0, 0));
    run_in(SUPERVISOR, (u64)store_word, CODE_VA + 0x10800, load_immediate(0x780 + i));
    fence_i();
    expect("changed there", run_in(SUPERVISOR, CODE_VA + 0x10800, 0, 0));
    run_in(SUPERVISOR, (u64)store_double, CODE_VA + 0x10000 + (((u64)second) & 0xfff), pte_of((u64)area + 4096 * (i + 1), all));
    flush_all();
    expect("a leaf changed there", run_in(SUPERVISOR, CODE_VA + 0xffe, 0, 0));
  }
  WRITE(satp, 0);
}

int main(void) {
  WRITE(pmpaddr0, ~0ul >> 10);
  WRITE(pmpcfg0, 0x1f);
  SET(mstatus, MSTATUS_FS);
  /* Hardware updates of A and D are on at reset where the older Svade is missing. */
  WRITE(menvcfg, 0);
  everywhere();
  by_stores();
  in_the_middle();
  ahead();
  mapped();
  return 0;
}
