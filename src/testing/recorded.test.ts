/**
 * Every tier against the recorded outcomes of an outside witness (recorded/README.md), and proof that the
 * comparison can fail.
 */
import { describe, expect, test } from 'vitest';
import { at } from '../base/assert.ts';
import { riscv64 } from '../isa/riscv64/instruction-set.ts';
import type { Case, Outcome } from './case.ts';
import { ByteReader, ByteWriter, readCase, readOutcome, writeCase, writeOutcome } from './codec.ts';
import { differences, differenceText, outcomeDifferences } from './compare.ts';
import type { Executor } from './executor.ts';
import { extensionNames, rowsOf } from './generator/rows.ts';
import { EXCLUDED_ROWS } from './generator/exclusions.ts';
import { readRecording } from './recording.ts';
import { TIERS } from './tiers.ts';

const extensions = extensionNames();
const SHOWN = 5;
/** Groups whose instructions every region leaves to the interpreter, and the one that has hardly any legal ones. */
const LEFT_TO_INTERPRETER: ReadonlySet<string> = new Set([
  'a',
  'zicsr',
  'zifencei',
  'privileged',
  'reserved',
]);

describe.each(TIERS)('$name', ({ create }) => {
  const tier = create();

  test.each(extensions)('gives what the witness gave: %s', (extension) => {
    const { cases, outcomes, count } = readRecording(extension);
    expect(cases.length).toBe(count);
    const before = tier.translated?.() ?? 0;
    const found = differences(cases, outcomes, tier);
    expect(found.slice(0, SHOWN).map(differenceText).join('\n')).toBe('');
    expect(found.length).toBe(0);
    // A tier that translates must really have translated.
    const least = tier.translated && !LEFT_TO_INTERPRETER.has(extension) ? cases.length * 0.7 : 0;
    expect((tier.translated?.() ?? 0) - before).toBeGreaterThanOrEqual(least);
  });

  test('is caught when it executes another instruction than the one it is given', () => {
    const { cases, outcomes } = readRecording('m');
    const mistaken: Executor = {
      name: 'multiplies signed where it should unsigned',
      run: (given) =>
        tier.run(given.map((one) => ({ ...one, words: one.words.map((word) => word ^ 0x2000) }))),
    };
    expect(differences(cases, outcomes, mistaken).length).toBeGreaterThan(cases.length / 4);
  });
});

describe('recordings', () => {
  test.each(extensions)('cover every row that has cases: %s', (extension) => {
    const decoded = readRecording(extension).cases.map(({ words }) => riscv64.decode(words.at(-1) ?? 0));
    const seen = new Set(
      decoded.map((one) => (extension === 'c' ? one?.short?.mnemonic : one?.row.mnemonic)),
    );
    const missing = rowsOf(extension).filter(({ mnemonic }) => !seen.has(mnemonic));
    expect(missing.map(({ mnemonic }) => mnemonic)).toEqual([]);
  });

  test('name no row in exclusions that does not exist', () => {
    const known = new Set(riscv64.rows.map(({ mnemonic }) => mnemonic));
    const named = EXCLUDED_ROWS.map(({ mnemonic }) => mnemonic);
    expect(named.filter((mnemonic) => !known.has(mnemonic))).toEqual([]);
  });
});

const someCase: Case = {
  pc: 0x8060_0010,
  words: [0x0001, 0x0020_81b3],
  registers: [
    { register: 1, value: 5n },
    { register: 33, value: 0xffff_ffff_3f80_0000n },
  ],
  fcsr: 0xe1,
  patch: { offset: 7, bytes: Uint8Array.of(1, 2, 3) },
};

const someOutcome: Outcome = {
  end: 'access',
  pc: 0x8060_0012n,
  faultAddress: 0x7f8n,
  changes: [{ register: 3, value: 6n }],
  fcsr: 0x1f,
  memory: { offset: 9, bytes: Uint8Array.of(4) },
};

test('cases and outcomes come back from bytes as they were', () => {
  const writer = new ByteWriter();
  writeCase(writer, someCase);
  writeOutcome(writer, someOutcome);
  const reader = new ByteReader(writer.finish());
  expect(readCase(reader)).toEqual(someCase);
  expect(readOutcome(reader)).toEqual(someOutcome);
  expect(reader.position).toBe(writer.length);
});

test.each<[string, Partial<Outcome>]>([
  ['end', { end: 'next' }],
  ['pc', { pc: 0n }],
  ['fault address', { faultAddress: 1n }],
  ['fcsr', { fcsr: 0x1e }],
  ['memory', { memory: { offset: 9, bytes: Uint8Array.of(5) } }],
  ['memory', { memory: { offset: 8, bytes: Uint8Array.of(4) } }],
  ['x3', { changes: [{ register: 3, value: 7n }] }],
  ['x3', { changes: [] }],
  ['f0', { changes: [...someOutcome.changes, { register: 32, value: 0n }] }],
])('a planted mistake is one line: %s', (part, mistake) => {
  const lines = outcomeDifferences(someOutcome, { ...someOutcome, ...mistake });
  expect(lines.length).toBe(1);
  expect(at(lines, 0)).toContain(`${part}: expected`);
});

test('an outcome that is the same has no differences', () => {
  expect(outcomeDifferences(someOutcome, structuredClone(someOutcome))).toEqual([]);
});
