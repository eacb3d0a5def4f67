/**
 * The pieces of work by which performance toggles are measured: programs for the bare machine that never end, and how
 * many of their instructions are one sample. Each is what its toggle is for.
 */
import type { Tier } from '../../src/machine/config/configuration.ts';
import type { ProofSubject } from '../../src/protocol/proof.ts';

export interface Setup {
  readonly tiers: readonly Tier[];
  /** Features of the host's WebAssembly to do without. */
  readonly without: readonly string[];
  /** The machine knows what an earlier one made of the program. */
  readonly isWarm?: boolean;
}

export interface Work {
  readonly source: string;
  readonly instructions: number;
  /** Each sample begins with a machine that has run nothing yet; `made`: making it is measured, too. */
  readonly begins: 'where the last one ended' | 'fresh' | 'made';
  readonly on: Setup;
  readonly off: Setup;
}

/** Rounds over half a page of words. */
const HASHING = `
_start: la   s0, table
again:  li   t0, 512
        mv   t1, s0
next:   lw   t3, 0(t1)
        xor  t2, t2, t3
        slli t4, t2, 5
        srli t5, t2, 27
        or   t2, t4, t5
        addi t3, t3, 7
        sw   t3, 0(t1)
        addi t1, t1, 4
        addi t0, t0, -1
        bnez t0, next
        j    again
.data
.balign 4096
table:  .space 2048
`;

/** Calls and returns, and little else. */
const CALLING = `
_start: la   sp, stack
again:  li   a0, 18
        jal  ra, fib
        j    again
fib:    li   t0, 2
        bltu a0, t0, small
        addi sp, sp, -24
        sd   ra, 0(sp)
        sd   a0, 8(sp)
        addi a0, a0, -1
        jal  ra, fib
        sd   a0, 16(sp)
        ld   a0, 8(sp)
        addi a0, a0, -2
        jal  ra, fib
        ld   t1, 16(sp)
        add  a0, a0, t1
        ld   ra, 0(sp)
        addi sp, sp, 24
small:  ret
.data
.balign 4096
        .space 4096
stack:  .dword 0
`;

const COLD_BLOCKS = 500;
const COLD_BLOCK_INSTRUCTIONS = 10;

/** Code that is hardly ever run twice, as at the start of everything. */
function coldSource(): string {
  const block = (index: number): string => {
    const line = (at: number): string => `addi t${at % 3}, t${(at + 1) % 3}, ${(index + at) % 1000}`;
    const lines = Array.from({ length: COLD_BLOCK_INSTRUCTIONS - 1 }, (_, at) => line(at));
    // Never taken: it ends a block all the same.
    return [`block${index}:`, ...lines, `bne zero, zero, block${index}`].join('\n');
  };
  const blocks = Array.from({ length: COLD_BLOCKS }, (_, index) => block(index));
  return `_start:\n${blocks.join('\n')}\nj _start\n`;
}

const BOTH: Setup = { tiers: ['interpreter', 'baseline'], without: [] };

export const WORKS: Readonly<Record<ProofSubject, Work>> = {
  interpreter: {
    source: coldSource(),
    instructions: COLD_BLOCKS * COLD_BLOCK_INSTRUCTIONS,
    begins: 'fresh',
    on: BOTH,
    off: { tiers: ['baseline'], without: [] },
  },
  baseline: {
    source: HASHING,
    instructions: 20_000_000,
    begins: 'where the last one ended',
    on: BOTH,
    off: { tiers: ['interpreter'], without: [] },
  },
  warming: {
    source: HASHING,
    instructions: 8_000_000,
    begins: 'made',
    on: { ...BOTH, isWarm: true },
    off: BOTH,
  },
  'tail-calls': {
    source: CALLING,
    instructions: 20_000_000,
    begins: 'where the last one ended',
    on: BOTH,
    off: { tiers: ['interpreter', 'baseline'], without: ['tail-calls'] },
  },
  'branch-hints': {
    source: CALLING,
    instructions: 20_000_000,
    begins: 'where the last one ended',
    on: BOTH,
    off: { tiers: ['interpreter', 'baseline'], without: ['branch-hints'] },
  },
};
