import { describe, expect, it } from 'vitest';
import { Builder, type Value } from '../../ir/builder.ts';
import type { RegisterFile } from '../../ir/node.ts';
import type { BlockEnd } from './blocks.ts';
import type { BlockCode } from './observer.ts';
import { sharedChecks } from './shared-checks.ts';
import { streamsOf } from './streams.ts';
import { structureOf } from './structure.ts';

const X: RegisterFile = { name: 'x', offset: 0, count: 32, zero: 0 };

interface Registers {
  get(index: number): Value;
  set(index: number, value: Value): void;
}

/** One block that either repeats or is left; what of it goes along memory, as `which register`. */
function streams(end: 'repeats' | 'leaves', fill: (b: Builder, x: Registers) => void): string[] {
  const b = new Builder();
  b.remember();
  fill(b, {
    get: (index) => b.readRegister(X, b.i32(index)),
    set: (index, value) => b.writeRegister(X, b.i32(index), value),
  });
  const ends: Record<typeof end, BlockEnd> = {
    repeats: { kind: 'branch', taken: { block: 0 }, otherwise: { exit: 64 } },
    leaves: { kind: 'go', to: { exit: 64 } },
  };
  const block = { offset: 0, instructions: [], end: ends[end], pages: [0], mayGrow: false };
  const code: BlockCode[] = [{ block, ir: b.root, instructions: [] }];
  const structure = structureOf([end === 'repeats' ? [0] : []]);
  const found = streamsOf(code, [sharedChecks(b.root)], structure);
  return [...found.values()].map(({ which, index }) => `${which} x${index}`);
}

describe('streams', () => {
  const copies = (step: number) => (b: Builder, x: Registers) => {
    b.store(1, x.get(6), b.load(1, x.get(5)));
    x.set(5, b.add(x.get(5), b.i64(step)));
    x.set(6, b.add(x.get(6), b.i64(step)));
  };

  it('are what a loop moves by constants', () => {
    expect(streams('repeats', copies(1))).toEqual(['load x5', 'store x6']);
  });

  it('are not in code that does not repeat, nor at steps of pages', () => {
    expect(streams('leaves', copies(1))).toEqual([]);
    expect(streams('repeats', copies(4096))).toEqual([]);
  });

  it('are not where the register is computed', () => {
    const chases = (b: Builder, x: Registers): void => x.set(5, b.load(8, x.get(5)));
    expect(streams('repeats', chases)).toEqual([]);
  });

  it('ask for the right to store where a neighbour stores', () => {
    const found = streams('repeats', (b, x) => {
      b.store(8, b.add(x.get(5), b.i64(8)), b.load(8, x.get(5)));
      x.set(5, b.add(x.get(5), b.i64(16)));
    });
    expect(new Set(found)).toEqual(new Set(['store x5']));
  });
});
