/*
 * What the machine lets lower modes do: FS, TVM, TSR, TW, the counter enables, sstc's enable, and where FS goes.
 */
#include "test.h"

CODE(code_ok, "li a0, 0x600d");
CODE(code_fadd, "fadd.s ft0, ft1, ft2");
CODE(code_fmv, "fmv.x.d a0, ft0");
CODE(code_fmv_to, "fmv.d.x ft0, a0");
CODE(code_feq, "feq.d a0, ft0, ft0");
CODE(code_fld, "fld ft0, 0(a0)");
CODE(code_fsd, "fsd ft0, 0(a0)");
CODE(code_flw, "flw ft0, 0(a0)");
CODE(code_cfld, ".option push\n.option rvc\nc.fld fa0, 0(a0)\nc.nop\n.option pop");
CODE(code_read_fcsr, "frcsr a0");
CODE(code_write_fcsr, "fscsr a0");
CODE(code_read_satp, "csrr a0, satp");
CODE(code_write_satp, "csrw satp, a0");
CODE(code_sfence, "sfence.vma");
CODE(code_sfence_args, "sfence.vma a0, a1");
CODE(code_sret, "sret");
CODE(code_wfi, "wfi");
CODE(code_cycle, "rdcycle a0");
CODE(code_time, "rdtime a0");
CODE(code_instret, "rdinstret a0");
CODE(code_hpm3, "csrr a0, hpmcounter3");
CODE(code_read_stimecmp, "csrr a0, 0x14d");
CODE(code_write_stimecmp, "csrw 0x14d, a0");
CODE(code_sstatus, "csrr a0, sstatus");
CODE(code_write_cycle, "csrw cycle, a0");
CODE(code_no_write_cycle, "csrrs a0, cycle, x0");
CODE(code_set_zero, "csrrsi a0, 0xf14, 0");
CODE(code_set_one, "csrrsi a0, 0xf14, 1");
CODE(code_jump_sstatus, "csrrci a0, sstatus, 0");

static const int modes[] = {MACHINE, SUPERVISOR, USER};
static u64 cell[2] __attribute__((aligned(16))) = {0x3ff0000000000000, 0xffffffff3f800000};

static void legality(const char *name, int mode, u64 pc) {
  struct run run = run_in(mode, pc, (u64)cell, 0);
  put(name);
  put(run.cause == 2 ? ": illegal" : ": runs");
  put(" FS ");
  put_hex(run.status >> 13 & 3);
  put(" SD ");
  put_hex(run.status >> 63);
  put("\n");
}

