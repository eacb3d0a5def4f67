import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { elfFile, PROGRAM } from '../../testing/boot-files.ts';
import { EM_RISCV, type ElfTarget, parseElf } from './elf.ts';

const target: ElfTarget = { where: 'test', machine: EM_RISCV, machineName: '64-bit RISC-V' };

test('segments, entry point and HTIF symbols', () => {
  const data = { address: 0x8000_1000n, bytes: new Uint8Array(16).fill(7), memoryBytes: 64n };
  const file = elfFile({
    segments: [data, PROGRAM],
    symbols: { main: 0x8000_0000n, tohost: 0x8000_1000n, fromhost: 0x8000_1008n },
  });
  const program = unwrap(parseElf(file, target));
  expect(program.segments.map(({ physicalAddress, sizeBytes }) => [physicalAddress, sizeBytes])).toEqual([
    [0x8000_0000, 4],
    [0x8000_1000, 64],
  ]);
  expect([...(program.segments[1]?.bytes ?? [])]).toEqual(Array.from({ length: 16 }, () => 7));
  expect(program.entry).toBe(0x8000_0000);
  expect(program.tohost).toBe(0x8000_1000);
  expect(program.fromhost).toBe(0x8000_1008);
});

test('virtual addresses become physical ones', () => {
  const segment = { ...PROGRAM, virtualAddress: 0xffff_ffc0_0000_0000n, memoryBytes: 32n };
  const entry = 0xffff_ffc0_0000_0002n;
  const file = elfFile({ segments: [segment], entry, symbols: { tohost: 0xffff_ffc0_0000_0010n } });
  const program = unwrap(parseElf(file, target));
  expect(program.entry).toBe(0x8000_0002);
  expect(program.tohost).toBe(0x8000_0010);
});

test('a symbol outside all segments is no HTIF address', () => {
  const file = elfFile({ symbols: { tohost: 0x9000_0000n } });
  expect(unwrap(parseElf(file, target)).tohost).toBeUndefined();
});

test('a self-relocating file moves as a whole', () => {
  const file = elfFile({ type: 3, segments: [{ ...PROGRAM, address: 0n }], entry: 2n });
  const program = unwrap(parseElf(file, { ...target, loadBase: 0x8000_0000 }));
  expect(program.segments[0]?.physicalAddress).toBe(0x8000_0000);
  expect(program.entry).toBe(0x8000_0002);
});

test('whatever is changed in a file, the result is a value or one problem', () => {
  const file = elfFile({ symbols: { tohost: 0x8000_0000n } });
  const byte = fc.nat({ max: 255 });
  const change = fc.tuple(fc.nat({ max: file.length - 1 }), byte);
  const { counterexample } = fc.check(
    fc.property(fc.array(change, { maxLength: 12 }), fc.nat({ max: file.length }), (changes, sizeBytes) => {
      const spoilt = file.slice(0, file.length - (sizeBytes % 3 === 0 ? sizeBytes : 0));
      for (const [offset, value] of changes) if (offset < spoilt.length) spoilt[offset] = value;
      const result = parseElf(spoilt, target);
      const segments = result.ok ? result.value.segments : [];
      return segments.every(
        ({ bytes, physicalAddress, sizeBytes: memoryBytes }) =>
          bytes.length <= memoryBytes && Number.isSafeInteger(physicalAddress + memoryBytes),
      );
    }),
    { numRuns: 5000, seed: 1 },
  );
  expect(counterexample).toBeNull();
});

test('random bytes behind the magic never throw', () => {
  const { counterexample } = fc.check(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 300 }), (tail) => {
      const file = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...tail);
      parseElf(file, target);
    }),
    { numRuns: 3000, seed: 2 },
  );
  expect(counterexample).toBeNull();
});
