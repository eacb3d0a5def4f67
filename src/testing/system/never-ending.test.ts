/**
 * Guests that never come to an end: `run` returns all the same, within its budget, and a stop is heard. None of
 * these tests may depend on how fast the host is; one that fails does so by not ending.
 */
import { describe, expect, test } from 'vitest';
import type { DiskBackend } from '../../devices/block/backend.ts';
import type { Machine } from '../../machine/machine.ts';
import { TestBench } from './test-bench.ts';
import { programPlan } from './program.ts';

const RAM_BYTES = 2 << 20;
const BUDGET = 100_000;
const one = new TestBench({ harts: 1, ramBytes: RAM_BYTES, decodedPages: 16, diskCount: 1 });
const two = new TestBench({ harts: 2, ramBytes: RAM_BYTES, decodedPages: 16, diskCount: 0 });
const noDisk: DiskBackend = {
  sizeBytes: 4096,
  readOnly: true,
  read: () => true,
  write: () => false,
  flush: () => true,
};

interface Options {
  readonly bench?: TestBench;
  readonly disk?: DiskBackend;
  readonly output?: (byte: number) => void;
  readonly supervisor?: boolean;
}

function machineFor(source: string, options: Options = {}): Machine {
  const { bench = one, disk = noDisk, output = () => {}, supervisor = false } = options;
  const plan = programPlan(source, RAM_BYTES);
  return bench.machine({
    plan: supervisor ? { ...plan, privilege: 'supervisor', harts: 'first' } : plan,
    disks: bench === one ? [{ backend: disk, blockBytes: 512 }] : [],
    output,
  });
}

const FOREVER = '\n9: j 9b\n';
const TO_SUPERVISOR = `
  li t0, -1
  srli t0, t0, 10
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0
  li t0, 0x1800
  csrc mstatus, t0
  li t0, 0x800
  csrs mstatus, t0
`;

describe('guests that trap for ever', () => {
  const storms: [string, string][] = [
    ['a vector that leads nowhere', '_start: csrw mtvec, zero\n ecall'],
    ['a handler that traps', '_start: la t0, handler\n csrw mtvec, t0\n .balign 4\nhandler: ebreak'],
    ['a handler in a device', '_start: li t0, 0x10000000\n csrw mtvec, t0\n ecall'],
    ['a jump to the end of RAM', `_start: li t0, ${0x8000_0000 + RAM_BYTES}\n csrw mtvec, t0\n jr t0`],
    [
      'page tables that are noise',
      `_start: ${TO_SUPERVISOR} li t0, 0x0000ffff
  csrw medeleg, t0
  la t0, _start
  csrw stvec, t0
  csrw mepc, t0
  li t0, 0x8000000000080001
  csrw satp, t0
  mret`,
    ],
    [
      'an interrupt that nobody clears, with a vector that leads nowhere',
      `_start: li t0, 0x2000000
  li t1, 1
  sw t1, 0(t0)
  csrwi mie, 8
  csrw mtvec, zero
  csrsi mstatus, 8`,
    ],
  ];
  test.each(storms)('%s', (_name, source) => {
    const machine = machineFor(source + FOREVER);
    for (let slice = 0; slice < 3; slice++) expect(machine.run(BUDGET).kind).toBe('budget');
    expect(machine.retired()).toBeLessThan(100);
  });

  test('a supervisor whose vector leads nowhere', () => {
    const machine = machineFor(`_start: csrw stvec, zero\n ebreak${FOREVER}`, { supervisor: true });
    expect(machine.run(BUDGET).kind).toBe('budget');
  });

  test('a state from outside whose interrupt no handler shuts out', () => {
    const machine = machineFor(`_start: j _start`, { supervisor: true });
    const { state } = machine.hart(0);
    // A machine-mode interrupt where no firmware takes it: the guest itself cannot enable one.
    state.mie = 8n;
    state.wires = 8n;
    expect(machine.run(BUDGET).kind).toBe('budget');
  });

  test('a supervisor that only calls its firmware', () => {
    const source = '_start: li a7, 0x10\n la t0, call\n csrw stvec, t0\n .balign 4\ncall: ecall\n ebreak';
    const machine = machineFor(source, { supervisor: true });
    for (let slice = 0; slice < 3; slice++) expect(machine.run(BUDGET).kind).toBe('budget');
  });
});

describe('guests that go on for ever', () => {
  const loops: [string, string][] = [
    ['fences', '_start: sfence.vma\n fence.i\n fence\n j _start'],
    [
      'new roots',
      `_start: ${TO_SUPERVISOR} la t0, 1f
  csrw mepc, t0
  mret
1: li t0, 0x8000000000080300
  csrw satp, zero
  csrw satp, zero
  sfence.vma
  j 1b`,
    ],
    [
      'an interrupt after each instruction',
      `_start: la t0, handler
  csrw mtvec, t0
  li t0, 0x2000000
  li t1, 1
  sw t1, 0(t0)
  csrwi mie, 8
  csrsi mstatus, 8
1: j 1b
  .balign 4
handler: mret`,
    ],
    ['the clock set back', '_start: li t0, 0x200bff8\n1: sd zero, 0(t0)\n csrr t1, time\n j 1b'],
    ['its own code', '_start: la t0, 1f\n lw t1, 0(t0)\n1: nop\n sw t1, 0(t0)\n j 1b'],
    [
      'alarms',
      '_start: li t0, 0x101000\n1: li t1, 1\n sw t1, 0x10(t0)\n sw zero, 0xc(t0)\n sw zero, 8(t0)\n j 1b',
    ],
  ];
  test.each(loops)('%s', (_name, source) => {
    const machine = machineFor(source);
    for (let slice = 1; slice <= 3; slice++) {
      expect(machine.run(BUDGET)).toEqual({ kind: 'budget' });
      expect(machine.retired()).toBe(slice * BUDGET);
    }
  });

  test('one hart that traps for ever leaves the driver in charge of two', () => {
    const source = `_start: csrw mtvec, zero\n csrr t0, mhartid\n bnez t0, 9f\n ecall${FOREVER}`;
    const machine = machineFor(source, { bench: two });
    for (let slice = 0; slice < 3; slice++) expect(machine.run(BUDGET).kind).toBe('budget');
  });
});

