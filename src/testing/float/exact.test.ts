/** The soft-float routines against exact rational arithmetic: every operation, mode and flag. */
import { describe, expect, it } from 'vitest';
import { CaseGenerator } from './cases.ts';
import {
  type FloatMachine,
  type FloatOperation,
  floatOperations,
  makeFloatMachine,
  type OperandKind,
} from './harness.ts';
import { type Outcome, reference } from './reference.ts';

const CASES = Number(process.env['TRAMPOLINE_FLOAT_CASES'] ?? 3000);
const BATCH = 5000;
const INEXACT = 1;

const UNDERFLOW = 2;

const operations = floatOperations();
const machine = makeFloatMachine(operations);

const narrow = (kind: OperandKind, value: bigint): bigint =>
  kind === 'f32' || kind === 'i32' || kind === 'u32' ? value & 0xffff_ffffn : value;

const hex = (value: bigint): string => value.toString(16);

interface Run {
  readonly machine: FloatMachine;
  readonly operation: FloatOperation;
  readonly count: number;
  readonly mode: number;
  readonly before: number;
  readonly flagsOf: (outcome: Outcome) => number;
}

/** Runs one batch in one mode; returns the differences. */
function differences({ machine: m, operation, count, mode, before, flagsOf }: Run): string[] {
  m.run(operation, count, mode, before);
  const found: string[] = [];
  for (let index = 0; index < count; index++) {
    const operands = operation.operands.map((kind, at) => narrow(kind, m.operands[index * 3 + at] ?? 0n));
    const expected = reference(operation.name, operands, mode);
    const flags = flagsOf(expected) | before;
    const bits = m.results[index * 2] ?? 0n;
    const gotFlags = Number(m.results[index * 2 + 1] ?? 0n);
    if (bits === expected.bits && gotFlags === flags) continue;
    found.push(
      `${operation.name}(${operands.map(hex).join(', ')}) mode ${mode}, flags ${before}: ` +
        `${hex(bits)} flags ${gotFlags}, expected ${hex(expected.bits)} flags ${flags}`,
    );
  }
  return found;
}

/** All modes, over the operation's generated cases. */
function allDifferences(run: Omit<Run, 'count' | 'mode' | 'before'>): string[] {
  const { operation, machine: m } = run;
  const generator = new CaseGenerator(operation.name);
  const found: string[] = [];
  for (let done = 0; done < CASES; done += BATCH) {
    const count = Math.min(BATCH, CASES - done);
    for (let index = 0; index < count; index++) generator.fill(operation.operands, m.operandWords, index * 6);
    for (const mode of operation.rounds ? [0, 1, 2, 3, 4] : [0]) {
      // With inexact already set, the host's arithmetic takes over where it may.
      for (const before of [0, INEXACT]) found.push(...differences({ ...run, count, mode, before }));
    }
  }
  return found;
}

describe('soft float against exact rational arithmetic', () => {
  it.each(operations)('$name', (operation) => {
    const found = allDifferences({ machine, operation, flagsOf: (outcome) => outcome.flags });
    expect(found.slice(0, 10)).toEqual([]);
  });
});

describe('soft float with tininess detected before rounding', () => {
  const early = floatOperations({ tininess: 'beforeRounding' }).filter(({ name }) =>
    /mul|fused|fromF64/.test(name),
  );
  const earlyMachine = makeFloatMachine(early);
  const flagsOf = ({ flags, underflowsBefore }: Outcome): number =>
    underflowsBefore ? flags | UNDERFLOW : flags;

  it.each(early)('$name', (operation) => {
    const found = allDifferences({ machine: earlyMachine, operation, flagsOf });
    expect(found.slice(0, 10)).toEqual([]);
  });
});
