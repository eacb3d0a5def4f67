/*
 * Records what a processor (or an emulator) computes for the generated floating-point cases, as digests.
 *
 *   gcc -O2 -mfma -o record record.c && ./record > recorded/x86-64.txt
 *   riscv64-linux-gnu-gcc -O2 -static -o record record.c && qemu-riscv64 ./record > recorded/qemu-riscv64.txt
 *
 * The generator and the digest are those of cases.ts, written again. One line per operation and rounding
 * mode: name, mode, and one 32-bit digest per block of 5,000 cases over (result low, result high, flags).
 *
 * x86-64 (SSE2, FMA3) is asked for what it shares with IEEE 754 in RISC-V's profile: its NaN results are
 * replaced by the canonical one, integer conversions that are invalid count as result 0, and infinity times
 * zero plus a quiet NaN, which it does not call invalid, has the flag added.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BLOCK 5000
#define BLOCKS 20
enum { NX = 1, UF = 2, OF = 4, DZ = 8, NV = 16 };

static uint32_t mix(uint32_t h, uint32_t word) {
  uint32_t product = (h ^ word) * 0x9e3779b1u;
  return product ^ (product >> 15);
}

/* Generator */

struct shape { int bias, maximum, single; };
static const struct shape F32 = {127, 255, 1}, F64 = {1023, 2047, 0};

enum { ONE = -100 };
static const struct { int exponent; uint32_t high, low; } specials[16] = {
  {0, 0, 0}, {0, 0, 0}, {0, 0, 0x20000000}, {0, 0xfffff, 0xffffffff},
  {1, 0, 0}, {1, 0, 0x20000000}, {-2, 0xfffff, 0xffffffff}, {-1, 0, 0},
  {-1, 0, 0}, {-1, 0x80000, 0}, {-1, 0, 0x20000000}, {-1, 0xfffff, 0xffffffff},
  {ONE, 0, 0}, {ONE, 0x80000, 0}, {0, 0x80000, 0}, {ONE, 0xfffff, 0xffffffff},
};
static const uint32_t ties[4] = {0x10000000, 0x0fffffff, 0x10000001, 0};

static uint32_t state, high, low;
static int narrows, count, near_exponent, product_exponent;

static uint32_t next(void) {
  uint32_t z = state += 0x9e3779b9u;
  z = (z ^ (z >> 16)) * 0x21f0aaadu;
  z = (z ^ (z >> 15)) * 0x735a2d97u;
  return z ^ (z >> 15);
}

static void set(uint32_t upper, uint32_t lower) {
  high = upper & 0xfffff;
  low = lower;
}

static void draw_fraction(struct shape s, uint32_t r, uint32_t h, uint32_t l) {
  uint32_t last_high = high, last_low = low, tie = (l & 0xe0000000u) | ties[(r >> 16) & 3];
  int run = (r >> 8) & 31;
  set(h, l);
  switch (r & 15) {
  case 0: set(specials[(r >> 8) & 15].high, specials[(r >> 8) & 15].low); break;
  case 2: {
    int kind = (r >> 5) & 3;
    uint32_t lows[4] = {0, 0xffffffffu, 1u << ((r >> 20) & 31), 0x20000000u};
    set(kind == 1 ? 0xfffff : 0, lows[kind]);
    break;
  }
  case 5:
    if (narrows) set(0xfffff, tie | 0xe0000000u);
    else set(-2 * last_high - (last_low >> 31) - (2 * last_low != 0), -2 * last_low);
    break;
  case 6: set(last_high, last_low ^ ((r >> 16) & 3) ^ (((r >> 18) & 3) << 29)); break;
  case 7: set(h & 0xff000, 0); break;
  case 12:
    if (narrows) set(h, tie);
    else set(0, s.single ? l & 0xe0000000u : l >> 7);
    break;
  case 13: set(r & 32 ? 0xfffff : 0, r & 64 ? 0xffffffffu >> run : 0xffffffffu << run); break;
  }
}

