/** Translated code is really entered, is dropped with its bytes, and steps aside for breakpoints. */
import { describe, expect, it } from 'vitest';
import { RAM_BYTES } from './hostile-run.ts';
import { programPlan } from './program.ts';
import { TestBench } from './test-bench.ts';

const LOOP = `
_start: li t0, 20000000
loop:   addi t1, t1, 3
        xor t2, t2, t1
        addi t0, t0, -1
        bnez t0, loop
done:   j done
`;

/** Patches the addition in its own loop half way. */
const PATCHING = `
_start: li t0, 1000
        la t3, target
        la t4, other
        lw t5, 0(t4)
        li t6, 500
loop:
        .option norvc
target: addi t1, t1, 3
        addi t0, t0, -1
        bne t0, t6, skip
        sw t5, 0(t3)
        fence.i
skip:   bnez t0, loop
done:   j done
other:  addi t1, t1, 5
`;

/** Reads along a page in supervisor mode, of which physical memory protection denies the second half. */
const HALF_DENIED = `
_start: li t0, 0x20004200
        csrw pmpaddr0, t0
        li t0, 0x20004400
        csrw pmpaddr1, t0
        li t0, -1
        csrw pmpaddr2, t0
        li t0, 0x0f080f
        csrw pmpcfg0, t0
        la t0, trapped
        csrw mtvec, t0
        la t0, reads
        csrw mepc, t0
        li t0, 0x1800
        csrc mstatus, t0
        li t0, 0x800
        csrs mstatus, t0
        li a0, 0x80010000
        li a1, 0x80011000
        mret
reads:  ld t1, 0(a0)
        addi a0, a0, 8
        bne a0, a1, reads
passed: j passed
        .balign 4
trapped: csrr s0, mtval
done:   j done
`;

function machineFor(source: string, tiers: readonly ('interpreter' | 'baseline')[]) {
  const bench = new TestBench({ harts: 1, ramBytes: RAM_BYTES, decodedPages: 16, diskCount: 0 });
  return bench.machine({ plan: programPlan(source, RAM_BYTES), configuration: { tiers } });
}

const translated = (machine: ReturnType<typeof machineFor>): number =>
  machine.counters()['tier.baseline.instructions']?.[0] ?? -1;

const registers = (machine: ReturnType<typeof machineFor>): readonly bigint[] => {
  const { x, pc, mcause } = machine.hart(0).state;
  return [...x, pc, mcause];
};

describe('the baseline tier', () => {
  it('runs a loop translated once it is hot, and only where the tier is on', () => {
    const both = machineFor(LOOP, ['interpreter', 'baseline']);
    const interpreted = machineFor(LOOP, ['interpreter']);
    for (const machine of [both, interpreted]) machine.run(36_000_000);
    expect(registers(both)).toEqual(registers(interpreted));
    expect(translated(interpreted)).toBe(0);
    expect(both.counters()['cache.translations']).toEqual([1]);
    expect(interpreted.counters()['cache.translations']).toEqual([0]);
  });

  it('counts each instruction in the tier that retired it', () => {
    const machine = machineFor(LOOP, ['interpreter', 'baseline']);
    machine.run(10);
    expect(machine.hart(0).translateHere()).toBe(true);
    machine.run(100_001);
    const counters = machine.counters();
    expect(translated(machine)).toBeGreaterThan(90_000);
    expect((counters['tier.interpreter.instructions']?.[0] ?? 0) + translated(machine)).toBe(100_011);
  });

  it('sees a store into its own code at the next instruction', () => {
    const both = machineFor(PATCHING, ['interpreter', 'baseline']);
    const interpreted = machineFor(PATCHING, ['interpreter']);
    for (const machine of [both, interpreted]) {
      machine.run(30);
      machine.hart(0).translateHere();
      machine.run(20_000);
    }
    expect(both.hart(0).state.x[6]).toBe(500n * 3n + 500n * 5n);
    expect(registers(both)).toEqual(registers(interpreted));
    expect(both.counters()['cache.invalidations']).toEqual([1]);
  });

  it.each([16, 1000])('asks for each place of a page that is protected in parts, %i at a time', (slice) => {
    const machine = machineFor(HALF_DENIED, ['interpreter', 'baseline']);
    const { state } = machine.hart(0);
    for (let steps = 0; steps < 100 && state.pc !== state.mepc; steps++) machine.run(1);
    expect(machine.hart(0).translateHere()).toBe(true);
    for (let steps = 0; steps < 4000; steps += slice) machine.run(slice);
    expect(state.x[8]).toBe(0x8001_0800n);
  });

  it('is not entered while there are places to stop at', () => {
    const machine = machineFor(LOOP, ['interpreter', 'baseline']);
    machine.run(10);
    expect(machine.hart(0).translateHere()).toBe(true);
    machine.hart(0).predecoder.setStops(new Set([2]));
    expect(machine.hart(0).translateHere()).toBe(false);
    machine.hart(0).predecoder.setStops(new Set());
    expect(machine.hart(0).translateHere()).toBe(true);
  });
});
