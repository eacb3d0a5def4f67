/* The few Linux system calls that init needs on riscv64, without a C library.
 *
 * A static C library would make init 450 KB, all of which every visitor loads and the guest copies at boot;
 * this file keeps it under 8 KB. Numbers are those of Linux's generic table (asm-generic/unistd.h), structure
 * layouts those of riscv64. Every call returns what the kernel returns: a value, or minus an errno. */
#ifndef SYSTEM_H
#define SYSTEM_H

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

enum {
  SYS_ioctl = 29, SYS_mkdirat = 34, SYS_linkat = 37, SYS_umount2 = 39, SYS_mount = 40, SYS_chdir = 49, SYS_fchmodat = 53,
  SYS_openat = 56, SYS_close = 57, SYS_read = 63, SYS_write = 64, SYS_dup3 = 24, SYS_exit_group = 94,
  SYS_nanosleep = 101, SYS_sync = 81, SYS_sched_getaffinity = 123, SYS_kill = 129,
  SYS_rt_sigaction = 134, SYS_rt_sigprocmask = 135, SYS_rt_sigtimedwait = 137, SYS_reboot = 142,
  SYS_setsid = 157, SYS_uname = 160, SYS_sysinfo = 179, SYS_socket = 198, SYS_clone = 220,
  SYS_execve = 221, SYS_wait4 = 260,
};

enum { AT_FDCWD = -100 };
enum { O_RDONLY = 0, O_RDWR = 2, O_NOCTTY = 0400 };
enum { SIGHUP = 1, SIGKILL = 9, SIGUSR1 = 10, SIGUSR2 = 12, SIGTERM = 15, SIGCHLD = 17, SIGCONT = 18 };
enum { EINTR = 4, ECHILD = 10, EAGAIN = 11 };
enum { WNOHANG = 1 };
enum { REBOOT_HALT = (int)0xcdef0123, REBOOT_RESTART = 0x01234567, REBOOT_POWER_OFF = 0x4321fedc };

struct utsname { char sysname[65], nodename[65], release[65], version[65], machine[65], domain[65]; };
struct sysinfo { long uptime; u64 loads[3], totalram, freeram, rest[11]; };
struct timespec { long seconds, nanoseconds; };

static inline long system_call(long number, long a, long b, long c, long d, long e) {
  register long a7 __asm__("a7") = number;
  register long a0 __asm__("a0") = a;
  register long a1 __asm__("a1") = b;
  register long a2 __asm__("a2") = c;
  register long a3 __asm__("a3") = d;
  register long a4 __asm__("a4") = e;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3), "r"(a4) : "memory");
  return a0;
}

#define CALL1(n, a) system_call(n, (long)(a), 0, 0, 0, 0)
#define CALL2(n, a, b) system_call(n, (long)(a), (long)(b), 0, 0, 0)
#define CALL3(n, a, b, c) system_call(n, (long)(a), (long)(b), (long)(c), 0, 0)
#define CALL4(n, a, b, c, d) system_call(n, (long)(a), (long)(b), (long)(c), (long)(d), 0)
#define CALL5(n, a, b, c, d, e) system_call(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))

static inline long open_file(const char *path, int flags) { return CALL4(SYS_openat, AT_FDCWD, path, flags, 0); }
static inline void make_directory(const char *path, int mode) {
  CALL3(SYS_mkdirat, AT_FDCWD, path, mode);
  CALL3(SYS_fchmodat, AT_FDCWD, path, mode); /* whatever the umask is */
}
/* A fork: clone with nothing shared, SIGCHLD at its end. */
static inline long fork_process(void) { return CALL5(SYS_clone, SIGCHLD, 0, 0, 0, 0); }
static inline void sleep_milliseconds(long n) {
  struct timespec t = {n / 1000, (n % 1000) * 1000000};
  CALL2(SYS_nanosleep, &t, 0);
}

/* The entry: the kernel leaves argc, the argument pointers, a null, the environment at sp. */
__asm__(".globl _start\n"
        "_start:\n"
        ".option push\n.option norelax\n"
        "la gp, __global_pointer$\n"
        ".option pop\n"
        "andi sp, sp, -16\n"
        "call main\n"
        "li a7, 94\n"
        "ecall\n");

/* The compiler may call these for initialisers and copies. */
void *memset(void *to, int value, u64 n) {
  for (u8 *p = to; n; n--) *p++ = (u8)value;
  return to;
}
void *memcpy(void *to, const void *from, u64 n) {
  const u8 *q = from;
  for (u8 *p = to; n; n--) *p++ = *q++;
  return to;
}
#endif