static int draw_exponent(struct shape s, uint32_t r) {
  int near = near_exponent, wide = (int)((r >> 8) & 127) - 64, close = (int)((r >> 8) & 7) - 4, e;
  switch (r & 15) {
  case 0:
    e = specials[(r >> 8) & 15].exponent;
    return e == ONE ? s.bias : e < 0 ? s.maximum + 1 + e : e;
  case 1: return 0;
  case 2: e = (r >> 8) & s.maximum; break;
  case 3: return (r >> 8) & s.maximum;
  case 5: e = narrows ? near + close : s.bias - near + (int)((r >> 8) & 1); break;
  case 6: e = near + (int)((r >> 8) & 3) - 1; break;
  case 7: return s.bias + ((r >> 8) & 31);
  case 8: e = s.maximum + s.bias - near + close; break;
  case 9: e = s.bias - near + wide; break;
  case 10: e = near + s.bias + wide; break;
  case 11: e = near - s.bias + close; break;
  case 12: e = narrows ? near + wide : near - (int)((r >> 8) & 127); break;
  case 13: return s.bias + ((r >> 13) & 15) - 8;
  case 14: return s.bias + ((r >> 8) & 63) - 32;
  default: e = near + wide;
  }
  return e < 0 ? 0 : e > s.maximum - 1 ? s.maximum - 1 : e;
}

static uint64_t draw_float(struct shape s, int position) {
  if (position == 0) near_exponent = narrows ? (count & 1 ? s.bias - 128 : s.bias + 127) : s.bias;
  if (position == 2) near_exponent = product_exponent;
  uint32_t r = next(), h = next() >> 12, l = next();
  draw_fraction(s, r, h, l);
  int e = draw_exponent(s, r);
  product_exponent += e - (position == 0 ? s.bias : 0);
  near_exponent = e;
  uint32_t sign = ((r >> 4) & 1) << 31;
  if (s.single) return sign | (uint32_t)e << 23 | high << 3 | low >> 29;
  return (uint64_t)(sign | (uint32_t)e << 20 | high) << 32 | low;
}

static uint64_t draw_integer(void) {
  uint32_t r = next(), h = next(), l = next();
  int shift = (r >> 8) & 63, clear = (r >> 20) & 63;
  uint64_t value = ((uint64_t)h << 32 | l) >> shift;
  if (r & 1) value = ((uint64_t)1 << shift) + ((r >> 16) & 3) - 1;
  int negative = (r & 2) != 0;
  /* cases.ts works on unbounded integers: a bit above 63 is lost by both, a sign is not. */
  __int128 wide = negative ? -(__int128)value : (__int128)value;
  if ((r & 12) == 4) wide = (wide >> clear) << clear;
  return (uint64_t)wide;
}

/* Operations */

static uint32_t flags;

#if defined(__riscv)

static const int mode_count = 5;
static void set_mode(int mode) { __asm__ volatile("fsrm %0" : : "r"(mode)); }
static void clear_flags(void) { __asm__ volatile("fsflags zero"); }
static void read_flags(void) { __asm__ volatile("frflags %0" : "=r"(flags)); }
static double d(uint64_t x) { double v; memcpy(&v, &x, 8); return v; }
static float f(uint64_t x) { float v; uint32_t w = (uint32_t)x; memcpy(&v, &w, 4); return v; }
static uint64_t of_d(double x) { uint64_t v; memcpy(&v, &x, 8); return v; }
static uint64_t of_f(float x) { uint32_t v; memcpy(&v, &x, 4); return v; }
typedef const uint64_t *operands;

#define BINARY(name, T, in, out, insn) \
  static uint64_t name(operands o) { T r; \
    __asm__ volatile(insn " %0, %1, %2" : "=f"(r) : "f"(in(o[0])), "f"(in(o[1]))); return out(r); }
#define UNARY(name, T, in, out, insn) \
  static uint64_t name(operands o) { T r; \
    __asm__ volatile(insn " %0, %1" : "=f"(r) : "f"(in(o[0]))); return out(r); }
