/* See pages.h. */
#include "pages.h"

#define TABLES 128
static u64 tables[TABLES][512] __attribute__((aligned(4096)));
static int used;
int levels;
u64 *root;

static u64 *new_table(void) {
  u64 *table = tables[used++];
  for (int i = 0; i < 512; i++) table[i] = 0;
  return table;
}

void flush_all(void) { asm volatile("sfence.vma" ::: "memory"); }

int mode_exists(int level_count) {
  u64 satp = (u64)(level_count + 5) << 60;
  WRITE(satp, 0);
  WRITE(satp, satp);
  int exists = READ(satp) == satp;
  WRITE(satp, 0);
  return exists;
}

u64 *slot_of(u64 va, int level) {
  u64 *table = root;
  for (int at = levels - 1; at > level; at--) {
    u64 *slot = &table[va >> (12 + 9 * at) & 511];
    if (*slot == 0) *slot = pte_of((u64)new_table(), PTE_V);
    table = (u64 *)(*slot >> 10 << 12);
  }
  return &table[va >> (12 + 9 * level) & 511];
}

void start_tables(int level_count) {
  levels = level_count;
  root = new_table();
  *slot_of(0x80000000, 2) = pte_of(0x80000000, PTE_V | PTE_R | PTE_W | PTE_X | PTE_A | PTE_D);
  *slot_of(USER_ALIAS, 2) = pte_of(0x80000000, PTE_V | PTE_R | PTE_W | PTE_X | PTE_U | PTE_A | PTE_D);
  WRITE(satp, (u64)(level_count + 5) << 60 | (u64)root >> 12);
  flush_all();
}
