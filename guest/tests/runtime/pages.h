/* Page tables for the programs that translate: where code and the page under test stand, and how to map. */
#pragma once
#include "test.h"

/* RAM is mapped twice: where it is for the supervisor, and here for the user. */
#define USER_ALIAS 0x100000000ul
/* The page under test; within the positive half of Sv39. */
#define PAGE_VA 0x1234567000ul

enum { PTE_V = 1, PTE_R = 2, PTE_W = 4, PTE_X = 8, PTE_U = 16, PTE_G = 32, PTE_A = 64, PTE_D = 128 };

/* Translation modes by levels: Sv39 has 3, Sv48 4, Sv57 5. */
extern int levels;
extern u64 *root;

/* Whether satp takes the mode. */
int mode_exists(int level_count);
/* A fresh table with the code mapped; switches satp to it. Earlier ones stay as they are. */
void start_tables(int level_count);
/* The slot of an address at a level (0 is the last), with the pointers above it made. */
u64 *slot_of(u64 va, int level);
void flush_all(void);

static inline u64 pte_of(u64 physical, u64 flags) { return physical >> 12 << 10 | flags; }
static inline u64 user_pc(u64 pc) { return pc - 0x80000000 + USER_ALIAS; }
static inline u64 pc_in(int mode, u64 pc) { return mode == USER ? user_pc(pc) : pc; }
