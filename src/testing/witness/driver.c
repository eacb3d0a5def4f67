/*
 * Runs cases (see ../case.ts) under QEMU's user mode: a freestanding static RISC-V Linux program that reads batches
 * of cases from standard input and writes their outcomes to standard output, in the format of ../codec.ts.
 *
 * Every case ends in a signal: what follows its instructions, and all that a jump can reach, is c.ebreak. The
 * handler takes the outcome out of the interrupted context, puts the next case's registers in, and returns into
 * the next case; no assembly has to save or restore anything. The handler runs with the case's gp and tp, so
 * nothing here may use them: no relaxation, no thread-local storage, no C library.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

enum {
  CODE_BASE = 0x80400000,
  CODE_BYTES = 0x800000,
  WINDOW_BASE = 0x802fffe0,
  WINDOW_BYTES = 64,
  MAX_CASES = 4096,
  STACK_BYTES = 0x10000,
};
/* Far from every telling value: a case whose sp lies in it would be taken for one that runs on it. */
#define STACK_BASE 0x2f5a5a5000ul
enum { SYS_read = 63, SYS_write = 64, SYS_exit = 93, SYS_sigaltstack = 132, SYS_rt_sigaction = 134, SYS_mmap = 222 };
enum { SIGILL = 4, SIGTRAP = 5, SIGBUS = 7, SIGSEGV = 11 };
enum { END_NEXT, END_ILLEGAL, END_BREAKPOINT, END_ACCESS, END_MISALIGNED };

struct context {
  u64 flags, link, stack[3], mask[16], padding;
  u64 pc, x[31];
  u64 f[32];
  u32 fcsr;
};
struct info {
  int signal, error, code;
  u64 address;
};

static u8 input[1 << 20], output[4 << 20];
static u64 input_end, output_end;
static u64 state_before[64], main_x[31], main_pc;
static u8 window_before[WINDOW_BYTES], fcsr_before;
static u8 *case_cursor, *case_code;
static u32 cases_left, case_bytes, started;
static u32 reservation_target;

static long call(long number, long a, long b, long c, long d, long e, long f) {
  register long a0 asm("a0") = a, a1 asm("a1") = b, a2 asm("a2") = c, a3 asm("a3") = d, a4 asm("a4") = e;
  register long a5 asm("a5") = f, a7 asm("a7") = number;
  asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a7) : "memory");
  return a0;
}

static void copy(u8 *to, const u8 *from, u64 bytes) {
  for (u64 i = 0; i < bytes; i++) to[i] = from[i];
}
static u64 number(const u8 *from, u32 bytes) {
  u64 value = 0;
  for (u32 i = bytes; i-- > 0;) value = value << 8 | from[i];
  return value;
}
static void put(u64 value, u32 bytes) {
  for (u32 i = 0; i < bytes; i++) output[output_end++] = value >> (8 * i);
}
static u64 background(u32 index) { return 0xb5ad4eceda1ce2a9ul * (index + 1); }

/* Writes the words of every case of the batch, or c.ebreak over them. */
static void lay_code(u8 *cursor, u32 count, int erase) {
  while (count-- > 0) {
    u32 code_bytes = cursor[0], sets = cursor[1], patch_bytes = cursor[4];
    u8 *code = (u8 *)(u64)number(cursor + 6, 4);
    cursor += 10;
    for (u32 i = 0; i < code_bytes; i++) code[i] = erase ? (i & 1 ? 0x90 : 0x02) : cursor[i];
    cursor += code_bytes + sets * 9 + patch_bytes;
  }
}

/* Reads the next case and puts its registers into the context that the handler returns to. */
static void enter_case(struct context *context) {
  u8 *cursor = case_cursor;
  case_bytes = cursor[0];
  u32 sets = cursor[1];
  fcsr_before = cursor[2];
  u32 patch_at = cursor[3], patch_bytes = cursor[4];
  case_code = (u8 *)(u64)number(cursor + 6, 4);
  cursor += 10 + case_bytes;
  for (u32 i = 0; i < 64; i++) state_before[i] = background(i);
  for (; sets > 0; sets--, cursor += 9) state_before[cursor[0]] = number(cursor + 1, 8);
  state_before[0] = 0;
  for (u32 i = 0; i < WINDOW_BYTES; i++) window_before[i] = background(64 + i / 8) >> (8 * (i % 8));
  copy(window_before + patch_at, cursor, patch_bytes);
  copy((u8 *)WINDOW_BASE, window_before, WINDOW_BYTES);
  case_cursor = cursor + patch_bytes;
  context->pc = (u64)case_code;
  for (u32 i = 1; i < 32; i++) context->x[i - 1] = state_before[i];
  for (u32 i = 0; i < 32; i++) context->f[i] = state_before[32 + i];
  context->fcsr = fcsr_before;
  /* A store-conditional, failed or not, ends every reservation. */
  u64 ignored;
  asm volatile("sc.w %0, zero, (%1)" : "=r"(ignored) : "r"(&reservation_target) : "memory");
}

