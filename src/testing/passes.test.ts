/** Expressions built with facts and narrowing have the value of those built without, whatever the operands are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Builder, defineFunction, type Value } from '../ir/builder.ts';
import { instantiateFunctions } from './ir-harness.ts';

type Tree =
  | { readonly leaf: 'x' | 'y' }
  | { readonly value: bigint }
  | { readonly op: (typeof BINARY)[number]; readonly left: Tree; readonly right: Tree }
  | { readonly op: (typeof UNARY)[number]; readonly of: Tree }
  | { readonly op: (typeof SHIFTS)[number]; readonly of: Tree; readonly by: number }
  | { readonly op: (typeof COMPARISONS)[number]; readonly left: Tree; readonly right: Tree };

const BINARY = ['add', 'sub', 'mul', 'and', 'or', 'xor'] as const;
const UNARY = ['extend32S', 'zeroExtend', 'signExtendSum', 'eqz'] as const;
const SHIFTS = ['shl', 'shrU', 'shrS'] as const;
const COMPARISONS = ['eq', 'ne', 'ltS', 'ltU', 'geS', 'leU'] as const;

const leaves = fc.oneof(
  fc.constantFrom<Tree>({ leaf: 'x' }, { leaf: 'y' }),
  fc
    .constantFrom(0n, 1n, -1n, 0x7fff_ffffn, -0x8000_0000n, 0xffff_ffffn, 32n, 1n << 40n)
    .map((value) => ({ value })),
);

const trees: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    leaves,
    fc.record({ op: fc.constantFrom(...BINARY), left: tie('tree'), right: tie('tree') }),
    fc.record({ op: fc.constantFrom(...UNARY), of: tie('tree') }),
    fc.record({
      op: fc.constantFrom(...SHIFTS),
      of: tie('tree'),
      by: fc.constantFrom(0, 1, 7, 29, 31, 32, 33, 63),
    }),
    fc.record({ op: fc.constantFrom(...COMPARISONS), left: tie('tree'), right: tie('tree') }),
  ),
})).tree;

function build(b: Builder, tree: Tree, leaf: (name: 'x' | 'y') => Value): Value {
  if ('leaf' in tree) return leaf(tree.leaf);
  if ('value' in tree) return b.i64(tree.value);
  if ('by' in tree) return b.pure(tree.op, build(b, tree.of, leaf), b.i64(tree.by));
  if ('left' in tree) {
    const value = b.pure(tree.op, build(b, tree.left, leaf), build(b, tree.right, leaf));
    return value.type === 'i32' ? b.extendU(value) : value;
  }
  const inner = build(b, tree.of, leaf);
  switch (tree.op) {
    case 'extend32S':
      return b.extend32S(inner);
    case 'zeroExtend':
      return b.and(inner, b.i64(0xffff_ffff));
    case 'signExtendSum':
      return b.extend32S(b.add(inner, inner));
    case 'eqz':
      return b.extendU(b.eqz(inner));
  }
}

const functionOf = (name: string, tree: Tree, knows: boolean) =>
  defineFunction(name, ['i64', 'i64'], ['i64'], (b, x, y) => {
    if (knows) b.remember();
    const read = { x: x.get(), y: y.get() };
    b.return(build(b, tree, (leaf) => read[leaf]));
  });

const operand = fc.oneof(
  fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
  fc.constantFrom(
    0n,
    1n,
    -1n,
    0x7fff_ffffn,
    0x8000_0000n,
    -0x8000_0000n,
    0xffff_ffffn,
    1n << 32n,
    -(1n << 63n),
  ),
);

describe('facts and narrowing', () => {
  it('change no value', () => {
    fc.assert(
      fc.property(
        trees,
        fc.array(fc.tuple(operand, operand), { minLength: 4, maxLength: 8 }),
        (tree, inputs) => {
          const plain = functionOf('plain', tree, false);
          const known = functionOf('known', tree, true);
          const machine = instantiateFunctions([plain, known]);
          for (const [x, y] of inputs) expect(machine.call(known, x, y)).toBe(machine.call(plain, x, y));
        },
      ),
      { numRuns: 400, seed: 2026 },
    );
  });
});
