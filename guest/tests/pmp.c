/*
 * Physical memory protection: the fields of its CSRs, every kind of region with every permission against accesses
 * from each mode, edges of regions, priority, page-table walks through protected pages, MPRV, and locks (last, since
 * only a reset opens them).
 */
#include "pages.h"

#define ADUE (1ul << 61)
enum { R = 1, W = 2, X = 4, OFF = 0, TOR = 8, NA4 = 16, NAPOT = 24, L = 128 };

CODE(code_load, "ld a0, 0(a0)");
CODE(code_load_word, "lw a0, 0(a0)");
CODE(code_load_byte, "lbu a0, 0(a0)");
CODE(code_store, "sd a1, 0(a0)");
CODE(code_fetch, "jr a0");
CODE(code_amo, "amoadd.d a0, a1, (a0)");

/* "li a0, 0x55; ecall", then data. */
static u64 page[1024] __attribute__((aligned(8192)));

static void fill_page(void) {
  for (int i = 0; i < 1024; i++) page[i] = 0x0000007305500513;
  asm volatile("fence.i" ::: "memory");
}

static void set_config(int entry, u64 value) {
  int shift = entry % 8 * 8;
  u64 config = entry < 8 ? READ(pmpcfg0) : READ(pmpcfg2);
  config = (config & ~(0xfful << shift)) | value << shift;
  if (entry < 8) WRITE(pmpcfg0, config);
  else WRITE(pmpcfg2, config);
  flush_all();
}

static void fields(void) {
  put("---- fields\n");
  static const u64 values[] = {~0ul, 0, 0xaaaaaaaaaaaaaaaa, 0x5555555555555555};
  for (int i = 0; i < 4; i++) {
    WRITE(pmpaddr0, values[i]);
    WRITE(pmpaddr7, values[i]);
    WRITE(pmpaddr15, values[i]);
    show("pmpaddr0", READ(pmpaddr0));
    show("pmpaddr7", READ(pmpaddr7));
    show("pmpaddr15", READ(pmpaddr15));
  }
  /* Writable without readable is reserved, and so are bits 5 and 6: at the end. */
  for (u64 config = 0; config < 32; config++) {
    if ((config & 3) == 2) continue;
    WRITE(pmpcfg0, config << 56 | config);
    WRITE(pmpcfg2, config << 24);
    show("pmpcfg0", READ(pmpcfg0));
    show("pmpcfg2", READ(pmpcfg2));
    WRITE(pmpcfg0, 0);
    WRITE(pmpcfg2, 0);
  }
  for (u64 config = 0x20; config < 0x80; config += 0x20) {
    WRITE(pmpcfg0, config | 1);
    show("reserved bits", READ(pmpcfg0));
  }
  WRITE(pmpcfg0, W);
  show("writable alone", READ(pmpcfg0));
  WRITE(pmpcfg0, W | X | NAPOT);
  show("writable alone, again", READ(pmpcfg0));
  WRITE(pmpcfg0, 0);
  WRITE(pmpaddr0, 0);
  WRITE(pmpaddr7, 0);
}

/* Entry 15 opens everything to what no earlier entry matches. */
static void open_rest(void) {
  WRITE(pmpaddr15, ~0ul >> 10);
  set_config(15, NAPOT | R | W | X);
}

static void put_cause(int mode, u64 code, u64 address) {
  u64 pc = READ(satp) ? pc_in(mode, code) : code;
  struct run run = run_in(mode, pc, address, 0x77);
  put(" ");
  if (run.cause >= 8 && run.cause <= 11) put(".");
  else {
    put_hex(run.cause);
    if (run.tval != address) {
      put("@");
      put_hex(run.tval);
    }
  }
}

/* Off once a lock keeps this program itself from writing. */
static int fills = 1;

