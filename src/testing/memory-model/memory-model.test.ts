/**
 * The checker against verdicts that were written down without it, and the translator's IR against the manual's reading
 * of the same instructions.
 */
import { describe, expect, test } from 'vitest';
import type { Block, Node } from '../../ir/node.ts';
import { allowedOutcomes, reasonOf, verdictOf } from './check.ts';
import { type MemoryModel, RVWMO, TOTAL_STORE_ORDER } from './rvwmo.ts';
import { DEPENDENCIES_BY_NAME, SHAPES, type Shape } from './shapes.ts';
import { instructionThread, irThread, type Passes } from './threads.ts';

describe('RVWMO', () => {
  test.each([...SHAPES, ...DEPENDENCIES_BY_NAME])('$name: $verdict', (shape) => {
    const found = verdictOf(shape, RVWMO, instructionThread);
    const { verdict, by } = shape;
    expect({ verdict: found.verdict, by: reasonOf(found) }).toEqual({ verdict, by });
  });

  // What rules 1, 2 and 8 order (one location) is ordered by rf, co and fr already.
  test.each(['3', '4', '5', '6', '7', '9', '10', '11', '12', '13'])(
    'without rule %s something is allowed that is not',
    (rule) => {
      const weaker: MemoryModel = {
        name: `RVWMO without rule ${rule}`,
        preserved: (relations) => RVWMO.preserved(relations).filter(([name]) => name !== rule),
      };
      const changed = SHAPES.filter(
        ({ by, ...shape }) =>
          by?.split(/[ ,]+/).includes(rule) &&
          verdictOf(shape, weaker, instructionThread).verdict === 'allowed',
      );
      expect(changed.length).toBeGreaterThan(0);
    },
  );
});

const legalOutcomes = new Map(
  [...SHAPES, ...DEPENDENCIES_BY_NAME].map(
    (shape) => [shape, allowedOutcomes(shape, RVWMO, instructionThread)] as const,
  ),
);

/** Outcomes that the IR allows on a host and RVWMO does not, for all shapes. */
function deviations(host: MemoryModel, passes?: Passes, shapes = SHAPES): readonly string[] {
  const differs = (shape: Shape): boolean => {
    const legal = legalOutcomes.get(shape);
    const possible = allowedOutcomes(shape, host, (text) => irThread(text, passes));
    if (possible.size === 0) throw new Error(`${shape.name} has no outcome`);
    return [...possible].some((outcome) => !legal?.has(outcome));
  };
  return shapes.filter(differs).map(({ name }) => name);
}

/** The blocks with nodes replaced; a replaced node's users see the new one. */
function replacing(replace: (node: Node) => Node | undefined): Passes {
  const inBlock = ({ items }: Block): Block => {
    const now = new Map<Node, Node>();
    const moved = items.map((node): Node => {
      const made = { ...node, args: node.args.map((arg) => now.get(arg) ?? arg) };
      const result = replace(made) ?? made;
      now.set(node, result);
      return result;
    });
    return { items: moved };
  };
  return { transform: (blocks) => blocks.map((block) => ({ ...block, ir: inBlock(block.ir) })) };
}

/** What the translator's builder does while it builds a block, each on top of those before. */
const PASSES: readonly (readonly [name: string, passes: Passes])[] = [
  ['as written', {}],
  ['with facts', { prepare: (b) => b.remember(false) }],
  ['with facts and narrowing', { prepare: (b) => b.remember() }],
];

describe('the IR of the shapes', () => {
  test.each(PASSES)('%s allows nothing that RVWMO forbids', (_name, passes) => {
    expect(deviations(RVWMO, passes)).toEqual([]);
    expect(deviations(TOTAL_STORE_ORDER, passes)).toEqual([]);
  });

  test('loses dependencies by name alone, which only a weakly ordered host could show', () => {
    const [, [, passes] = []] = PASSES;
    expect(deviations(RVWMO, passes, DEPENDENCIES_BY_NAME)).toEqual(['LB+and-zeros', 'LB+ori-andis']);
    expect(deviations(TOTAL_STORE_ORDER, passes, DEPENDENCIES_BY_NAME)).toEqual([]);
  });

  test('is found out where a fold loses a dependency', () => {
    const register = (node: Node | undefined): bigint | undefined => {
      const index = node?.op === 'readRegister' ? node.args[0] : undefined;
      return index?.op === 'const' ? index.value : undefined;
    };
    const folding = replacing(({ op, args: [a, b], id }) =>
      op === 'xor' && register(a) !== undefined && register(a) === register(b)
        ? { id, op: 'const', type: 'i64', args: [], value: 0n }
        : undefined,
    );
    const found = deviations(RVWMO, folding);
    for (const name of ['LB+datas', 'LB+addrs', 'MP+fence.w.w+addr', 'IRIW+addrs', 'PPOAA'])
      expect(found).toContain(name);
    expect(found).not.toContain('MP+fences');
    // A host with total store order keeps loads and what follows them anyway.
    expect(deviations(TOTAL_STORE_ORDER, folding)).toEqual([]);
  });

  test('is found out where a fence is lost, on either host', () => {
    const dropping = replacing(({ op, id }) =>
      op === 'fence' ? { id, op: 'const', type: 'i64', args: [], value: 0n } : undefined,
    );
    const weak = deviations(RVWMO, dropping);
    for (const name of ['SB+fences', 'MP+fences', 'LB+fences', '2+2W+fence.w.ws', 'R+fences'])
      expect(weak).toContain(name);
    const strong = deviations(TOTAL_STORE_ORDER, dropping);
    expect(strong).toContain('SB+fences');
    expect(strong).not.toContain('MP+fences');
  });
});
