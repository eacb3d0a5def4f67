/** The privileged-boot contract, point by point: what a kernel, firmware or program finds when it starts. */
import { describe, expect, test } from 'vitest';
import { at } from '../../base/assert.ts';
import { csrNumbers } from '../../isa/riscv64/csr/numbers.ts';
import type { MachineConfiguration } from '../../machine/config/configuration.ts';
import { planLinux } from '../../machine/loaders/boot-plan.ts';
import { loadFirmware } from '../../machine/loaders/firmware.ts';
import { gunzip } from '../../machine/loaders/gzip.ts';
import { loadLinuxImage } from '../../machine/loaders/linux-image.ts';
import type { Machine } from '../../machine/machine.ts';
import { RAM_BASE } from '../../machine/board/address-map.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import { elfFile, linuxImage } from '../boot-files.ts';
import { cellsOf, findNode, readTree, textOf } from '../flattened-tree.ts';
import { programBytes, programPlan, valueOf } from './program.ts';
import { TestBench } from './test-bench.ts';

const RAM_BYTES = 64 << 20;
const bench = new TestBench({ harts: 2, ramBytes: RAM_BYTES, decodedPages: 64, diskCount: 0 });

interface KernelRequest {
  /** What stands behind the header's jump; loops where it is left out. */
  readonly code?: string;
  readonly textOffset?: bigint;
  readonly firmware?: Uint8Array;
  readonly initrd?: Uint8Array;
  readonly configuration?: Partial<MachineConfiguration>;
}

/** Where the machine puts its tree: the last 64 KiB of RAM. */
const TREE = BigInt(RAM_BASE + RAM_BYTES - 0x1_0000);
const HEADER_BYTES = 64;
/** `j .+64` */
const JUMP_OVER_HEADER = 0x0400_006f;

/** A kernel of a few instructions in a machine that is about to start. */
function kernelMachine(request: KernelRequest = {}): Machine {
  const {
    code = '_start: j _start',
    textOffset = 0x20_0000n,
    firmware,
    initrd,
    configuration = {},
  } = request;
  const image = linuxImage({ textOffset, bytes: 8192 });
  new DataView(image.buffer).setUint32(0, JUMP_OVER_HEADER, true);
  image.set(programBytes(code), HEADER_BYTES);
  const plan = planLinux(
    {
      kernel: valueOf(loadLinuxImage(image, 'the kernel', gunzip)),
      initrd,
      firmware: firmware && valueOf(loadFirmware(firmware, RAM_BASE, 'the firmware')),
      append: 'quiet',
      where: { kernel: 'the kernel', initrd: 'the initrd' },
    },
    { start: RAM_BASE, sizeBytes: RAM_BYTES },
  );
  return bench.machine({ plan: valueOf(plan), configuration });
}

function ramBytes(address: bigint, length: number): Uint8Array {
  const start = bench.plan.ramBase + Number(address) - RAM_BASE;
  return bench.bytes.slice(start, start + length);
}

const word64 = (address: bigint): bigint => new DataView(ramBytes(address, 8).buffer).getBigUint64(0, true);

function deviceTreeAt(address: bigint) {
  const size = new DataView(ramBytes(address, 8).buffer).getUint32(4);
  return { root: readTree(ramBytes(address, size)).root, sizeBytes: size };
}

