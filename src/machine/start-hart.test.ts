/** Hart state management on a whole machine: what a started hart still has, and when its turn comes. */
import { describe, expect, it } from 'vitest';
import { programGuest } from '../testing/machines.ts';

describe('a hart that is started anew', () => {
  /** Entered as by firmware: hart 0 in supervisor mode, hart 1 stopped. `word` has 1 and `other` 2. */
  const source = `
.globl _start
_start:
  la t0, leaf
  li t1, 0x80000
  li t2, 512
1:
  slli t3, t1, 10
  ori t3, t3, 0xcf
  sd t3, 0(t0)
  addi t0, t0, 8
  addi t1, t1, 1
  addi t2, t2, -1
  bnez t2, 1b
  # The page of word is mapped to that of other.
  la t0, word
  srli t0, t0, 12
  andi t0, t0, 511
  slli t0, t0, 3
  la t1, leaf
  add t0, t0, t1
  la t2, other
  srli t2, t2, 2
  ori t2, t2, 0xcf
  sd t2, 0(t0)
  la t0, leaf
  srli t0, t0, 2
  ori t0, t0, 1
  la t1, middle
  sd t0, 0(t1)
  srli t1, t1, 2
  ori t1, t1, 1
  la t2, root
  sd t1, 16(t2)
  srli t2, t2, 12
  li t0, 8
  slli t0, t0, 60
  or a2, t0, t2
  la a1, mapped
  la s0, results
  call start
  la a1, bare
  call start
  ld s1, 0(s0)
  ld s2, 8(s0)
here: j here
start:
  li a0, 1
  li a6, 0
  li a7, 0x48534d
  ecall
1:
  li a0, 1
  li a6, 2
  ecall
  addi a1, a1, -1
  bnez a1, 1b
  ret
mapped:
  csrw satp, a1
  la t0, word
  ld t1, 0(t0)
  la t2, results
  sd t1, 0(t2)
  j stop
bare:
  la t0, word
  ld t1, 0(t0)
  la t2, results
  sd t1, 8(t2)
stop:
  li a6, 1
  li a7, 0x48534d
  ecall
.balign 4096
root: .skip 4096
middle: .skip 4096
leaf: .skip 4096
word: .dword 1
.balign 4096
other: .dword 2
.balign 4096
results: .dword 0, 0
`;

  it('has no translation left of what ran on it before', () => {
    const guest = programGuest(source, { harts: 2, supervisor: true });
    guest.machine.run(100_000);
    const { x } = guest.machine.hart(0).state;
    // s1 and s2
    expect([x[9], x[18]]).toEqual([2n, 1n]);
  });
});

it('a hart that is started in the middle of a turn waits for its own', () => {
  const guest = programGuest(
    `
.globl _start
_start:
  li a0, 1
  la a1, here
  li a6, 0
  li a7, 0x48534d
  ecall
here: j here
`,
    { harts: 2, supervisor: true },
  );
  const counts = [10_000, 10_001, 20_001].map((count) => {
    guest.machine.run(count - guest.machine.retired());
    return [...guest.machine.instructions()];
  });
  expect(counts).toEqual([
    [10_000, 0],
    [10_000, 1],
    [10_001, 10_000],
  ]);
});
