/*
 * Interrupts: pending, enabled, delegated and in which order; direct and vectored entry; when they come; the
 * supervisor timer; wfi; and the sources on the board (CLINT, PLIC with the UART).
 */
#include "test.h"

#define CLINT_MSIP ((volatile u32 *)0x2000000)
#define CLINT_MTIMECMP ((volatile u64 *)0x2004000)
#define CLINT_MTIME ((volatile u64 *)0x200bff8)
#define PLIC ((volatile u32 *)0xc000000)
#define PLIC_ENABLE(context) PLIC[(0x2000 + 0x80 * (context)) / 4]
#define PLIC_PENDING PLIC[0x1000 / 4]
#define PLIC_THRESHOLD(context) PLIC[(0x200000 + 0x1000 * (context)) / 4]
#define PLIC_CLAIM(context) PLIC[(0x200004 + 0x1000 * (context)) / 4]
#define UART ((volatile u8 *)0x10000000)
#define UART_LINE 10
#define STCE (1ul << 63)
#define INTERRUPT (1ul << 63)

CODE(code_nops, "nop\nnop\nnop");
CODE(code_enable_machine, "nop\ncsrsi mstatus, 8\nnop\nnop");
CODE(code_enable_supervisor, "nop\ncsrsi sstatus, 2\nnop\nnop");
CODE(code_enable_mie, "nop\ncsrw mie, a0\nnop\nnop");
CODE(code_enable_sie, "nop\ncsrw sie, a0\nnop\nnop");
CODE(code_raise_sip, "nop\ncsrsi sip, 2\nnop\nnop");
CODE(code_mret_enabling, "la a1, 1f\ncsrw mepc, a1\nli a1, 0x1880\ncsrs mstatus, a1\nmret\n1: nop\nnop");
CODE(code_wfi, "wfi\nnop\nnop");
CODE(code_timer, "nop\ncsrw 0x14d, zero\nnop\nnop");

static const int modes[] = {MACHINE, SUPERVISOR, USER};

/* What a run ended with: the interrupt's number or "ecall", where, by whom, and the vector. */
static void show_end(const char *name, struct run run, u64 pc) {
  put(name);
  put(": ");
  u64 cause = run.cause, epc = run.epc;
  if (run.a[7] == 0x5e) {
    put("supervisor ");
    cause = run.a[0];
    epc = run.a[1];
  }
  if (cause & INTERRUPT) {
    put("interrupt ");
    put_hex(cause & ~INTERRUPT);
  } else {
    put("exception ");
    put_hex(cause);
  }
  put(" at +");
  put_hex(epc - pc);
  put(" vector ");
  put_hex(run.a[7] == 0x5e ? run.a[4] : run.vector);
  put(" status ");
  put_hex(run.status);
  put("\n");
}

static void run_and_show(const char *name, int mode, char *code, u64 a0) {
  show_end(name, run_in(mode, (u64)code, a0, 0), (u64)code);
}

static void set_enables(u64 machine, u64 supervisor) {
  CLEAR(mstatus, MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_SIE | MSTATUS_SPIE);
  /* run_in enters by mret, which takes MIE from MPIE. */
  SET(mstatus, (machine ? MSTATUS_MPIE : 0) | (supervisor ? MSTATUS_SIE : 0));
}

static void quiet(void) {
  WRITE(mie, 0);
  WRITE(mip, 0);
  *CLINT_MSIP = 0;
  *CLINT_MTIMECMP = ~0ul;
  WRITE(menvcfg, 0);
  WRITE(mideleg, 0);
  set_enables(0, 0);
}

/* Supervisor interrupts raised by software, one and all, delegated or not, from each mode, enabled or not. */
static void by_software(void) {
  for (u64 vectored = 0; vectored < 2; vectored++) {
    WRITE(mtvec, (u64)trap_entry | vectored);
    WRITE(stvec, (u64)supervisor_entry | vectored);
    for (u64 delegated = 0; delegated < 2; delegated++) {
      for (int m = 0; m < 3; m++) {
        for (u64 enables = 0; enables < 4; enables++) {
          show(vectored ? "---- vectored, mode" : "---- mode", (u64)modes[m]);
          show("delegated", delegated);
          show("MIE, SIE", enables);
          static const u64 pending[] = {0x2, 0x20, 0x200, 0x222, 0x202, 0x220};
          for (int p = 0; p < 6; p++) {
            quiet();
            WRITE(mideleg, delegated ? 0x222 : 0);
            WRITE(mip, pending[p]);
            WRITE(mie, 0xaaa);
            set_enables(enables & 1, enables & 2);
            run_and_show("  pending", modes[m], code_nops, 0);
          }
        }
      }
    }
  }
  WRITE(mtvec, (u64)trap_entry);
  WRITE(stvec, (u64)supervisor_entry);
  quiet();
}