describe('a kernel without firmware', () => {
  test.each([0x20_0000n, 0x40_0000n])(
    'enters at its text offset, %i above the start of RAM',
    (textOffset) => {
      const { state } = kernelMachine({ textOffset }).hart(0);
      expect(state.pc).toBe(BigInt(RAM_BASE) + textOffset);
      expect(word64(state.pc) & 0xffff_ffffn).toBe(BigInt(JUMP_OVER_HEADER));
    },
  );

  test('finds its registers as firmware leaves them', () => {
    const { state } = kernelMachine().hart(0);
    const { a0, a1, others } = {
      a0: state.x[10],
      a1: state.x[11],
      others: [...state.x].filter((_, i) => i !== 11),
    };
    expect(a0).toBe(0n);
    expect(others.every((value) => value === 0n)).toBe(true);
    expect(a1).toBeGreaterThan(0n);
    expect(at([...state.x], 11) % 8n).toBe(0n);
    const { privilege, satp, medeleg, mideleg, mcounteren, scounteren, menvcfg, mstatus } = state;
    expect({ privilege, satp, medeleg, mideleg, mcounteren, scounteren, menvcfg }).toEqual({
      privilege: 1,
      satp: 0n,
      // What OpenSBI 1.1 of Debian prints as MEDELEG and MIDELEG on this machine, and its mcounteren.
      medeleg: 0xb109n,
      mideleg: 0x222n,
      mcounteren: 0xffff_ffffn,
      scounteren: 7n,
      // STCE and ADUE.
      menvcfg: 0xa000_0000_0000_0000n,
    });
    expect(mstatus & 0x2n).toBe(0n);
    expect(state.stimecmp).toBe(0xffff_ffff_ffff_ffffn);
  });

  test('has its device tree where nothing else lies', () => {
    const initrd = new Uint8Array(3 * PAGE_BYTES + 5).fill(7);
    const { state } = kernelMachine({ initrd }).hart(0);
    const { root, sizeBytes } = deviceTreeAt(at([...state.x], 11));
    const start = Number(state.x[11]);
    const chosen = findNode(root, '/chosen');
    const [, initrdStart = 0] = cellsOf(chosen, 'linux,initrd-start');
    const [, initrdEnd = 0] = cellsOf(chosen, 'linux,initrd-end');
    expect(initrdEnd - initrdStart).toBe(initrd.length);
    expect(ramBytes(BigInt(initrdStart), initrd.length)).toEqual(initrd);
    expect(start >= initrdEnd || start + sizeBytes <= initrdStart).toBe(true);
    expect(start).toBeGreaterThan(Number(state.pc) + 8192);
    expect(textOf(chosen, 'bootargs')).toEqual(['quiet']);
    expect(chosen?.properties['rng-seed']?.length).toBeGreaterThanOrEqual(32);
  });

  test('reads cycle, time and instret, and every other counter as 0', () => {
    const reads = Array.from({ length: 29 }, (_, index) => `csrr t0, hpmcounter${index + 3}\n or s0, s0, t0`);
    const code = `_start: csrr s1, cycle\n csrr s2, time\n csrr s3, instret\n ${reads.join('\n')}\n li s4, 1\n9: j 9b`;
    const machine = kernelMachine({ code });
    machine.run(200);
    const { x } = machine.hart(0).state;
    // The jump over the header came before.
    expect([x[8], x[9], x[19], x[20]]).toEqual([0n, 1n, 3n, 1n]);
  });

  test('may use all memory: PMP is open, and A and D are set by hardware', () => {
    const { pmpcfg, pmpaddr } = kernelMachine().hart(0).state;
    expect([...pmpcfg]).toEqual([0x1fn, 0n]);
    expect(pmpaddr[0]).toBe((1n << 54n) - 1n);
  });

  test.each([
    ['sv39', 8n],
    ['sv48', 9n],
    ['sv57', 10n],
  ] as const)('can switch on %s and what is smaller, and nothing else', (mmu, highest) => {
    const modes = Array.from({ length: 16 }, (_, mode) => BigInt(mode));
    // In machine mode, where translation does not get in the way.
    const attempts = modes.map(
      (mode) =>
        `li t0, ${mode}\n slli t0, t0, 60\n csrw satp, t0\n csrr t1, satp\n csrw satp, zero\n sd t1, ${mode * 8n}(s0)`,
    );
    const source = `_start: li s0, 0x80100000\n ${attempts.join('\n')}\n9: j 9b`;
    const machine = bench.machine({
      plan: { ...programPlan(source, RAM_BYTES), harts: 'first' },
      configuration: { mmu },
    });
    machine.run(400);
    const taken = modes.map((mode) => word64(0x8010_0000n + mode * 8n) >> 60n);
    expect(taken).toEqual(modes.map((mode) => (mode >= 8n && mode <= highest ? mode : 0n)));
    expect(textOf(findNode(deviceTreeAt(TREE).root, '/cpus/cpu@0'), 'mmu-type')).toEqual([`riscv,${mmu}`]);
  });
});

describe('other harts', () => {
  /** Supervisor code: hart 0 starts hart 1 twice; the first time hart 1 switches on translation, then stops. */
  const SOURCE = `
_start:
  bnez a0, 9f
  li s0, 0x80800000
  li t0, 0x1111
  sd t0, 0(s0)
  li t0, 0x2222
  li t1, 0x1000
  add t1, t1, s0
  sd t0, 0(t1)
  # Level 2 of Sv39 at 0x80900000: RAM onto itself by a gigabyte, but for what hart 1 reads by 4 KiB.
  li s1, 0x80900000
  li t0, 0x200000cf
  sd t0, 16(s1)
  li t0, 0x20240401
  sd t0, 24(s1)
  li t1, 0x80901000
  li t0, 0x20240801
  sd t0, 0(t1)
  li t1, 0x80902000
  li t0, 0x202004cf
  sd t0, 0(t1)
  la a1, first
  li a2, 0x77
  jal start
  mv s2, a0
1: jal status
  li t0, 1
  bne a1, t0, 1b
  la a1, second
  li a2, 0x78
  jal start
9: j 9b
start:
  li a7, 0x48534d
  li a6, 0
  li a0, 1
  ecall
  ret
status:
  li a7, 0x48534d
  li a6, 2
  li a0, 1
  ecall
  ret
first:
  mv s3, a0
  mv s4, a1
  csrr s5, satp
  csrr s6, sstatus
  li t0, 0x8000000000080900
  csrw satp, t0
  li t0, 0xc0000000
  ld s7, 0(t0)
  li a7, 0x48534d
  li a6, 1
  ecall
second:
  csrr s8, satp
  mv s9, a1
  la t0, fault
  csrw stvec, t0
  li t0, 0xc0000000
  ld s10, 0(t0)
9: j 9b
  .balign 4
fault:
  csrr s11, scause
9: j 9b
`;

  test('wait for HSM, start with a clean slate, and start again after a stop', () => {
    const machine = kernelMachine({ code: SOURCE });
    expect(machine.harts.map(({ state }) => state.hsmState)).toEqual([0, 1]);
    machine.run(100_000);
    const [boot, other] = machine.harts.map(({ state }) => [...state.x]);
    // The first start succeeded; a0 and a1 are hart and opaque value, satp and SIE are off.
    expect(boot?.[18]).toBe(0n);
    expect(other?.slice(19, 23).map((value, index) => (index === 3 ? value & 2n : value))).toEqual([
      1n,
      0x77n,
      0n,
      0n,
    ]);
    // Its own translation led to the second page.
    expect(other?.[23]).toBe(0x2222n);
    // The second time there is no translation, also none that was kept: a load access fault, and nothing read.
    expect(other?.slice(24, 28)).toEqual([0n, 0x78n, 0n, 5n]);
  });
});

