import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { elfFile, linuxImage, PROGRAM } from '../../testing/boot-files.ts';
import { MIB } from '../config/limits.ts';
import { type BootPlan, planElf, planLinux, type RamPlace } from './boot-plan.ts';
import { EM_RISCV, parseElf } from './elf.ts';
import { type Firmware, loadFirmware } from './firmware.ts';
import { dynamicInfo } from './firmware-info.ts';
import { gunzip } from './gzip.ts';
import { loadLinuxImage } from './linux-image.ts';
import { endOf } from './segment.ts';

const START = 0x8000_0000;
const ram = (sizeBytes: number): RamPlace => ({ start: START, sizeBytes });

/** Every range that the plan uses lies inside RAM and clear of all others. */
function isClear(plan: BootPlan, place: RamPlace): boolean {
  const tree = { physicalAddress: plan.deviceTree.address, sizeBytes: plan.deviceTree.capacityBytes };
  const ranges = [...plan.segments, tree].toSorted((a, b) => a.physicalAddress - b.physicalAddress);
  const ends = ranges.map((_, index) => ranges[index + 1]?.physicalAddress ?? place.start + place.sizeBytes);
  return (
    (ranges[0]?.physicalAddress ?? 0) >= place.start &&
    ranges.every((range, index) => endOf(range) <= (ends[index] ?? 0)) &&
    plan.deviceTree.address % 8 === 0 &&
    (plan.initrd?.start ?? 0) % 4096 === 0
  );
}

function linux(ramBytes: number, kernelBytes: number, initrdBytes: number, firmware?: Firmware) {
  const kernel = unwrap(loadLinuxImage(linuxImage({ imageBytes: BigInt(kernelBytes) }), 'k', gunzip));
  const initrd = initrdBytes > 0 ? new Uint8Array(initrdBytes) : undefined;
  return planLinux(
    { kernel, initrd, firmware, append: 'quiet', where: { kernel: 'k', initrd: 'i' } },
    ram(ramBytes),
  );
}

describe('Linux on the built-in SBI', () => {
  test('the kernel stands at its text offset, the first hart enters it in supervisor mode', () => {
    const plan = unwrap(linux(256 * MIB, 5 * MIB, 1_328_679));
    expect(isClear(plan, ram(256 * MIB))).toBe(true);
    expect(plan).toMatchObject({
      entry: 0x8020_0000,
      privilege: 'supervisor',
      harts: 'first',
      firmwareInfoAddress: 0,
      append: 'quiet',
      htif: undefined,
    });
    expect((plan.initrd?.end ?? 0) - (plan.initrd?.start ?? 0)).toBe(1_328_679);
  });

  test('no initrd, no place for one', () => {
    expect(unwrap(linux(16 * MIB, MIB, 0)).initrd).toBeUndefined();
  });
});

test('firmware starts in machine mode at the beginning of RAM and is told where the kernel is', () => {
  const firmware = unwrap(loadFirmware(new Uint8Array(115_328), START, 'fw_dynamic.bin'));
  const plan = unwrap(linux(256 * MIB, 5 * MIB, MIB, firmware));
  expect(isClear(plan, ram(256 * MIB))).toBe(true);
  expect(plan).toMatchObject({ entry: START, privilege: 'machine', harts: 'all' });
  const info = plan.segments.find(({ physicalAddress }) => physicalAddress === plan.firmwareInfoAddress);
  expect(info?.bytes).toEqual(dynamicInfo(0x8020_0000, 0));
});

test('fw_dynamic_info is the structure that OpenSBI reads', () => {
  const view = new DataView(dynamicInfo(0x8020_0000, 3).buffer);
  const fields = Array.from({ length: 6 }, (_, index) => view.getBigUint64(index * 8, true));
  expect(fields).toEqual([0x4942_534fn, 2n, 0x8020_0000n, 1n, 0n, 3n]);
});

test('whatever the sizes, a plan is clear or the advice helps', () => {
  const size = fc.nat({ max: 600 * MIB });
  const { counterexample } = fc.check(
    fc.property(
      fc.integer({ min: 16, max: 1024 }),
      size,
      size,
      fc.boolean(),
      (ramMib, kernel, initrd, withFirmware) => {
        const firmware = withFirmware
          ? unwrap(loadFirmware(new Uint8Array(64).fill(0x13), START, 'fw'))
          : undefined;
        const result = linux(ramMib * MIB, kernel, Math.floor(initrd / 16), firmware);
        if (result.ok) return isClear(result.value, ram(ramMib * MIB));
        const advised = Number(/--ram (\d+)M/.exec(result.problem.action)?.[1] ?? 1024);
        return linux(advised * MIB, kernel, Math.floor(initrd / 16), firmware).ok;
      },
    ),
    { numRuns: 60, seed: 5 },
  );
  expect(counterexample).toBeNull();
});

test('a program starts on every hart in machine mode, with its HTIF', () => {
  const file = elfFile({ segments: [{ ...PROGRAM, memoryBytes: 64n }], symbols: { tohost: 0x8000_0010n } });
  const program = unwrap(parseElf(file, { where: 'p', machine: EM_RISCV, machineName: 'RISC-V' }));
  const plan = unwrap(planElf(program, ram(16 * MIB), '', 'p'));
  expect(isClear(plan, ram(16 * MIB))).toBe(true);
  expect(plan).toMatchObject({ entry: START, privilege: 'machine', harts: 'all' });
  expect(plan.htif).toEqual({ tohost: 0x8000_0010, fromhost: undefined });
});

describe('headers that the linker maps below the program', () => {
  const plan = (file: Uint8Array) => {
    const target = { where: 'p', machine: EM_RISCV, machineName: 'RISC-V' };
    return planElf(unwrap(parseElf(file, target)), ram(16 * MIB), '', 'p');
  };
  /** One segment from the start of the file: a page of headers and zeros, then code at the start of RAM. */
  const withHeaders = (): Uint8Array => {
    const file = new Uint8Array(4096 + 8);
    file.set(elfFile({ segments: [{ ...PROGRAM, address: 0x7fff_f000n }] }).subarray(0, 120));
    file.set([0, 0, 0, 0, 0, 0, 0, 0], 64 + 8);
    for (const at of [64 + 32, 64 + 40]) new DataView(file.buffer).setBigUint64(at, 4104n, true);
    new DataView(file.buffer).setBigUint64(40, 0n, true);
    file.set([0x6f, 0, 0, 0, 1, 2, 3, 4], 4096);
    return file;
  };

  test('are left out', () => {
    const [segment] = unwrap(plan(withHeaders())).segments;
    expect(segment?.physicalAddress).toBe(START);
    expect([...(segment?.bytes ?? [])]).toEqual([0x6f, 0, 0, 0, 1, 2, 3, 4]);
  });

  test('are not left out where something of the program is among them', () => {
    const file = withHeaders();
    file[2000] = 1;
    const result = plan(file);
    expect(!result.ok && result.problem.what).toMatch(/outside RAM/);
  });
});
