/** Counts, times and turns to the instruction (contract, deterministic semantics), on small programs of our own. */
import { describe, expect, it } from 'vitest';
import { at } from '../base/assert.ts';
import { programGuest, type TestGuest } from '../testing/machines.ts';

const START = '.globl _start\n_start:\n';
const register = ({ machine }: TestGuest, number: number, hart = 0): bigint =>
  at(machine.hart(hart).state.x, number);
/** Registers of the calling convention. */
const A0 = 10;
const A1 = 11;
const A2 = 12;
const A3 = 13;
const A4 = 14;
const A5 = 15;

const values = (guest: TestGuest, ...numbers: number[]): bigint[] =>
  numbers.map((number) => register(guest, number));

/** Runs to an instruction count, however many slices it takes. */
function runTo({ machine }: TestGuest, count: number): void {
  for (let tries = 0; machine.retired() < count && tries < 1000; tries++)
    machine.run(count - machine.retired());
  expect(machine.retired()).toBe(count);
}

describe('counters', () => {
  it('show the instructions retired before the one that reads', () => {
    const guest = programGuest(`${START}
  csrr a0, minstret
  csrr a1, minstret
  csrr a2, mcycle
  nop
  nop
  csrr a3, cycle
  csrr a4, instret
here: j here
`);
    runTo(guest, 100);
    expect(values(guest, A0, A1, A2, A3, A4)).toEqual([0n, 1n, 2n, 5n, 6n]);
  });

  it('leave out what traps: ecall, ebreak, an illegal instruction, a faulting load', () => {
    const guest = programGuest(`${START}
  la t0, handler
  csrw mtvec, t0
  li t1, 0
  csrr a0, minstret
  ecall
  .word 0
  .half 0x9002
  ld a5, -8(zero)
  csrr a1, minstret
here: j here
.balign 4
handler:
  addi s0, s0, 1
  csrr t2, mepc
  lhu t3, 0(t2)
  addi t2, t2, 2
  andi t3, t3, 3
  addi t3, t3, -3
  bnez t3, short
  addi t2, t2, 2
short:
  csrw mepc, t2
  mret
`);
    runTo(guest, 200);
    // la is two instructions; nine of the handler each time, ten where the instruction had four bytes.
    expect(register(guest, 8)).toBe(5n);
    const [before, after] = values(guest, A0, A1);
    expect(before).toBe(4n);
    expect(after).toBe(5n + 3n * 9n + 2n * 10n);
  });

  it('show time as one nanosecond for each instruction, in ticks of 100', () => {
    const guest = programGuest(`${START}
  rdtime a0
  li t0, 48
1:
  addi t0, t0, -1
  bnez t0, 1b
  rdtime a1
  rdtime a2
  rdtime a3
here: j here
`);
    runTo(guest, 120);
    // The reads stand at 0, 98, 99 and 100.
    expect(values(guest, A0, A1, A2, A3)).toEqual([0n, 0n, 0n, 1n]);
  });
});

describe('budgets', () => {
  it('are exact, one by one and all at once', () => {
    const guest = programGuest(`${START}here:\n  addi a0, a0, 1\n  j here\n`, { harts: 3 });
    for (const count of [1, 2, 3, 10_000, 10_001, 29_999, 30_000, 30_001, 123_456]) runTo(guest, count);
    expect(guest.machine.instructions()).toEqual([43_456, 40_000, 40_000]);
  });

  it('end inside a write when a stop is asked for, after that instruction', () => {
    const counts: number[] = [];
    const guest = programGuest(
      `${START}
  li t0, 0x10000000
  li t1, 65
  sb t1, 0(t0)
  nop
  sb t1, 0(t0)
here: j here
`,
      { onByte: (machine) => machine.requestStop() },
    );
    for (let stop = 0; stop < 2; stop++) {
      expect(guest.machine.run(1000)).toEqual({ kind: 'budget' });
      counts.push(guest.machine.retired());
    }
    expect(counts).toEqual([3, 5]);
  });
});

describe('turns', () => {
  it('are 10,000 instructions, in the order of the harts', () => {
    const guest = programGuest(`${START}here: j here\n`, { harts: 4 });
    const expected: [number, number[]][] = [
      [9_999, [9_999, 0, 0, 0]],
      [10_001, [10_000, 1, 0, 0]],
      [35_000, [10_000, 10_000, 10_000, 5_000]],
      [40_001, [10_001, 10_000, 10_000, 10_000]],
    ];
    for (const [count, instructions] of expected) {
      runTo(guest, count);
      expect(guest.machine.instructions()).toEqual(instructions);
    }
  });

  it('end with wfi, and harts that wait are left out', () => {
    const guest = programGuest(
      `${START}
  csrr t0, mhartid
  bnez t0, here
  nop
  wfi
here: j here
`,
      { harts: 3 },
    );
    runTo(guest, 4 + 30_000);
    expect(guest.machine.instructions()).toEqual([4, 20_000, 10_000]);
  });

  it('count on through slices of any size', () => {
    const guest = programGuest(`${START}here: j here\n`, { harts: 2 });
    for (const slice of [3_000, 3_000, 3_999, 1, 1, 9_999, 1]) guest.machine.run(slice);
    expect(guest.machine.instructions()).toEqual([10_001, 10_000]);
  });

  it('end a reservation when another hart goes on', () => {
    const source = `${START}
  csrr t0, mhartid
  bnez t0, here
  la t1, word
  lr.w t2, (t1)
  li t3, 6000
1:
  addi t3, t3, -1
  bnez t3, 1b
  sc.w a0, t2, (t1)
  addi a0, a0, 5
here: j here
.balign 4
word: .word 0
`;
    const results = [1, 2].map((harts) => {
      const guest = programGuest(source, { harts });
      runTo(guest, 40_000);
      return register(guest, A0);
    });
    expect(results).toEqual([5n, 6n]);
  });
});