/* All six at once; the one that is taken is masked, and again. */
static void order(void) {
  for (int m = 0; m < 3; m++) {
    for (u64 delegated = 0; delegated < 2; delegated++) {
      show("---- order in mode", (u64)modes[m]);
      show("delegated", delegated);
      quiet();
      WRITE(mideleg, delegated ? 0x222 : 0);
      WRITE(mip, 0x222);
      *CLINT_MSIP = 1;
      *CLINT_MTIMECMP = 0;
      PLIC[UART_LINE] = 1;
      PLIC_ENABLE(0) = 1 << UART_LINE;
      PLIC_THRESHOLD(0) = 0;
      UART[1] = 2;
      show("mip", READ(mip));
      u64 enabled = 0xaaa;
      for (int i = 0; i < 7; i++) {
        WRITE(mie, enabled);
        set_enables(1, 1);
        struct run run = run_in(modes[m], (u64)code_nops, 0, 0);
        show_end("taken", run, (u64)code_nops);
        u64 cause = run.a[7] == 0x5e ? run.a[0] : run.cause;
        if (!(cause & INTERRUPT)) break;
        enabled &= ~(1ul << (cause & 63));
      }
      UART[1] = 0;
      PLIC_CLAIM(0) = PLIC_CLAIM(0);
      PLIC_ENABLE(0) = 0;
      quiet();
    }
  }
}

/* An interrupt that becomes possible in the middle comes before the next instruction. */
static void moments(void) {
  put("---- moments\n");
  quiet();
  WRITE(mip, 2);
  WRITE(mie, 2);
  run_and_show("mstatus.MIE set", MACHINE, code_enable_machine, 0);
  quiet();
  WRITE(mip, 2);
  set_enables(1, 0);
  run_and_show("mie written", MACHINE, code_enable_mie, 2);
  quiet();
  WRITE(mip, 2);
  WRITE(mie, 2);
  run_and_show("mret sets MIE", MACHINE, code_mret_enabling, 0);
  quiet();
  WRITE(mideleg, 2);
  WRITE(mip, 2);
  WRITE(mie, 2);
  run_and_show("sstatus.SIE set", SUPERVISOR, code_enable_supervisor, 0);
  quiet();
  WRITE(mideleg, 2);
  WRITE(mip, 2);
  set_enables(0, 1);
  run_and_show("sie written", SUPERVISOR, code_enable_sie, 2);
  quiet();
  WRITE(mideleg, 2);
  WRITE(mie, 2);
  set_enables(0, 1);
  run_and_show("sip written", SUPERVISOR, code_raise_sip, 0);
  quiet();
  run_and_show("sip written, not delegated", SUPERVISOR, code_raise_sip, 0);
  show("mip", READ(mip));
  quiet();
}

static void supervisor_timer(void) {
  put("---- stimecmp\n");
  for (u64 enabled = 0; enabled < 2; enabled++) {
    quiet();
    WRITE(mcounteren, 7);
    WRITE(0x14d, ~0ul);
    WRITE(menvcfg, enabled ? STCE : 0);
    show("STCE", enabled);
    WRITE(mip, 0x20);
    show("mip after writing STIP", READ(mip));
    WRITE(0x14d, 0);
    show("mip after stimecmp = 0", READ(mip));
    WRITE(mip, 0);
    show("mip after clearing", READ(mip));
    WRITE(mideleg, 0x20);
    show("sip", READ(sip));
    WRITE(mie, 0x20);
    set_enables(0, 1);
    run_and_show("user", USER, code_nops, 0);
    WRITE(0x14d, ~0ul);
    show("mip after stimecmp = ones", READ(mip));
    run_and_show("supervisor writes stimecmp", SUPERVISOR, code_timer, 0);
    WRITE(0x14d, ~0ul);
  }
  quiet();
}

