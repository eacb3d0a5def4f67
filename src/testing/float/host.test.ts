/** The soft-float routines, rounding to nearest, against the arithmetic of the machine the test runs on. */
import { describe, expect, it } from 'vitest';
import { BLOCK_CASES, BLOCKS, CaseGenerator } from './cases.ts';
import { floatOperations, makeFloatMachine } from './harness.ts';

/** For single precision, a double result rounded again is right: 53 bits are more than twice 24 plus 2. */
const HOST: Readonly<Record<string, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  sqrt: (x) => Math.sqrt(x),
  fromF32: (x) => x,
  fromF64: (x) => x,
};

const operations = floatOperations().filter(({ name }) => HOST[name.split('.')[1] ?? ''] !== undefined);
const machine = makeFloatMachine(operations);
const view = new DataView(machine.operands.buffer);

describe('soft float against the host', () => {
  it.each(operations)('$name', (operation) => {
    const { name } = operation;
    const [format, suffix = ''] = name.split('.');
    const compute = HOST[suffix];
    const generator = new CaseGenerator(name);
    const isSingle = operation.operands[0] === 'f32';
    const read = (index: number, position: number): number => {
      const at = machine.operands.byteOffset + (index * 3 + position) * 8;
      return isSingle ? view.getFloat32(at, true) : view.getFloat64(at, true);
    };
    const actual = (index: number): number => {
      const at = machine.results.byteOffset + index * 16;
      return format === 'f32' ? view.getFloat32(at, true) : view.getFloat64(at, true);
    };
    const found: string[] = [];
    for (let block = 0; block < BLOCKS; block++) {
      for (let index = 0; index < BLOCK_CASES; index++) {
        generator.fill(operation.operands, machine.operandWords, index * 6);
      }
      machine.run(operation, BLOCK_CASES, 0, 1);
      for (let index = 0; index < BLOCK_CASES; index++) {
        const [x, y] = [read(index, 0), read(index, 1)];
        const host = compute?.(x, y) ?? Number.NaN;
        const expected = format === 'f32' ? Math.fround(host) : host;
        if (!Object.is(actual(index), expected))
          found.push(`${x}, ${y}: ${actual(index)}, expected ${expected}`);
      }
    }
    expect(found.slice(0, 10)).toEqual([]);
  });
});