/** Descriptors at +0: header, data, status. Header and available ring lie in the data buffer, at +0x1000. */
const SELF_FEEDING = `
_start:
  la s0, queue
  li s1, 0x10001000
  li t0, 0x1000
  add s2, s0, t0
  sd s2, 0(s0)
  li t0, 16
  sw t0, 8(s0)
  li t0, 0x00010001
  sw t0, 12(s0)
  sd s2, 16(s0)
  li t0, 512
  sw t0, 24(s0)
  li t0, 0x00020003
  sw t0, 28(s0)
  li t0, 0x800
  add t0, s0, t0
  sd t0, 32(s0)
  li t0, 1
  sw t0, 40(s0)
  li t0, 2
  sw t0, 44(s0)
  li t0, 0x10000
  sw t0, 16(s2)
  li t0, 3
  sw t0, 0x70(s1)
  li t0, 1
  sw t0, 0x24(s1)
  sw t0, 0x20(s1)
  li t0, 11
  sw t0, 0x70(s1)
  li t0, 4
  sw t0, 0x38(s1)
  sw s0, 0x80(s1)
  addi t0, s2, 16
  sw t0, 0x90(s1)
  li t0, 0x2000
  add t0, s0, t0
  sw t0, 0xa0(s1)
  li t0, 1
  sw t0, 0x44(s1)
  li t0, 15
  sw t0, 0x70(s1)
  sw zero, 0x50(s1)
1: wfi
  j 1b
  .balign 4096
queue:
  .zero 0x3000
`;

describe('guests that sleep', () => {
  const SLEEPS: [string, string, boolean][] = [
    ['with interrupts off', '_start: csrw mie, zero\n1: wfi\n j 1b', false],
    [
      'with a timer that they do not listen to',
      '_start: csrw mie, zero\n csrw stimecmp, zero\n wfi\n j _start',
      false,
    ],
    ['stopped for good', '_start: li a7, 0x48534d\n li a6, 1\n ecall', true],
    ['suspended for good', '_start: csrw sie, zero\n li a7, 0x48534d\n li a6, 3\n li a0, 0\n ecall', true],
  ];
  test.each(SLEEPS)('%s: nothing can wake them', (_name, source, supervisor) => {
    const machine = machineFor(source, { supervisor });
    expect(machine.run(BUDGET)).toEqual({ kind: 'idle', waitNs: undefined });
    expect(machine.run(BUDGET)).toEqual({ kind: 'idle', waitNs: undefined });
  });

  /**
   * A device that feeds itself: each sector that the disk gives holds the next request's header and the ring's
   * next index, and lands on them. The hart sleeps, and without a bound the machine would never look up again.
   */
  test('while a disk goes on by itself', () => {
    let reads = 0;
    const disk: DiskBackend = {
      ...noDisk,
      sizeBytes: 0x1_0000 * 512,
      read(offset, into) {
        reads++;
        const sector = offset / 512;
        const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
        into.fill(0);
        view.setBigUint64(8, BigInt((sector + 1) & 0xffff), true);
        view.setUint16(18, (sector + 2) & 0xffff, true);
        return true;
      },
    };
    const machine = machineFor(SELF_FEEDING, { disk });
    for (let slice = 0; slice < 3; slice++) {
      const before = reads;
      expect(machine.run(BUDGET)).toEqual({ kind: 'budget' });
      expect(reads).toBeGreaterThan(before);
    }
  });
});

describe('a guest that prints for ever', () => {
  const PRINTERS: [string, string, boolean][] = [
    ['by its UART', "_start: li t0, 0x10000000\n li t1, 'x'\n1: sb t1, 0(t0)\n j 1b", false],
    ['by legacy calls', "_start: li a7, 1\n li a0, 'x'\n ecall\n j _start", true],
    [
      'by calls that hand over megabytes',
      '_start: li a7, 0x4442434e\n li a6, 0\n li a0, 0x100000\n la a1, _start\n li a2, 0\n ecall\n j _start',
      true,
    ],
  ];
  test.each(PRINTERS)('%s stops when it is asked to', (_name, source, supervisor) => {
    let printed = 0;
    let retiredAtRequest = 0;
    const machine: Machine = machineFor(source, {
      supervisor,
      output: () => {
        printed++;
        if (printed !== 500) return;
        retiredAtRequest = machine.retired();
        machine.requestStop();
      },
    });
    expect(machine.run(10_000_000)).toEqual({ kind: 'budget' });
    expect(printed).toBeGreaterThanOrEqual(500);
    // One call may print a buffer; the machine stops after the instruction that asked.
    expect(printed).toBeLessThanOrEqual(500 + 65_536);
    expect(machine.retired() - retiredAtRequest).toBeLessThan(10_000);
    machine.run(1000);
    expect(machine.retired()).toBeGreaterThan(retiredAtRequest);
  });
});