static void machine_timer(void) {
  put("---- CLINT\n");
  quiet();
  show("mip", READ(mip));
  *CLINT_MTIMECMP = 0;
  show("mip after mtimecmp = 0", READ(mip));
  *CLINT_MTIMECMP = ~0ul;
  show("mip after mtimecmp = ones", READ(mip));
  *CLINT_MSIP = 1;
  show("mip after msip = 1", READ(mip));
  show("msip", *CLINT_MSIP);
  *CLINT_MSIP = 0xfffffffe;
  show("mip after msip = even", READ(mip));
  show("msip", *CLINT_MSIP);
  WRITE(mip, ~0ul);
  show("MSIP, MTIP, MEIP cannot be written", READ(mip) & 0x888);
  WRITE(mip, 0);
  u64 before = *CLINT_MTIME, csr = READ(time), after = *CLINT_MTIME;
  put(before <= csr && csr <= after ? "mtime and time agree\n" : "mtime and time differ\n");
}

static void waiting(void) {
  put("---- wfi\n");
  for (int m = 0; m < 2; m++) {
    quiet();
    WRITE(mie, 0x80);
    *CLINT_MTIMECMP = *CLINT_MTIME + 20000;
    run_and_show(m ? "timer not enabled in mstatus" : "timer, supervisor mode", m ? MACHINE : SUPERVISOR, code_wfi, 0);
    quiet();
    WRITE(mie, 0x80);
    set_enables(1, 0);
    *CLINT_MTIMECMP = *CLINT_MTIME + 20000;
    run_and_show("timer enabled", modes[m], code_wfi, 0);
  }
  quiet();
  WRITE(menvcfg, STCE);
  WRITE(mideleg, 0x20);
  WRITE(mie, 0x20);
  WRITE(0x14d, READ(time) + 20000);
  set_enables(0, 1);
  run_and_show("supervisor timer", SUPERVISOR, code_wfi, 0);
  WRITE(0x14d, ~0ul);
  quiet();
}

/* Prints only while the UART's interrupt is off: each byte lowers and raises its wire, and QEMU's PLIC takes
   that for a new request even while the last one is being served. */
static void external(void) {
  put("---- PLIC\n");
  for (int context = 0; context < 2; context++) {
    quiet();
    PLIC[UART_LINE] = 3;
    PLIC_ENABLE(context) = 1 << UART_LINE;
    PLIC_THRESHOLD(context) = 0;
    u64 seen[10], *at = seen;
    *at++ = READ(mip);
    UART[1] = 2;
    *at++ = READ(mip);
    *at++ = PLIC_PENDING;
    WRITE(mideleg, 0x222);
    *at++ = READ(sip);
    WRITE(mie, 0xa00);
    set_enables(1, 1);
    struct run run = run_in(USER, (u64)code_nops, 0, 0);
    PLIC_THRESHOLD(context) = 3;
    *at++ = READ(mip);
    PLIC_THRESHOLD(context) = 2;
    u32 claimed = PLIC_CLAIM(context);
    *at++ = claimed;
    *at++ = READ(mip);
    *at++ = PLIC_CLAIM(context);
    /* Software may raise SEIP beside the wire. */
    WRITE(mip, 0x200);
    *at++ = READ(mip);
    WRITE(mip, 0);
    UART[1] = 0;
    PLIC_CLAIM(context) = claimed;
    *at++ = READ(mip);
    PLIC_ENABLE(context) = 0;
    PLIC[UART_LINE] = 0;
    show("context", context);
    static const char *const names[10] = {
      "mip before", "mip", "pending", "sip", "mip at threshold", "claimed", "mip after claim", "claimed again",
      "mip with SEIP written", "mip after completion",
    };
    for (int i = 0; i < 10; i++) show(names[i], seen[i]);
    show_end("user", run, (u64)code_nops);
  }
  quiet();
}

int main(void) {
  WRITE(pmpaddr0, ~0ul >> 10);
  WRITE(pmpcfg0, 0x1f);
  by_software();
  order();
  moments();
  supervisor_timer();
  machine_timer();
  waiting();
  external();
  return 0;
}