static void floats(void) {
  for (u64 fs = 0; fs < 4; fs++) {
    for (int m = 0; m < 3; m++) {
      show("---- FS", fs);
      show("mode", (u64)modes[m]);
#define TRY(name)                            \
  CLEAR(mstatus, MSTATUS_FS);                \
  SET(mstatus, fs << 13);                    \
  legality(#name, modes[m], (u64)name)
      TRY(code_fadd);
      TRY(code_fmv);
      TRY(code_fmv_to);
      TRY(code_feq);
      TRY(code_fld);
      TRY(code_fsd);
      TRY(code_flw);
      TRY(code_cfld);
      TRY(code_read_fcsr);
      TRY(code_write_fcsr);
    }
  }
}

static void traps_from_lower(void) {
  static const struct {
    const char *name;
    u64 bits;
  } settings[] = {{"none", 0}, {"TVM", MSTATUS_TVM}, {"TSR", MSTATUS_TSR}};
  WRITE(sepc, (u64)code_ok);
  for (u32 s = 0; s < 3; s++) {
    for (int m = 0; m < 3; m++) {
      put("---- ");
      put(settings[s].name);
      show(" mode", (u64)modes[m]);
      CLEAR(mstatus, MSTATUS_TVM | MSTATUS_TSR | MSTATUS_SPP);
      SET(mstatus, settings[s].bits);
      legality("code_read_satp", modes[m], (u64)code_read_satp);
      report("code_write_satp", modes[m], (u64)code_write_satp, 0, 0);
      legality("code_sfence", modes[m], (u64)code_sfence);
      legality("code_sfence_args", modes[m], (u64)code_sfence_args);
      report("code_sret", modes[m], (u64)code_sret, 0, 0);
      WRITE(satp, 0);
    }
  }
  CLEAR(mstatus, MSTATUS_TVM | MSTATUS_TSR);
}

/* With an interrupt pending but not enabled by mstatus, wfi goes on at once where it may run. */
static void waits(void) {
  WRITE(mie, 1ul << 1);
  WRITE(mip, 1ul << 1);
  for (int m = 0; m < 3; m++) {
    show("---- wfi in mode", (u64)modes[m]);
    CLEAR(mstatus, MSTATUS_TW);
    WRITE(mideleg, 2);
    legality("wfi", modes[m], (u64)code_wfi);
  }
  WRITE(mip, 0);
  WRITE(mie, 0);
  WRITE(mideleg, 0);
}

static void counters(void) {
  for (u64 enabled = 0; enabled < 16; enabled++) {
    WRITE(mcounteren, enabled);
    for (u64 inner = 0; inner < 2; inner++) {
      WRITE(scounteren, inner ? ~enabled : enabled);
      for (int m = 1; m < 3; m++) {
        show("---- mcounteren", enabled);
        show("scounteren", READ(scounteren));
        show("mode", (u64)modes[m]);
        legality("cycle", modes[m], (u64)code_cycle);
        legality("time", modes[m], (u64)code_time);
        legality("instret", modes[m], (u64)code_instret);
        legality("hpmcounter3", modes[m], (u64)code_hpm3);
      }
    }
  }
  WRITE(mcounteren, 7);
  WRITE(scounteren, 7);
  for (int m = 0; m < 3; m++) {
    show("---- read-only counters in mode", (u64)modes[m]);
    legality("write cycle", modes[m], (u64)code_write_cycle);
    legality("set nothing in cycle", modes[m], (u64)code_no_write_cycle);
    legality("set 0 in mhartid", modes[m], (u64)code_set_zero);
    legality("set 1 in mhartid", modes[m], (u64)code_set_one);
    legality("clear nothing in sstatus", modes[m], (u64)code_jump_sstatus);
  }
  for (u64 bits = 0; bits < 4; bits++) {
    WRITE(menvcfg, bits << 63);
    WRITE(mcounteren, bits & 2);
    show("---- menvcfg", READ(menvcfg));
    show("mcounteren", READ(mcounteren));
    for (int m = 0; m < 3; m++) {
      show("mode", (u64)modes[m]);
      legality("read stimecmp", modes[m], (u64)code_read_stimecmp);
      legality("write stimecmp", modes[m], (u64)code_write_stimecmp);
    }
  }
  WRITE(menvcfg, 0);
}

/* Time goes on, and instret counts every instruction; exact counts are the interpreter's own business. */
static void progress(void) {
  WRITE(mcountinhibit, 0);
  u64 time = READ(time), cycle = READ(mcycle), retired = READ(minstret);
  for (volatile int i = 0; i < 20000; i++) continue;
  put(READ(mcycle) > cycle ? "mcycle goes on\n" : "mcycle stands\n");
  put(READ(minstret) > retired ? "minstret goes on\n" : "minstret stands\n");
  put(READ(time) > time ? "time goes on\n" : "time stands\n");
  WRITE(mcycle, 0x123456789abcdef0);
  put(READ(mcycle) - 0x123456789abcdef0 < 0x1000000 ? "mcycle was written\n" : "mcycle was not written\n");
  WRITE(minstret, 0x0fedcba987654321);
  put(READ(minstret) - 0x0fedcba987654321 < 0x1000000 ? "minstret was written\n" : "minstret was not written\n");
  put(READ(cycle) - 0x123456789abcdef0 < 0x1000000 ? "cycle follows\n" : "cycle does not follow\n");
  WRITE(mcycle, 0);
  WRITE(minstret, 0);
}

int main(void) {
  WRITE(pmpaddr0, ~0ul >> 10);
  WRITE(pmpcfg0, 0x1f);
  floats();
  traps_from_lower();
  waits();
  counters();
  progress();
  for (int m = 0; m < 3; m++) {
    show("sstatus in mode", (u64)modes[m]);
    report("read sstatus", modes[m], (u64)code_sstatus, 0, 0);
  }
  return 0;
}