static u32 end_of(u32 signal, u64 pc) {
  int inside = pc >= (u64)case_code && pc < (u64)case_code + case_bytes;
  if (!inside) return END_NEXT;
  if (signal == SIGILL) return END_ILLEGAL;
  if (signal == SIGTRAP) return END_BREAKPOINT;
  return signal == SIGBUS ? END_MISALIGNED : END_ACCESS;
}

static void leave_case(struct context *context, u32 signal, u64 address) {
  u32 end = end_of(signal, context->pc);
  u8 *window = (u8 *)WINDOW_BASE;
  u64 header = output_end;
  put(end, 1);
  put(0, 1);
  put(context->fcsr, 1);
  u32 first = 0, last = WINDOW_BYTES;
  while (first < WINDOW_BYTES && window[first] == window_before[first]) first++;
  while (last > first && window[last - 1] == window_before[last - 1]) last--;
  if (first == last) first = last = 0;
  put(first, 1);
  put(last - first, 1);
  put(context->pc, 8);
  put(end == END_ACCESS ? address : 0, 8);
  for (u32 i = 1; i < 64; i++) {
    u64 value = i < 32 ? context->x[i - 1] : context->f[i - 32];
    if (value == state_before[i]) continue;
    output[header + 1]++;
    put(i, 1);
    put(value, 8);
  }
  for (u32 i = first; i < last; i++) put(window[i], 1);
}

static void handler(int signal, struct info *info, struct context *context) {
  if (started) {
    leave_case(context, signal, info->address);
    cases_left--;
  } else {
    started = 1;
    main_pc = context->pc + 4;
    for (u32 i = 0; i < 31; i++) main_x[i] = context->x[i];
  }
  if (cases_left > 0) {
    enter_case(context);
    return;
  }
  started = 0;
  context->pc = main_pc;
  for (u32 i = 0; i < 31; i++) context->x[i] = main_x[i];
}

static u64 read_fully(u8 *to, u64 bytes) {
  u64 done = 0;
  while (done < bytes) {
    long got = call(SYS_read, 0, (long)(to + done), bytes - done, 0, 0, 0);
    if (got <= 0) break;
    done += got;
  }
  return done;
}

static void write_fully(const u8 *from, u64 bytes) {
  while (bytes > 0) {
    long put_bytes = call(SYS_write, 1, (long)from, bytes, 0, 0, 0);
    if (put_bytes <= 0) call(SYS_exit, 4, 0, 0, 0, 0, 0);
    from += put_bytes;
    bytes -= put_bytes;
  }
}

static void map(u64 address, u64 bytes) {
  long got = call(SYS_mmap, address, bytes, 7, 0x32, -1, 0);
  if (got != (long)address) call(SYS_exit, 3, 0, 0, 0, 0, 0);
}

static void install(int signal) {
  /* SA_SIGINFO | SA_ONSTACK | SA_NODEFER */
  u64 action[3] = {(u64)handler, 0x4 | 0x08000000 | 0x40000000, 0};
  call(SYS_rt_sigaction, signal, (long)action, 0, 8, 0, 0);
}

/* A batch is its number of cases and of bytes (two u32), then the cases. */
void _start(void) {
  map(CODE_BASE, CODE_BYTES);
  map(WINDOW_BASE & ~0xffful, 0x2000);
  map(STACK_BASE, STACK_BYTES);
  for (u64 i = 0; i < CODE_BYTES / 8; i++) ((u64 *)CODE_BASE)[i] = 0x9002900290029002ul;
  u64 stack[3] = {STACK_BASE, 0, STACK_BYTES};
  call(SYS_sigaltstack, (long)stack, 0, 0, 0, 0, 0);
  install(SIGILL);
  install(SIGTRAP);
  install(SIGBUS);
  install(SIGSEGV);
  u8 header[8];
  while (read_fully(header, 8) == 8) {
    u32 count = number(header, 4);
    input_end = number(header + 4, 4);
    if (count > MAX_CASES || input_end > sizeof input || read_fully(input, input_end) != input_end)
      call(SYS_exit, 2, 0, 0, 0, 0, 0);
    lay_code(input, count, 0);
    output_end = 0;
    case_cursor = input;
    cases_left = count;
    if (count > 0) asm volatile(".option push\n.option norvc\nebreak\n.option pop" ::: "memory");
    write_fully(output, output_end);
    lay_code(input, count, 1);
  }
  call(SYS_exit, 0, 0, 0, 0, 0, 0);
}
