/**
 * The test programs print what they printed under QEMU (recorded/), but for the deviations that programs.ts lists
 * with their reasons, and end in success. They are too short to become hot: the interpreter runs them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { at } from '../../src/base/assert.ts';
import { unwrap } from '../../src/base/problem.ts';
import { RAM_BASE } from '../../src/machine/board/address-map.ts';
import { planElf } from '../../src/machine/loaders/boot-plan.ts';
import { EM_RISCV, parseElf } from '../../src/machine/loaders/elf.ts';
import { ByteReader, readCase } from '../../src/testing/codec.ts';
import { TestBench } from '../../src/testing/system/test-bench.ts';
import { expectedText } from './expectation.ts';
import { PROGRAMS, type TestProgram } from './programs.ts';

const RAM_BYTES = 64 << 20;
const SLICE_INSTRUCTIONS = 10_000_000;
const MAX_SLICES = 20;
const SHOWN_LINES = 10;

const benches = new Map<number, TestBench>();

/** Machines of the same shape share a bench: one memory, one set of modules. */
function benchOf(harts: number): TestBench {
  const bench =
    benches.get(harts) ?? new TestBench({ harts, ramBytes: RAM_BYTES, decodedPages: 256, diskCount: 0 });
  benches.set(harts, bench);
  return bench;
}

const fileOf = (name: string): Buffer => readFileSync(new URL(name, import.meta.url));

interface Ended {
  readonly text: string;
  readonly end: unknown;
}

function run({ name, mmu, harts = 1 }: TestProgram, bytes: Uint8Array = fileOf(`${name}.elf`)): Ended {
  const target = { where: name, machine: EM_RISCV, machineName: '64-bit RISC-V' };
  const plan = unwrap(
    planElf(unwrap(parseElf(bytes, target)), { start: RAM_BASE, sizeBytes: RAM_BYTES }, '', name),
  );
  const output: number[] = [];
  const machine = benchOf(harts).machine({
    plan,
    configuration: { mmu },
    output: (byte) => output.push(byte),
  });
  for (let slice = 0; slice < MAX_SLICES; slice++) {
    const end = machine.run(SLICE_INSTRUCTIONS);
    if (end.kind !== 'budget') return { text: Buffer.from(output).toString('latin1'), end };
  }
  throw new Error(`${name} did not end in ${SLICE_INSTRUCTIONS * MAX_SLICES} instructions`);
}

/** Lines that differ, with their numbers. */
function lineDifferences(expected: string, actual: string): string[] {
  const wanted = expected.split('\n');
  const got = actual.split('\n');
  return Array.from({ length: Math.max(wanted.length, got.length) }, (_, index) => index)
    .filter((index) => wanted[index] !== got[index])
    .map((index) => `${index + 1}: expected "${wanted[index] ?? ''}", got "${got[index] ?? ''}"`);
}

describe.each(PROGRAMS)('$name', (program) => {
  test('prints in the interpreter what it printed under QEMU', () => {
    const { text, end } = run(program);
    expect(lineDifferences(expectedText(program), text).slice(0, SHOWN_LINES)).toEqual([]);
    expect(end).toEqual({ kind: 'ended', reason: 'tohost', code: 0 });
  });
});

test('instructions finds a planted mistake', () => {
  const program = at(PROGRAMS, 0);
  const bytes = fileOf('instructions.elf');
  const cases = fileOf('instructions.cases');
  const start = bytes.indexOf(cases);
  expect(start).toBeGreaterThan(0);
  const reader = new ByteReader(cases);
  reader.u32();
  readCase(reader);
  // How the first case ended.
  const planted = start + reader.position;
  bytes[planted] = at(bytes, planted) + 1;
  const { text, end } = run(program, bytes);
  expect(end).toEqual({ kind: 'ended', reason: 'tohost', code: 1 });
  expect(text).toContain('differ 1');
});

test('a line that differs is reported', () => {
  expect(lineDifferences('a\nb\nc', 'a\nB\nc')).toEqual(['2: expected "b", got "B"']);
  expect(lineDifferences('a', 'a\nb')).toEqual(['2: expected "", got "b"']);
});

test('every program is in the table', () => {
  const files = readdirSync(new URL('.', import.meta.url));
  const built = files.filter((file) => file.endsWith('.elf')).map((file) => file.replace('.elf', ''));
  const sources = files.filter((file) => file.endsWith('.c')).map((file) => file.replace('.c', ''));
  const names = PROGRAMS.map(({ name }) => name);
  expect(built.toSorted()).toEqual(names.toSorted());
  expect(sources.toSorted()).toEqual(names.toSorted());
});
