/* /init of the playground's root: the first program, and the parent of every orphan.
 *
 * Why not a shell script: a script forks a dozen times before the prompt (about 5 million instructions that
 * a visitor waits for), and `poweroff` and `reboot` work by signals to process 1, which a shell ignores.
 *
 * What it does: mounts what programs expect, starts a shell with job control on the terminal that the kernel
 * calls its console, starts another when that one ends, and turns BusyBox's signals into SBI power-off.
 *
 * Words on the kernel's command line, for measurements without a person:
 *   vmb.run=K1,K2  run these vmbench kernels, each in a process of its own, print VMB-DONE, power off
 *   vmb.n=N        that many rounds                        vmb.off  power off instead of a shell
 *   vmb.threads=N vmb.scale=F vmb.mark=1 vmb.instret=1 vmb.cpu=1  become VMB_THREADS=N … for vmbench
 * With any of them the first line is `VMGUEST-INIT uptime=SECONDS harts=N RELEASE`, else a greeting. */
#include "system.h"

enum { COMMAND_LINE_BYTES = 4096, RUN_BYTES = 1024, SETTINGS = 5, SETTING_BYTES = 64 };

static struct {
  char text[COMMAND_LINE_BYTES];
  char run[RUN_BYTES];
  char settings[SETTINGS][SETTING_BYTES];
  int settingCount, rounds, powerOff, any;
} wanted;

static char *environment[SETTINGS + 8];
static char console[64] = "/dev/console";

/* ---- text ---- */
static u64 length(const char *s) { u64 n = 0; while (s[n]) n++; return n; }
static void print(const char *s) { CALL3(SYS_write, 1, s, length(s)); }
static const char *after(const char *s, const char *prefix) {
  while (*prefix) if (*s++ != *prefix++) return 0;
  return s;
}
/* Appends as much of `s` as fits in `size` bytes with the closing zero. */
static void append(char *to, u64 size, const char *s) {
  u64 n = length(to);
  while (*s && n + 1 < size) to[n++] = *s++;
  to[n] = 0;
}
static void appendNumber(char *to, u64 size, u64 value) {
  char digits[24];
  int at = sizeof digits - 1;
  digits[at] = 0;
  do digits[--at] = '0' + value % 10; while (value /= 10);
  append(to, size, digits + at);
}
static u64 number(const char *s) {
  u64 value = 0;
  while (*s >= '0' && *s <= '9') value = value * 10 + (*s++ - '0');
  return value;
}
/* Reads a whole small file; the result always ends in a zero. */
static void readText(const char *path, char *to, u64 size) {
  long n = 0, file = open_file(path, O_RDONLY);
  if (file >= 0) { n = CALL3(SYS_read, file, to, size - 1); CALL1(SYS_close, file); }
  to[n > 0 ? n : 0] = 0;
}
/* The next word of *at, ended in place; 0 at the end. */
static char *word(char **at) {
  char *p = *at;
  while (*p == ' ' || *p == '\n') p++;
  if (!*p) return 0;
  char *start = p;
  while (*p && *p != ' ' && *p != '\n') p++;
  if (*p) *p++ = 0;
  *at = p;
  return start;
}

/* ---- the system ---- */
static void mountAll(void) {
  CALL5(SYS_mount, "proc", "/proc", "proc", 0, 0);
  CALL5(SYS_mount, "sysfs", "/sys", "sysfs", 0, 0);
  CALL5(SYS_mount, "devtmpfs", "/dev", "devtmpfs", 0, 0);
  make_directory("/dev/pts", 0755);
  CALL5(SYS_mount, "devpts", "/dev/pts", "devpts", 0, "mode=0620,ptmxmode=0666");
  make_directory("/dev/shm", 01777);
}

/* Gives BusyBox a name in /bin for each of its commands, as listed in /etc/commands. Linux would unpack such
 * links from the archive for 20,000 instructions each; made here they cost a tenth of that. */
static void linkCommands(void) {
  static char names[8192];
  readText("/etc/commands", names, sizeof names);
  long folder = open_file("/bin", O_RDONLY);
  char *at = names, *name;
  while ((name = word(&at))) CALL5(SYS_linkat, folder, "busybox", folder, name, 0);
  CALL1(SYS_close, folder);
}

/* Brings the loopback interface up, so that programs can talk to 127.0.0.1. The kernel gives it its address. */
static void startLoopback(void) {
  struct { char name[16]; short flags; char rest[22]; } request = {.name = "lo", .flags = 1 /* IFF_UP */};
  long socket = CALL3(SYS_socket, 2 /* AF_INET */, 2 /* SOCK_DGRAM */, 0);
  if (socket < 0) return;
  CALL3(SYS_ioctl, socket, 0x8914 /* SIOCSIFFLAGS */, &request);
  CALL1(SYS_close, socket);
}

