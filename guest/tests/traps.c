/*
 * Every exception, from every mode it can come from: cause, epc, tval, and mstatus after entry; then what mret makes
 * of mstatus, and delegation to the supervisor.
 */
#include "test.h"

#define NOWHERE 0x18000000ul
#define NOT_CANONICAL 0x8000000000000000ul

CODE(code_ok, "li a0, 0x600d");
CODE(code_ebreak, "ebreak");
CODE(code_illegal, ".word 0xffffffff");
CODE(code_zero, ".word 0");
CODE(code_ecall_args, "li a0, 0x111");
CODE(code_load, "ld a0, 0(a0)");
CODE(code_load_byte, "lb a0, 0(a0)");
CODE(code_load_offset, "lw a0, -4(a0)");
CODE(code_store, "sd a1, 0(a0)");
CODE(code_jump, "jr a0");
CODE(code_jump_link, "jalr a1, 0(a0)");
CODE(code_lr, "lr.w a0, (a0)");
CODE(code_lr_d, "lr.d a0, (a0)");
CODE(code_sc, "sc.w a0, a1, (a0)");
CODE(code_amo, "amoadd.w a0, a1, (a0)");
CODE(code_amo_d, "amoswap.d a0, a1, (a0)");
CODE(code_csr_absent, "csrr a0, 0x123");
CODE(code_csr_read_only, "csrw mhartid, a0");
CODE(code_csr_machine, "csrr a0, mstatus");
CODE(code_csr_supervisor, "csrr a0, sscratch");
CODE(code_mret, "mret");
CODE(code_sret, "sret");
CODE(code_wfi_none, "nop");
CODE(code_sfence, "sfence.vma");
CODE(code_fence, "fence\nfence.i\nfence.tso\nli a0, 1");
CODE(code_lr_sc, "lr.w a2, (a0)\nsc.w a0, a1, (a0)");
CODE(code_sc_again, "lr.w a2, (a0)\nsc.w a3, a1, (a0)\nsc.w a0, a1, (a0)");

CODE(code_sc_d, "sc.d a0, a1, (a0)");
CODE(code_lr_d_sc_w, "lr.d a2, (a0)\nsc.w a0, a1, (a0)");
CODE(code_lr_w_sc_d, "lr.w a2, (a0)\nsc.d a0, a1, (a0)");
CODE(code_lr_store_sc, "lr.d a2, (a0)\nsd a0, 0(a0)\nsc.d a0, a1, (a0)");
CODE(code_lr_same_store_sc, "lr.d a2, (a0)\nsd a2, 0(a0)\nsc.d a0, a1, (a0)");
CODE(code_lr_lr_sc, "lr.d a2, (a0)\naddi a3, a0, 8\nlr.d a4, (a3)\nsc.d a0, a1, (a0)");
CODE(code_lr_amo_sc, "lr.d a2, (a0)\namoadd.d a3, a1, (a0)\nsc.d a0, a1, (a0)");

static u64 cell[4] __attribute__((aligned(64)));

static const int modes[] = {MACHINE, SUPERVISOR, USER};
static const char *const names[] = {"machine", "supervisor", "user"};