#define COMPARE(name, in, insn) \
  static uint64_t name(operands o) { uint64_t r; \
    __asm__ volatile(insn " %0, %1, %2" : "=r"(r) : "f"(in(o[0])), "f"(in(o[1]))); return r; }
#define TO(name, in, insn, width) \
  static uint64_t name(operands o) { uint64_t r; \
    __asm__ volatile(insn " %0, %1, dyn" : "=r"(r) : "f"(in(o[0]))); \
    return width == 32 ? (uint32_t)r : r; }
#define CLASSIFY(name, in, insn) \
  static uint64_t name(operands o) { uint64_t r; \
    __asm__ volatile(insn " %0, %1" : "=r"(r) : "f"(in(o[0]))); return r; }
#define FROM(name, T, out, insn, suffix) \
  static uint64_t name(operands o) { T r; \
    __asm__ volatile(insn " %0, %1" suffix : "=f"(r) : "r"(o[0])); return out(r); }
#define FUSED(name, T, in, out, insn) \
  static uint64_t name(operands o) { T r; \
    __asm__ volatile(insn " %0, %1, %2, %3" : "=f"(r) : "f"(in(o[0])), "f"(in(o[1])), "f"(in(o[2]))); \
    return out(r); }

#define FORMAT(p, T, in, out, s) \
  BINARY(p##_add, T, in, out, "fadd." s) BINARY(p##_sub, T, in, out, "fsub." s) \
  BINARY(p##_mul, T, in, out, "fmul." s) BINARY(p##_div, T, in, out, "fdiv." s) \
  UNARY(p##_sqrt, T, in, out, "fsqrt." s) FUSED(p##_fma, T, in, out, "fmadd." s) \
  BINARY(p##_min, T, in, out, "fmin." s) BINARY(p##_max, T, in, out, "fmax." s) \
  COMPARE(p##_eq, in, "feq." s) COMPARE(p##_lt, in, "flt." s) COMPARE(p##_le, in, "fle." s) \
  CLASSIFY(p##_classify, in, "fclass." s) \
  TO(p##_to_i32, in, "fcvt.w." s, 32) TO(p##_to_u32, in, "fcvt.wu." s, 32) \
  TO(p##_to_i64, in, "fcvt.l." s, 64) TO(p##_to_u64, in, "fcvt.lu." s, 64)
FORMAT(f32, float, f, of_f, "s")
FORMAT(f64, double, d, of_d, "d")
FROM(f32_from_i32, float, of_f, "fcvt.s.w", ", dyn") FROM(f32_from_u32, float, of_f, "fcvt.s.wu", ", dyn")
FROM(f32_from_i64, float, of_f, "fcvt.s.l", ", dyn") FROM(f32_from_u64, float, of_f, "fcvt.s.lu", ", dyn")
FROM(f64_from_i32, double, of_d, "fcvt.d.w", "") FROM(f64_from_u32, double, of_d, "fcvt.d.wu", "")
FROM(f64_from_i64, double, of_d, "fcvt.d.l", ", dyn") FROM(f64_from_u64, double, of_d, "fcvt.d.lu", ", dyn")
UNARY(f32_from_f64, float, d, of_f, "fcvt.s.d")
UNARY(f64_from_f32, double, f, of_d, "fcvt.d.s")

#elif defined(__x86_64__)
#include <immintrin.h>

static const int mode_count = 4;
static const uint32_t mode_bits[4] = {0, 0x6000, 0x2000, 0x4000};
static uint32_t control = 0x1f80;
static void set_mode(int mode) { control = 0x1f80 | mode_bits[mode]; }
static void clear_flags(void) { __asm__ volatile("ldmxcsr %0" : : "m"(control)); }
static void read_flags(void) {
  uint32_t c;
  __asm__ volatile("stmxcsr %0" : "=m"(c));
  flags = (c & 1 ? NV : 0) | (c & 4 ? DZ : 0) | (c & 8 ? OF : 0) | (c & 16 ? UF : 0) | (c & 32 ? NX : 0);
}
typedef const uint64_t *operands;
static double d(uint64_t x) { double v; memcpy(&v, &x, 8); return v; }
static float f(uint64_t x) { float v; uint32_t w = (uint32_t)x; memcpy(&v, &w, 4); return v; }
static uint64_t of_d(double x) {
  uint64_t v;
  memcpy(&v, &x, 8);
  return (v << 1) > 0xffe0000000000000u ? 0x7ff8000000000000u : v;
}
static uint64_t of_f(float x) {
  uint32_t v;
  memcpy(&v, &x, 4);
  return (v << 1) > 0xff000000u ? 0x7fc00000u : v;
}

#define BINARY(name, T, in, out, insn) \
  static uint64_t name(operands o) { T r = in(o[0]); \
    __asm__ volatile(insn " %1, %0" : "+x"(r) : "x"(in(o[1]))); return out(r); }
#define UNARY(name, T, in, out, insn) \
  static uint64_t name(operands o) { T r; \
    __asm__ volatile(insn " %1, %0" : "=x"(r) : "x"(in(o[0]))); return out(r); }
#define COMPARE(name, in, insn, set) \
  static uint64_t name(operands o) { uint8_t r, p; \
    __asm__ volatile(insn " %2, %3\n\tset" set " %0\n\tsetnp %1" \
      : "=q"(r), "=q"(p) : "x"(in(o[0])), "x"(in(o[1])) : "cc"); return r & p; }
#define TO(name, in, insn, U) \
  static uint64_t name(operands o) { U r; \
    __asm__ volatile(insn " %1, %0" : "=r"(r) : "x"(in(o[0]))); return r; }
#define FROM(name, T, out, insn, I) \
  static uint64_t name(operands o) { T r = 0; I i = (I)o[0]; \
    __asm__ volatile(insn " %1, %0" : "+x"(r) : "r"(i)); return out(r); }
#define FUSED(name, T, in, out, insn) \
  static uint64_t name(operands o) { T r = in(o[0]); \
    __asm__ volatile(insn " %2, %1, %0" : "+x"(r) : "x"(in(o[1])), "x"(in(o[2]))); return out(r); }

/* "comisd x, y" compares y with x, so "above" means x < y. eq is quiet, lt and le signal. */
#define FORMAT(p, T, in, out, s) \
  BINARY(p##_add, T, in, out, "adds" s) BINARY(p##_sub, T, in, out, "subs" s) \
  BINARY(p##_mul, T, in, out, "muls" s) BINARY(p##_div, T, in, out, "divs" s) \
  UNARY(p##_sqrt, T, in, out, "sqrts" s) FUSED(p##_fma, T, in, out, "vfmadd213s" s) \
  COMPARE(p##_eq, in, "ucomis" s, "e") COMPARE(p##_lt, in, "comis" s, "a") COMPARE(p##_le, in, "comis" s, "ae") \
  TO(p##_to_i32, in, "cvts" s "2si", uint32_t) TO(p##_to_i64, in, "cvts" s "2siq", uint64_t)
FORMAT(f32, float, f, of_f, "s")
FORMAT(f64, double, d, of_d, "d")
FROM(f32_from_i32, float, of_f, "cvtsi2ssl", int32_t) FROM(f32_from_i64, float, of_f, "cvtsi2ssq", int64_t)
FROM(f64_from_i32, double, of_d, "cvtsi2sdl", int32_t) FROM(f64_from_i64, double, of_d, "cvtsi2sdq", int64_t)
UNARY(f32_from_f64, float, d, of_f, "cvtsd2ss")
UNARY(f64_from_f32, double, f, of_d, "cvtss2sd")
#endif

struct operation { const char *name, *operands; uint64_t (*run)(operands); int rounds; };
#define ROW(name, operands, run, rounds) {name, operands, run, rounds}
#define COMMON(p, n, k) \
  ROW(n ".add", k k, p##_add, 1), ROW(n ".sub", k k, p##_sub, 1), ROW(n ".mul", k k, p##_mul, 1), \
  ROW(n ".div", k k, p##_div, 1), ROW(n ".sqrt", k, p##_sqrt, 1), \
  ROW(n ".fusedMultiplyAdd", k k k, p##_fma, 1), ROW(n ".eq", k k, p##_eq, 0), \
  ROW(n ".lt", k k, p##_lt, 0), ROW(n ".le", k k, p##_le, 0), \
  ROW(n ".toI32", k, p##_to_i32, 1), ROW(n ".toI64", k, p##_to_i64, 1), \
  ROW(n ".fromI32", "i", p##_from_i32, 1), ROW(n ".fromI64", "i", p##_from_i64, 1)
#define RISCV_ONLY(p, n, k) \
  ROW(n ".min", k k, p##_min, 0), ROW(n ".max", k k, p##_max, 0), ROW(n ".classify", k, p##_classify, 0), \
  ROW(n ".toU32", k, p##_to_u32, 1), ROW(n ".toU64", k, p##_to_u64, 1), \
  ROW(n ".fromU32", "i", p##_from_u32, 1), ROW(n ".fromU64", "i", p##_from_u64, 1)

static const struct operation table[] = {
  COMMON(f32, "f32", "s"), COMMON(f64, "f64", "d"),
  ROW("f32.fromF64", "d", f32_from_f64, 1), ROW("f64.fromF32", "s", f64_from_f32, 0),
#if defined(__riscv)
  RISCV_ONLY(f32, "f32", "s"), RISCV_ONLY(f64, "f64", "d"),
#endif
};

#if defined(__x86_64__)
static int is_infinite(char k, uint64_t x) { return k == 's' ? (uint32_t)(x << 1) == 0xff000000u : x << 1 == 0xffe0000000000000u; }
static int is_zero(char k, uint64_t x) { return k == 's' ? (uint32_t)(x << 1) == 0 : x << 1 == 0; }
#endif

/* What x86-64 reports otherwise than IEEE 754 in RISC-V's profile; see the head of this file. */
static uint64_t adapt(const struct operation *op, operands o, uint64_t result) {
#if defined(__x86_64__)
  char k = op->operands[0];
  if (strstr(op->name, ".to") && (flags & NV)) return 0;
  if (strstr(op->name, "fused") && ((is_infinite(k, o[0]) && is_zero(k, o[1])) || (is_zero(k, o[0]) && is_infinite(k, o[1]))))
    flags |= NV;
#else
  (void)op, (void)o;
#endif
  return result;
}

int main(void) {
  for (const struct operation *op = table; op < table + sizeof table / sizeof *table; op++) {
    for (int mode = 0; mode < (op->rounds ? mode_count : 1); mode++) {
      printf("%s %d", op->name, mode);
      state = 0x12345678;
      for (const char *letter = op->name; *letter; letter++) state = mix(state, (uint8_t)*letter);
      narrows = strcmp(op->name, "f32.fromF64") == 0;
      count = near_exponent = 0;
      set_mode(mode);
      for (int block = 0; block < BLOCKS; block++) {
        uint32_t digest = 0;
        for (int index = 0; index < BLOCK; index++) {
          uint64_t o[3] = {0};
          count++;
          product_exponent = high = low = 0;
          for (int position = 0; op->operands[position]; position++)
            o[position] = op->operands[position] == 'i' ? draw_integer()
                        : draw_float(op->operands[position] == 's' ? F32 : F64, position);
          clear_flags();
          uint64_t result = op->run(o);
          read_flags();
          result = adapt(op, o, result);
          digest = mix(mix(mix(digest, (uint32_t)result), (uint32_t)(result >> 32)), flags);
        }
        printf(" %08x", digest);
      }
      printf("\n");
    }
  }
}