describe('with firmware', () => {
  const FIRMWARE = elfFile({
    segments: [{ address: BigInt(RAM_BASE), bytes: programBytes('_start: j _start') }],
  });

  test('every hart starts it in machine mode, with the tree in a1 and the dynamic information in a2', () => {
    const machine = kernelMachine({ firmware: FIRMWARE });
    for (const { state, index } of machine.harts) {
      expect(state.pc).toBe(BigInt(RAM_BASE));
      expect([state.privilege, state.hsmState, state.builtInSbi]).toEqual([3, 0, 0]);
      expect(state.x[10]).toBe(BigInt(index));
      expect([state.medeleg, state.mideleg, state.menvcfg, state.mcounteren, state.satp]).toEqual([
        0n,
        0n,
        0n,
        0n,
        0n,
      ]);
      expect([...state.pmpcfg]).toEqual([0n, 0n]);
    }
    const [, , , , , , , , , , , tree = 0n, info = 0n] = machine.hart(0).state.x;
    expect(tree % 8n).toBe(0n);
    expect(textOf(findNode(deviceTreeAt(tree).root, '/cpus/cpu@1'), 'device_type')).toEqual(['cpu']);
    // magic "OSBI", version 2, next address, next mode S, options, boot hart
    const words = Array.from({ length: 6 }, (_, index) => word64(info + BigInt(index * 8)));
    expect(words).toEqual([0x4942_534fn, 2n, BigInt(RAM_BASE + 0x20_0000), 1n, 0n, 0n]);
  });
});

/** Every CSR number, by what makes it exist; privileged manual chapter 2 and each extension's own. */
const EXPECTED_CSRS: readonly (readonly [extension: string, numbers: readonly number[]])[] = [
  ['f', [1, 2, 3]],
  ['zicntr', [0xc00, 0xc01, 0xc02]],
  ['sstc', [0x14d]],
];
const run = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
/** Supervisor and machine mode as such (1.12), sixteen PMP entries, and counters that read 0. */
const ALWAYS = [
  ...[0x100, 0x104, 0x105, 0x106, 0x10a, ...run(0x140, 0x144), 0x180],
  ...[...run(0xf11, 0xf15), ...run(0x300, 0x306), 0x30a, 0x320, ...run(0x340, 0x344), 0xb00, 0xb02],
  ...[0x3a0, 0x3a2, ...run(0x3b0, 0x3bf)],
  ...[...run(0xc03, 0xc1f), ...run(0xb03, 0xb1f), ...run(0x323, 0x33f)],
];

test('a CSR exists exactly if the device tree says so', () => {
  const table = 0x8010_0000;
  const words = Array.from(
    { length: 4096 },
    (_, csr) => `li a1, 0\n .word ${(csr * 2 ** 20) | 0x2573}\n sb a1, 0(s0)\n addi s0, s0, 1`,
  );
  const source = `_start: la t0, trap\n csrw mtvec, t0\n li t0, 0x2000\n csrs mstatus, t0\n li s0, ${table}\n ${words.join('\n')}\n9: j 9b\n .balign 4
trap: csrr t0, mepc\n addi t0, t0, 4\n csrw mepc, t0\n csrr a1, mcause\n mret`;
  const machine = bench.machine({ plan: { ...programPlan(source, RAM_BYTES), harts: 'first' } });
  machine.run(100_000);
  const causes = ramBytes(BigInt(table), 4096);
  expect(new Set(causes)).toEqual(new Set([0, 2]));
  const existing = [...causes.keys()].filter((csr) => causes[csr] === 0);
  const { root } = deviceTreeAt(TREE);
  const extensions = textOf(findNode(root, '/cpus/cpu@0'), 'riscv,isa-extensions');
  const announced = EXPECTED_CSRS.flatMap(([extension, numbers]) =>
    extensions.includes(extension) ? numbers : [],
  );
  expect(existing).toEqual([...announced, ...ALWAYS].sort((a, b) => a - b));
  expect(existing).toEqual(Object.values(csrNumbers).sort((a, b) => a - b));
});