/* Notes one variable for the programs that init starts; what is too much is left out. */
static void set(const char *variable, const char *value) {
  if (wanted.settingCount == SETTINGS) return;
  char *setting = wanted.settings[wanted.settingCount++];
  append(setting, SETTING_BYTES, variable);
  append(setting, SETTING_BYTES, value);
}

static void readWanted(void) {
  static const char *const names[SETTINGS] = {"threads=", "scale=", "mark=", "instret=", "cpu="};
  static const char *const variables[SETTINGS] = {
    "VMB_THREADS=", "VMB_SCALE=", "VMB_MARK=", "VMB_INSTRET=", "VMB_CPU=",
  };
  wanted.rounds = 1;
  readText("/proc/cmdline", wanted.text, sizeof wanted.text);
  char *at = wanted.text, *next;
  const char *value;
  while ((next = word(&at))) {
    const char *ours = after(next, "vmb.");
    if (!ours) continue;
    wanted.any = 1;
    if ((value = after(ours, "run="))) {
      wanted.run[0] = 0;
      append(wanted.run, RUN_BYTES, value);
    } else if ((value = after(ours, "n="))) wanted.rounds = number(value);
    else if (after(ours, "off")) wanted.powerOff = 1;
    else for (int i = 0; i < SETTINGS; i++) if ((value = after(ours, names[i]))) set(variables[i], value);
  }
}

static void setEnvironment(void) {
  int n = 0;
  environment[n++] = "PATH=/bin:/sbin:/usr/bin:/usr/sbin";
  environment[n++] = "HOME=/root";
  environment[n++] = "USER=root";
  environment[n++] = "SHELL=/bin/sh";
  environment[n++] = "TERM=xterm-256color";
  environment[n++] = "PS1=trampoline:\\w# ";
  for (int i = 0; i < wanted.settingCount; i++) environment[n++] = wanted.settings[i];
}

/* The terminal behind /dev/console: the last word of the list of active consoles. /dev/console itself cannot
 * be a controlling terminal, and without one there is no job control and no Ctrl-C. */
static void findConsole(void) {
  char active[64], *at = active, *next, *last = 0;
  readText("/sys/class/tty/console/active", active, sizeof active);
  while ((next = word(&at))) last = next;
  char path[64] = "/dev/";
  if (last) append(path, sizeof path, last);
  long file = open_file(path, O_RDWR | O_NOCTTY);
  if (!last || file < 0) return;
  CALL1(SYS_close, file);
  console[0] = 0;
  append(console, sizeof console, path);
}

static u64 hartCount(void) {
  u64 mask[16] = {0}, n = 0;
  long bytes = CALL3(SYS_sched_getaffinity, 0, sizeof mask, mask);
  for (long i = 0; i < bytes / 8; i++) for (u64 bits = mask[i]; bits; bits &= bits - 1) n++;
  return n;
}

static void greet(void) {
  struct utsname system = {0};
  struct sysinfo memory = {0};
  char line[512] = "", uptime[32], *at = uptime;
  CALL1(SYS_uname, &system);
  if (wanted.any) {
    readText("/proc/uptime", uptime, sizeof uptime);
    append(line, sizeof line, "VMGUEST-INIT uptime=");
    append(line, sizeof line, word(&at));
    append(line, sizeof line, " harts=");
    appendNumber(line, sizeof line, hartCount());
    append(line, sizeof line, " ");
    append(line, sizeof line, system.release);
    append(line, sizeof line, "\n");
    print(line);
    return;
  }
  CALL1(SYS_sysinfo, &memory);
  u64 harts = hartCount();
  append(line, sizeof line, "\nWelcome to Trampoline: Linux ");
  append(line, sizeof line, system.release);
  append(line, sizeof line, " on a 64-bit RISC-V machine with ");
  appendNumber(line, sizeof line, harts);
  append(line, sizeof line, harts == 1 ? " hart and " : " harts and ");
  appendNumber(line, sizeof line, memory.freeram >> 20);
  append(line, sizeof line, " MB free.\n"
    "Try:  cat /proc/cpuinfo      vmbench list; vmbench sha256      dmesg | less\n"
    "      cat README             vi hello.sh; sh hello.sh          poweroff\n\n");
  print(line);
}

