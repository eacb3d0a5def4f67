/**
 * The soft-float routines against recorded results of a processor and of an emulator: 100,000 cases for each
 * operation and rounding mode, kept as digests. `record.c` says how they were recorded and what it adapts.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BLOCK_CASES, BLOCKS, CaseGenerator, mix } from './cases.ts';
import { type FloatOperation, floatOperations, makeFloatMachine } from './harness.ts';

const operations = floatOperations();
const machine = makeFloatMachine(operations);
const INVALID = 16;

interface Recording {
  readonly operation: FloatOperation;
  readonly digestsByMode: ReadonlyMap<number, readonly string[]>;
}

function readRecording(file: string): Recording[] {
  const text = readFileSync(new URL(`./recorded/${file}`, import.meta.url), 'utf8');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const names = [...new Set(lines.map(([name]) => name))];
  return names.map((name) => {
    const operation = operations.find((candidate) => candidate.name === name);
    if (!operation) throw new Error(`${file} records ${name}, which the library does not have`);
    const own = lines.filter((line) => line[0] === name);
    return { operation, digestsByMode: new Map(own.map(([, mode, ...digests]) => [Number(mode), digests])) };
  });
}

/** One block's digest from the machine's results. */
function digest(zeroWhenInvalid: boolean): string {
  let h = 0;
  for (let index = 0; index < BLOCK_CASES; index++) {
    const [low = 0, high = 0, flags = 0] = machine.resultWords.subarray(index * 4, index * 4 + 3);
    const hidden = zeroWhenInvalid && (flags & INVALID) !== 0;
    h = mix(mix(mix(h, hidden ? 0 : low), hidden ? 0 : high), flags);
  }
  return (h >>> 0).toString(16).padStart(8, '0');
}

function replay({ operation, digestsByMode }: Recording, zeroWhenInvalid: boolean): Map<number, string[]> {
  const generator = new CaseGenerator(operation.name);
  const found = new Map<number, string[]>([...digestsByMode.keys()].map((mode) => [mode, []]));
  for (let block = 0; block < BLOCKS; block++) {
    for (let index = 0; index < BLOCK_CASES; index++) {
      generator.fill(operation.operands, machine.operandWords, index * 6);
    }
    for (const [mode, digests] of found) {
      machine.run(operation, BLOCK_CASES, mode, 0);
      digests.push(digest(zeroWhenInvalid));
    }
  }
  return found;
}

describe.each([
  ['qemu-riscv64.txt', false],
  ['x86-64.txt', true],
] as const)('soft float against %s', (file, adapted) => {
  it.each(readRecording(file))('$operation.name', (recording) => {
    const conversion = recording.operation.name.includes('.to');
    expect(replay(recording, adapted && conversion)).toEqual(recording.digestsByMode);
  });
});
