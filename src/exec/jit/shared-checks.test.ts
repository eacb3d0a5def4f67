import { describe, expect, it } from 'vitest';
import { Builder, type Value } from '../../ir/builder.ts';
import type { RegisterFile } from '../../ir/node.ts';
import { distanceFrom, sharedChecks } from './shared-checks.ts';

const X: RegisterFile = { name: 'x', offset: 0, count: 32, zero: 0 };

/** The shared checks of what is built, and the distance of each access in them, in order. */
function checked(fill: (b: Builder, at: (distance: number) => Value) => void) {
  const b = new Builder();
  b.remember();
  const base = b.readRegister(X, b.i32(5));
  fill(b, (distance) => b.add(base, b.i64(distance)));
  const shared = sharedChecks(b.root);
  return b.root.items.flatMap((node) => {
    const check = shared.get(node);
    if (!check) return [];
    return [{ distance: distanceFrom(check, node), span: check.spanBytes, which: check.which }];
  });
}

describe('shared checks', () => {
  it('take in what is at constant distances from one value', () => {
    const found = checked((b, at) => {
      b.load(8, at(16));
      b.load(4, at(-8));
      b.load(1, at(0));
    });
    expect(found).toEqual([
      { distance: 24, span: 32, which: 'load' },
      { distance: 0, span: 32, which: 'load' },
      { distance: 8, span: 32, which: 'load' },
    ]);
  });

  it('ask for the right to store where one of them stores', () => {
    const found = checked((b, at) => {
      b.load(8, at(0));
      b.store(8, at(8), b.i64(1));
    });
    expect(found.map(({ which }) => which)).toEqual(['store', 'store']);
  });

  it('begin anew where the value changes', () => {
    const found = checked((b, at) => {
      b.load(8, at(0));
      b.load(8, b.load(8, at(8)));
    });
    expect(found).toHaveLength(2);
  });

  it('leave single accesses and distant ones alone', () => {
    const found = checked((b, at) => {
      b.load(8, at(0));
      b.load(8, at(2000));
    });
    expect(found).toEqual([]);
  });

  it('share one address that is used twice', () => {
    const found = checked((b, at) => {
      const address = at(24);
      b.store(4, address, b.load(4, address));
    });
    expect(found).toEqual([
      { distance: 0, span: 4, which: 'store' },
      { distance: 0, span: 4, which: 'store' },
    ]);
  });
});
