/** The end of a program falls on the instruction that wrote it, however the run is cut. */
import { expect, test } from 'vitest';
import { programPlan } from './program.ts';
import { TestBench } from './test-bench.ts';

const RAM_BYTES = 1 << 20;
const bench = new TestBench({ harts: 1, ramBytes: RAM_BYTES, decodedPages: 8, diskCount: 0 });
const withEnd = (value: number): string => `
_start: li t0, 9
1: addi t0, t0, -1
  bnez t0, 1b
  la t1, tohost
  sd a2, 0(t1)
  li t0, 5
  sd t0, 0(t1)
9: j 9b
.data
.balign 8
.globl tohost
tohost: .dword ${value}
`;

test.each([
  ['that it writes itself', 0, 2, 24],
  ['that it comes with', 7, 3, 0],
])('an end %s', (_name, value, code, retired) => {
  for (const pieceInstructions of [1, 2, 7, 1000]) {
    const machine = bench.machine({ plan: programPlan(withEnd(value), RAM_BYTES) });
    let end = machine.run(pieceInstructions);
    while (end.kind === 'budget') end = machine.run(pieceInstructions);
    expect(end).toEqual({ kind: 'ended', reason: 'tohost', code });
    expect(machine.retired()).toBe(retired);
  }
});