/* ---- processes ---- */
/* Starts a program on the console; `interactive` gives it a session and the console as its terminal. */
static long start(const char *path, char *const *arguments, int interactive) {
  long child = fork_process();
  if (child) return child;
  u64 none = 0;
  CALL4(SYS_rt_sigprocmask, 2 /* SIG_SETMASK */, &none, 0, 8);
  if (interactive) {
    CALL1(SYS_setsid, 0);
    long terminal = open_file(console, O_RDWR);
    for (int i = 0; i < 3 && terminal >= 0; i++) if (i != terminal) CALL3(SYS_dup3, terminal, i, 0);
    if (terminal > 2) CALL1(SYS_close, terminal);
  }
  CALL1(SYS_chdir, "/root");
  CALL3(SYS_execve, path, arguments, environment);
  print("init: cannot start ");
  print(path);
  print(": is it in the initial root and built for riscv64?\n");
  CALL1(SYS_exit_group, 127);
  return 0;
}

/* Waits for one child; orphans that end meanwhile are buried. Returns its wait status. */
static int await(long child) {
  int status = 0;
  for (;;) {
    long ended = CALL4(SYS_wait4, -1, &status, 0, 0);
    if (ended == child || ended == -ECHILD) return status;
  }
}

/* Unmounts what stands on a block device, so that its next start needs no repair. */
static void unmountDisks(void) {
  static char mounts[8192];
  readText("/proc/mounts", mounts, sizeof mounts);
  char *at = mounts, *next;
  for (int field = 0, disk = 0; (next = word(&at)); field = (field + 1) % 6) {
    if (field == 0) disk = after(next, "/dev/") != 0;
    if (field == 1 && disk) CALL2(SYS_umount2, next, 0);
  }
}

static void stop(int how) {
  CALL1(SYS_sync, 0);
  CALL4(SYS_reboot, 0xfee1dead, 672274793, how, 0);
  print("init: the kernel did not stop the machine\n");
  for (;;) sleep_milliseconds(1000);
}

static void shutDown(int how) {
  CALL2(SYS_kill, -1, SIGTERM);
  CALL2(SYS_kill, -1, SIGHUP); /* interactive shells ignore SIGTERM */
  CALL2(SYS_kill, -1, SIGCONT);
  for (int i = 0; i < 20 && CALL4(SYS_wait4, -1, 0, WNOHANG, 0) != -ECHILD; i++) sleep_milliseconds(10);
  CALL2(SYS_kill, -1, SIGKILL);
  unmountDisks();
  stop(how);
}

static void runBenchmarks(void) {
  while (wanted.rounds-- > 0) {
    char names[RUN_BYTES] = "";
    append(names, sizeof names, wanted.run);
    for (char *p = names; *p; p++) if (*p == ',') *p = ' ';
    char *at = names, *name;
    while ((name = word(&at))) {
      char *const arguments[] = {"vmbench", name, 0};
      await(start("/bin/vmbench", arguments, 0));
    }
  }
  print("VMB-DONE\n");
}

/* One shell after another. BusyBox's poweroff, reboot and halt send signals to this process. */
static void serve(void) {
  const u64 signals = 1ul << (SIGCHLD - 1) | 1ul << (SIGUSR1 - 1) | 1ul << (SIGUSR2 - 1) | 1ul << (SIGTERM - 1);
  char *const arguments[] = {"-sh", 0};
  int status = 0;
  CALL4(SYS_rt_sigprocmask, 0 /* SIG_BLOCK */, &signals, 0, 8);
  long shell = start("/bin/sh", arguments, 1);
  for (;;) {
    long signal = CALL4(SYS_rt_sigtimedwait, &signals, 0, 0, 8), ended;
    if (signal == SIGUSR2) shutDown(REBOOT_POWER_OFF);
    if (signal == SIGTERM) shutDown(REBOOT_RESTART);
    if (signal == SIGUSR1) shutDown(REBOOT_HALT);
    while ((ended = CALL4(SYS_wait4, -1, &status, WNOHANG, 0)) > 0) if (ended == shell) {
      if (status == 127 << 8) stop(REBOOT_POWER_OFF);
      print("\nThe shell has ended; here is a new one (`poweroff` stops the machine).\n");
      shell = start("/bin/sh", arguments, 1);
    }
  }
}

int main(void) {
  mountAll();
  linkCommands();
  startLoopback();
  readWanted();
  setEnvironment();
  findConsole();
  greet();
  if (wanted.run[0]) runBenchmarks();
  if (wanted.run[0] || wanted.powerOff) stop(REBOOT_POWER_OFF);
  serve();
  return 0;
}
