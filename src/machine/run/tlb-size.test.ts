/** Promise: TLBs of a smaller size are really smaller, to the miss; and an access that needs several entries still ends. */
import { expect, test } from 'vitest';
import { programGuest } from '../../testing/machines.ts';

const ROUNDS = 1000;

/** Loads from two pages in turn, so many pages apart. */
const alternating = (pages: number): string => `
_start:
  la a1, first
  li t0, ${pages * 4096}
  add a2, a1, t0
  li a0, ${ROUNDS}
loop:
  ld t1, 0(a1)
  ld t2, 0(a2)
  addi a0, a0, -1
  bnez a0, loop
  j .
.balign 4096
first:
  .dword 0
`;

function missesOf(pages: number, tlbEntries: number): number {
  const { machine } = programGuest(alternating(pages), { tlbEntries });
  machine.run(5000);
  return machine.counters()['tlb.load.misses']?.[0] ?? Number.NaN;
}

test.each([
  { pages: 16, entries: 512, thrashes: false },
  { pages: 16, entries: 32, thrashes: false },
  { pages: 16, entries: 16, thrashes: true },
  { pages: 24, entries: 16, thrashes: false },
  { pages: 24, entries: 8, thrashes: true },
  { pages: 1, entries: 2, thrashes: false },
  { pages: 1, entries: 1, thrashes: true },
])('pages that lie $pages apart, $entries entries', ({ pages, entries, thrashes }) => {
  expect(missesOf(pages, entries)).toBe(thrashes ? 2 * ROUNDS : 2);
});

test('one entry is enough for accesses and instructions that cross pages', () => {
  const source = `
_start:
  la a0, across
  li t0, 0x1122334455667788
  sd t0, 0(a0)
  ld t1, 0(a0)
  j crossing
.balign 4096
.zero 4094
crossing:
  li t2, 0x12345
  j .
.balign 4096
.zero 4092
across:
  .zero 8
`;
  const { machine } = programGuest(source, { tlbEntries: 1 });
  machine.run(100);
  const { x } = machine.hart(0).state;
  expect([x[6], x[7]]).toEqual([0x1122334455667788n, 0x12345n]);
});

test('another size between two slices', () => {
  const { machine } = programGuest(alternating(16));
  machine.run(1000);
  machine.setTlbEntries(8);
  machine.run(4000);
  const [misses = 0] = machine.counters()['tlb.load.misses'] ?? [];
  expect(misses).toBeGreaterThan(1000);
});