static void accesses(const char *name, u64 config, u64 address) {
  put(name);
  put(" ");
  put_hex(config);
  put(":");
  for (int mode = 0; mode < 4; mode++) {
    if (mode == 2) continue;
    put_cause(mode, (u64)code_load, address);
    put_cause(mode, (u64)code_store, address);
    if (fills) put_cause(mode, (u64)code_amo, address);
    if (fills) fill_page();
    put_cause(mode, (u64)code_fetch, address);
    put(mode < 3 ? " ;" : "\n");
  }
}

static void regions(void) {
  put("---- permissions: load store amo fetch, from user; supervisor; machine\n");
  u64 base = (u64)page;
  for (u64 permission = 0; permission < 8; permission++) {
    if ((permission & 3) == 2) continue;
    set_config(0, OFF);
    WRITE(pmpaddr0, base >> 2 | 1);
    set_config(0, NAPOT | permission);
    accesses("napot 16", permission, base);
    accesses("behind it", permission, base + 16);
    WRITE(pmpaddr0, base >> 2 | 0x1ff);
    accesses("napot 4096", permission, base + 0x800);
    accesses("behind it", permission, base + 4096);
    WRITE(pmpaddr0, base >> 2 | 0x3ff);
    accesses("napot 8192", permission, base + 0x1000);
    set_config(0, OFF);
    WRITE(pmpaddr0, base >> 2);
    WRITE(pmpaddr1, (base + 4096) >> 2);
    set_config(1, TOR | permission);
    accesses("tor", permission, base + 0xff0);
    accesses("before tor", permission, base - 4096);
    accesses("behind tor", permission, base + 4096);
    WRITE(pmpaddr0, (base + 8192) >> 2);
    accesses("empty tor", permission, base + 0x10);
    set_config(1, OFF);
    set_config(0, TOR | permission);
    WRITE(pmpaddr0, (base + 0x20) >> 2);
    set_config(0, OFF);
  }
}

static void edges(void) {
  put("---- edges of small regions without permissions\n");
  u64 base = (u64)page + 0x100;
  for (int kind = 0; kind < 3; kind++) {
    static const u64 kinds[] = {NA4, NAPOT, TOR};
    set_config(0, OFF);
    set_config(1, OFF);
    WRITE(pmpaddr0, base >> 2);
    WRITE(pmpaddr1, (base + 12) >> 2);
    set_config(kind == 2 ? 1 : 0, kinds[kind]);
    show("kind", kinds[kind]);
    for (long distance = -8; distance <= 16; distance += 4) {
      put(distance < 0 ? "-" : "+");
      put_hex(distance < 0 ? -distance : distance);
      put_cause(SUPERVISOR, (u64)code_load_byte, base + distance);
      put_cause(SUPERVISOR, (u64)code_load_word, base + distance);
      if (distance % 8 == 0) put_cause(SUPERVISOR, (u64)code_load, base + distance);
      put("\n");
    }
  }
  set_config(0, OFF);
  set_config(1, OFF);
  put("---- the lowest entry that matches decides\n");
  WRITE(pmpaddr0, base >> 2 | 1);
  WRITE(pmpaddr1, base >> 2 | 0xf);
  set_config(0, NAPOT | R);
  set_config(1, NAPOT);
  accesses("read before none", R, base);
  accesses("none", 0, base + 16);
  set_config(0, NAPOT);
  set_config(1, NAPOT | R | W);
  accesses("none before write", W, base);
  accesses("write", R | W, base + 16);
  set_config(0, OFF);
  set_config(1, OFF);
  /* One entry stays in force, far away: with none at all, QEMU refuses mret itself. */
  WRITE(pmpaddr15, 0x1000);
  set_config(15, NA4);
  put("---- nothing matches\n");
  struct run run = report("supervisor", SUPERVISOR, (u64)code_load, base, 0);
  report("user", USER, (u64)code_load, base, 0);
  report("machine", MACHINE, (u64)code_load, base, 0);
  show("status", run.status);
  open_rest();
}