static void one_mode(int mode, const char *name) {
  show("---- mode", (u64)mode);
  put(name);
  put("\n");
  struct run run = report("ok", mode, (u64)code_ok, 0, 0);
  show("status at entry", run.status);
  report("ebreak", mode, (u64)code_ebreak, 1, 0);
  report("illegal ones", mode, (u64)code_illegal, 1, 0);
  report("illegal zero", mode, (u64)code_zero, 1, 0);
  report("load nowhere", mode, (u64)code_load, NOWHERE, 0);
  report("load not canonical", mode, (u64)code_load, NOT_CANONICAL, 0);
  report("load byte at the end", mode, (u64)code_load_byte, ~0ul, 0);
  report("load with offset", mode, (u64)code_load_offset, NOWHERE, 0);
  report("load beyond RAM", mode, (u64)code_load_byte, 0x100000000000, 0);
  report("store nowhere", mode, (u64)code_store, NOWHERE, 0);
  report("jump nowhere", mode, (u64)code_jump, NOWHERE, 0);
  report("jump link nowhere", mode, (u64)code_jump_link, NOWHERE + 0x102, 0);
  report("lr misaligned", mode, (u64)code_lr, (u64)cell + 2, 0);
  report("lr.d misaligned", mode, (u64)code_lr_d, (u64)cell + 4, 0);
  report("amo misaligned", mode, (u64)code_amo, (u64)cell + 1, 0);
  report("amo.d misaligned", mode, (u64)code_amo_d, (u64)cell + 4, 0);
  report("lr nowhere", mode, (u64)code_lr, NOWHERE, 0);
  report("amo nowhere", mode, (u64)code_amo, NOWHERE, 0);
  report("absent csr", mode, (u64)code_csr_absent, 0, 0);
  report("read-only csr", mode, (u64)code_csr_read_only, 0, 0);
  if (mode != MACHINE) report("machine csr", mode, (u64)code_csr_machine, 0, 0);
  if (mode == USER) report("supervisor csr", mode, (u64)code_csr_supervisor, 0, 0);
  if (mode != MACHINE) report("mret", mode, (u64)code_mret, 0, 0);
  if (mode == USER) report("sret", mode, (u64)code_sret, 0, 0);
  if (mode == USER) report("sfence.vma", mode, (u64)code_sfence, 0, 0);
  report("fences", mode, (u64)code_fence, 0, 0);
  cell[0] = 0x1111;
  report("lr and sc", mode, (u64)code_lr_sc, (u64)cell, 0x2222);
  show("cell", cell[0]);
  report("sc twice", mode, (u64)code_sc_again, (u64)cell, 0x3333);
  show("cell", cell[0]);
  report("sc without lr", mode, (u64)code_sc, (u64)cell, 0x4444);
  show("cell", cell[0]);
  report("unaligned load", mode, (u64)code_load, (u64)cell + 3, 0);
  report("unaligned store", mode, (u64)code_store, (u64)cell + 5, 0x0102030405060708);
  show("cell", cell[0]);
  show("cell", cell[1]);
}

/* The bits that xRET and trap entry move, from every combination of them. */
static void status_moves(void) {
  put("---- mstatus over mret and trap\n");
  for (u64 bits = 0; bits < 8; bits++) {
    for (int m = 0; m < 3; m++) {
      CLEAR(mstatus, MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP | MSTATUS_MPRV);
      u64 set = (bits & 1 ? MSTATUS_MPIE : 0) | (bits & 2 ? MSTATUS_SPIE : 0) | (bits & 4 ? MSTATUS_MPRV : 0);
      SET(mstatus, set);
      struct run run = run_in(modes[m], (u64)code_ok, 0, 0);
      CLEAR(mstatus, MSTATUS_MPRV);
      show(names[m], run.status);
    }
  }
  CLEAR(mstatus, MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP);
  WRITE(sepc, (u64)code_ok);
  for (u64 bits = 0; bits < 8; bits++) {
    CLEAR(mstatus, MSTATUS_MPIE | MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP | MSTATUS_MPRV);
    u64 set = (bits & 1 ? MSTATUS_SPP : 0) | (bits & 2 ? MSTATUS_SPIE : 0) | (bits & 4 ? MSTATUS_MPRV : 0);
    SET(mstatus, set);
    struct run run = run_in(SUPERVISOR, (u64)code_sret, 0, 0);
    CLEAR(mstatus, MSTATUS_MPRV);
    show("sret from supervisor, cause", run.cause);
    show("status", run.status);
    CLEAR(mstatus, MSTATUS_MPIE | MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP | MSTATUS_MPRV);
    SET(mstatus, set);
    run = run_in(MACHINE, (u64)code_sret, 0, 0);
    CLEAR(mstatus, MSTATUS_MPRV);
    show("sret from machine, cause", run.cause);
    show("status", run.status);
  }
}

