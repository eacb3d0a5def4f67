import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeKind, structureOf } from './structure.ts';

const kinds = (graph: readonly (readonly number[])[]) => {
  const structure = structureOf(graph);
  return graph.flatMap((targets, from) =>
    structure.position[from] === -1
      ? []
      : targets.map((to) => `${from}>${to} ${edgeKind(structure, from, to)}`),
  );
};

describe('control-flow structure', () => {
  it('writes straight code in place', () => {
    expect(kinds([[1], [2], []])).toEqual(['0>1 inline', '1>2 inline']);
  });

  it('joins after a diamond', () => {
    expect(kinds([[1, 2], [3], [3], []])).toEqual(['0>1 inline', '0>2 inline', '1>3 merge', '2>3 merge']);
  });

  it('finds nested loops, with exits from the inner one', () => {
    const graph = [[1], [2], [2, 3], [1, 4], []];
    const structure = structureOf(graph);
    expect(structure.isLoopHead).toEqual([false, true, true, false, false]);
    expect(kinds(graph)).toContain('2>2 loop');
    expect(kinds(graph)).toContain('3>1 loop');
  });

  it('calls a jump into the middle of a loop irreducible', () => {
    expect(kinds([[1, 2], [2], [1]]).filter((kind) => kind.endsWith('irreducible'))).toHaveLength(1);
  });

  it('leaves unreachable blocks out', () => {
    expect(structureOf([[], [0]]).order).toEqual([0]);
  });

  it('gives every random graph edges that a nest of blocks and loops can make', () => {
    const graphs = fc.integer({ min: 1, max: 12 }).chain((size) =>
      fc.array(fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 2 }), {
        minLength: size,
        maxLength: size,
      }),
    );
    const found = fc.check(
      fc.property(graphs, (graph) => unwritable(graph).length === 0),
      { numRuns: 2000, seed: 2026 },
    );
    expect(found.counterexample).toBe(null);
  });
});

/** Writes the graph as a region is written, and lists the edges whose label is not open where they stand. */
function unwritable(graph: readonly (readonly number[])[]): string[] {
  const structure = structureOf(graph);
  const open = new Set<string>();
  const problems: string[] = [];
  const written = new Set<number>();
  const inside = (label: string, write: () => void): void => {
    open.add(label);
    write();
    open.delete(label);
  };
  const edge = (from: number, to: number): void => {
    const kind = edgeKind(structure, from, to);
    if (kind === 'inline') tree(to);
    else if (kind !== 'irreducible' && !open.has(`${kind} ${to}`)) problems.push(`${from}>${to} ${kind}`);
  };
  const block = (node: number): void => {
    if (written.has(node)) problems.push(`${node} twice`);
    written.add(node);
    for (const to of graph[node] ?? []) edge(node, to);
  };
  const within = (node: number, [outermost, ...rest]: readonly number[]): void => {
    if (outermost === undefined) return block(node);
    inside(`merge ${outermost}`, () => within(node, rest));
    tree(outermost);
  };
  function tree(node: number): void {
    const merges = structure.mergeChildren[node] ?? [];
    if (structure.isLoopHead[node]) inside(`loop ${node}`, () => within(node, merges));
    else within(node, merges);
  }
  tree(0);
  return problems;
}