static void walks(void) {
  put("---- page tables\n");
  start_tables(3);
  u64 *slot = slot_of(PAGE_VA, 0);
  u64 table = (u64)slot & ~0xffful;
  u64 flags = PTE_V | PTE_R | PTE_W | PTE_X;
  for (u64 permission = 0; permission < 8; permission++) {
    if ((permission & 3) == 2) continue;
    for (u64 level = 0; level < 3; level++) {
      for (u64 hardware = 0; hardware < 2; hardware++) {
        u64 address = level == 0 ? table : level == 1 ? (u64)slot_of(PAGE_VA, 1) & ~0xffful : (u64)root;
        WRITE(menvcfg, hardware ? ADUE : 0);
        WRITE(pmpaddr0, address >> 2 | 0x1ff);
        set_config(0, NAPOT | permission);
        *slot = pte_of((u64)page, flags | (hardware ? 0 : PTE_A | PTE_D));
        flush_all();
        put("table at level ");
        put_hex(level);
        accesses(hardware ? " to update" : "", permission, PAGE_VA);
        show("  leaf", *slot & 0xff);
        set_config(0, OFF);
      }
    }
  }
  WRITE(menvcfg, 0);
  put("---- the page behind the translation\n");
  for (u64 permission = 0; permission < 8; permission++) {
    if ((permission & 3) == 2) continue;
    WRITE(pmpaddr0, (u64)page >> 2 | 0x1ff);
    set_config(0, NAPOT | permission);
    *slot = pte_of((u64)page, flags | PTE_A | PTE_D);
    flush_all();
    accesses("page", permission, PAGE_VA + 0x40);
    set_config(0, OFF);
  }
  WRITE(satp, 0);
}

CODE(mprv_load, "li a2, 0x1800\ncsrc mstatus, a2\ncsrs mstatus, a1\nld a0, 0(a0)");

static void modify_privilege(void) {
  put("---- MPRV\n");
  WRITE(pmpaddr0, (u64)page >> 2 | 0x1ff);
  set_config(0, NAPOT);
  for (u64 mode = 0; mode < 4; mode++) {
    if (mode == 2) continue;
    struct run run = run_in(MACHINE, (u64)mprv_load, (u64)page, MSTATUS_MPRV | mode << 11);
    CLEAR(mstatus, MSTATUS_MPRV);
    show("MPP", mode);
    show("cause", run.cause);
    show("tval", run.tval);
  }
  set_config(0, OFF);
}

static void locks(void) {
  put("---- locks\n");
  fill_page();
  fills = 0;
  u64 base = (u64)page;
  WRITE(pmpaddr2, base >> 2);
  WRITE(pmpaddr3, (base + 4096) >> 2);
  set_config(3, TOR | L | R);
  accesses("locked read only", R, base);
  WRITE(pmpaddr3, 0);
  WRITE(pmpaddr2, 0);
  show("pmpaddr2", READ(pmpaddr2));
  show("pmpaddr3", READ(pmpaddr3));
  WRITE(pmpcfg0, 0);
  show("pmpcfg0", READ(pmpcfg0));
  WRITE(pmpcfg0, ~0ul & 0x7f1f1f1f7f7f7f7f);
  show("pmpcfg0", READ(pmpcfg0) & 0xff000000);
  WRITE(pmpcfg0, 0);
  set_config(15, OFF);
  report("machine where nothing matches", MACHINE, (u64)code_load, base + 4096, 0);
  open_rest();
  WRITE(pmpaddr5, (base + 4096) >> 2 | 0x1ff);
  set_config(5, NAPOT | L);
  accesses("locked, nothing allowed", 0, base + 4096);
  WRITE(pmpaddr5, 0);
  show("pmpaddr5", READ(pmpaddr5));
  WRITE(pmpaddr4, 0x1234);
  show("pmpaddr4, below a locked region that is not TOR", READ(pmpaddr4));
}

int main(void) {
  fields();
  open_rest();
  fill_page();
  regions();
  edges();
  walks();
  modify_privilege();
  locks();
  return 0;
}