describe('time', () => {
  const TIMER = `
  li t0, 0x2004000
  li t1, 1234
  sd t1, 0(t0)
  li t2, 0x80
  csrw mie, t2
`;

  it('jumps to the next event when every hart waits', () => {
    const guest = programGuest(
      `${START}
  csrr t0, mhartid
  bnez t0, sleep
${TIMER}
sleep:
  wfi
  rdtime a1
  csrr a2, minstret
here: j here
`,
      { harts: 2 },
    );
    runTo(guest, 100);
    expect(values(guest, A1)).toEqual([1234n]);
    // Hart 1 has nothing to wake it, and time began to count again at the event.
    expect(guest.machine.instructions()[1]).toBe(3);
    const sinceWake = 100 - 3 - Number(register(guest, A2)) + 1;
    expect(guest.machine.nowNs()).toBe(123_400n + BigInt(sinceWake));
  });

  it('brings the timer interrupt at its instruction, in the middle of a loop', () => {
    const guest = programGuest(`${START}
  la t0, handler
  csrw mtvec, t0
${TIMER}
  csrsi mstatus, 8
1:
  addi a0, a0, 1
  j 1b
.balign 4
handler:
  csrr a3, minstret
  rdtime a4
here: j here
`);
    runTo(guest, 130_000);
    expect(values(guest, A3, A4)).toEqual([123_400n, 1234n]);
  });

  it('brings the supervisor timer the same way, and it can be moved meanwhile', () => {
    const guest = programGuest(`${START}
  la t0, handler
  csrw mtvec, t0
  li t1, 1
  slli t1, t1, 63
  csrw menvcfg, t1
  li t2, 0x20
  csrw mie, t2
  csrsi mstatus, 8
  li t3, 5000
  csrw stimecmp, t3
  li t3, 77
  csrw stimecmp, t3
1:
  addi a0, a0, 1
  j 1b
.balign 4
handler:
  csrr a3, minstret
  csrr a5, mcause
here: j here
`);
    runTo(guest, 20_000);
    expect(values(guest, A3, A5)).toEqual([7_700n, (1n << 63n) | 5n]);
  });

  it('never runs backwards between harts', () => {
    const guest = programGuest(
      `${START}
  la t0, last
1:
  ld t1, 0(t0)
  rdtime t2
  bltu t2, t1, bad
  sd t2, 0(t0)
  addi a0, a0, 1
  j 1b
bad:
  li a5, 1
here: j here
.balign 8
last: .dword 0
`,
      { harts: 4 },
    );
    runTo(guest, 500_000);
    for (let hart = 0; hart < 4; hart++) {
      expect(register(guest, A0, hart)).toBeGreaterThan(1000n);
      expect(register(guest, A5, hart)).toBe(0n);
    }
  });
});

describe('typed bytes', () => {
  it('arrive 1 ms after the write that they answer, then one each 100 µs, to the instruction', () => {
    let printedNs = 0n;
    const guest = programGuest(
      `${START}
  li t0, 0x10000000
  li t1, 1
  sb t1, 2(t0)
  li t1, 63
  sb t1, 0(t0)
1:
  lbu t2, 5(t0)
  andi t2, t2, 1
  beqz t2, 1b
  rdtime a0
here:
  addi a1, a1, 1
  j here
`,
      {
        onByte: (machine) => {
          printedNs = machine.nowNs();
          machine.scheduleInput(Uint8Array.of(1, 2, 3), 1_000_000, 100_000);
        },
      },
    );
    const { machine } = guest;
    // The write is the fifth instruction.
    runTo(guest, 10);
    expect(printedNs).toBe(4n);
    const arrivals: number[] = [];
    for (const dueNs of [1_000_004, 1_100_004, 1_200_004]) {
      const waiting = machine.console.input.pendingBytes;
      runTo(guest, dueNs - 1);
      expect(machine.console.input.pendingBytes).toBe(waiting);
      machine.run(1);
      expect(machine.console.input.pendingBytes).toBe(waiting - 1);
      arrivals.push(machine.retired());
    }
    expect(arrivals).toEqual([1_000_004, 1_100_004, 1_200_004]);
    expect(register(guest, A0)).toBe(10_000n);
  });
});