static void delegated(void) {
  put("---- delegated\n");
  CLEAR(mstatus, MSTATUS_MPIE | MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP);
  WRITE(stvec, (u64)supervisor_entry);
  /* ecall from the supervisor stays with the machine: it is how the programs come back. */
  WRITE(medeleg, 0xb1ff);
  show("medeleg", READ(medeleg));
  for (int m = 1; m < 3; m++) {
    int mode = modes[m];
    show("mode", (u64)mode);
    report("ok", mode, (u64)code_ok, 0, 0);
    report("ebreak", mode, (u64)code_ebreak, 1, 0);
    report("illegal", mode, (u64)code_illegal, 1, 0);
    report("load nowhere", mode, (u64)code_load, NOWHERE, 0);
    report("store nowhere", mode, (u64)code_store, NOWHERE, 0);
    report("jump nowhere", mode, (u64)code_jump, NOWHERE, 0);
    report("lr misaligned", mode, (u64)code_lr, (u64)cell + 2, 0);
    report("amo misaligned", mode, (u64)code_amo, (u64)cell + 2, 0);
    report("machine csr", mode, (u64)code_csr_machine, 0, 0);
    report("mret", mode, (u64)code_mret, 0, 0);
    SET(mstatus, MSTATUS_SIE | MSTATUS_SPIE);
    report("ebreak with SIE", mode, (u64)code_ebreak, 1, 0);
    CLEAR(mstatus, MSTATUS_SIE | MSTATUS_SPIE);
  }
  report("machine mode is never delegated", MACHINE, (u64)code_ebreak, 1, 0);
  WRITE(medeleg, 0);
  report("no longer", USER, (u64)code_ebreak, 1, 0);
}

/* What ends a reservation and what does not; and that a store-conditional looks at its address in any case. */
static void reservations(void) {
  for (int m = 0; m < 3; m++) {
    int mode = modes[m];
    show("---- reservations in mode", (u64)mode);
    report("sc misaligned", mode, (u64)code_sc, (u64)cell + 2, 0);
    report("sc.d misaligned", mode, (u64)code_sc_d, (u64)cell + 4, 0);
    report("sc nowhere", mode, (u64)code_sc, NOWHERE, 0);
    cell[0] = 0x1111;
    report("lr of a double, sc of a word", mode, (u64)code_lr_d_sc_w, (u64)cell, 0x2222);
    show("cell", cell[0]);
    cell[0] = 0x1111;
    report("lr of a word, sc of a double", mode, (u64)code_lr_w_sc_d, (u64)cell, 0x3333);
    show("cell", cell[0]);
    cell[0] = 0x1111;
    report("another value stored between", mode, (u64)code_lr_store_sc, (u64)cell, 0x4444);
    show("changed", cell[0] != 0x4444);
    cell[0] = 0x1111;
    report("the same value stored between", mode, (u64)code_lr_same_store_sc, (u64)cell, 0x5555);
    show("cell", cell[0]);
    report("lr of another address between", mode, (u64)code_lr_lr_sc, (u64)cell, 0x6666);
    show("cell", cell[0]);
    report("amo between", mode, (u64)code_lr_amo_sc, (u64)cell, 0x7777);
    show("cell", cell[0]);
    report("lr", mode, (u64)code_lr_d, (u64)cell, 0);
    report("sc after a trap", mode, (u64)code_sc_d, (u64)cell, 0x8888);
    show("cell", cell[0]);
  }
}

int main(void) {
  /* Everything is open to the lower modes. */
  WRITE(pmpaddr0, ~0ul >> 10);
  WRITE(pmpcfg0, 0x1f);
  for (int m = 0; m < 3; m++) one_mode(modes[m], names[m]);
  reservations();
  status_moves();
  delegated();
  return 0;
}
