/**
 * From a control-flow graph to nested blocks and loops: dominators, then a walk of the dominator tree, after
 * Ramsey, "Beyond Relooper" (ICFP 2022). Block 0 is the entry.
 *
 * An edge back to a block that dominates its source is a loop; an edge forward to a block with several forward
 * predecessors leaves a nested block; everything else is written in place. An edge back to a block that does not
 * dominate its source (irreducible control flow) leaves the region.
 */
import { at } from '../../base/assert.ts';

export interface Structure {
  /** Reachable blocks in reverse postorder. */
  readonly order: readonly number[];
  /** Position in `order`, by block; -1 for unreachable ones. */
  readonly position: readonly number[];
  readonly immediateDominator: readonly number[];
  readonly isLoopHead: readonly boolean[];
  /** More than one edge reaches it from before. */
  readonly isMerge: readonly boolean[];
  /** Dominator-tree children that are merges, last in order first. */
  readonly mergeChildren: readonly (readonly number[])[];
}

function reversePostorder(graph: readonly (readonly number[])[]): number[] {
  const seen = new Set<number>([0]);
  const order: number[] = [];
  const stack: { node: number; next: number }[] = [{ node: 0, next: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const successor = at(graph, top.node)[top.next++];
    if (successor === undefined) {
      order.push(top.node);
      stack.pop();
    } else if (!seen.has(successor)) {
      seen.add(successor);
      stack.push({ node: successor, next: 0 });
    }
  }
  return order.reverse();
}

/** Cooper, Harvey and Kennedy's iteration ("A Simple, Fast Dominance Algorithm"). */
function dominators(
  order: readonly number[],
  position: readonly number[],
  predecessors: readonly (readonly number[])[],
): number[] {
  const immediate = position.map(() => -1);
  immediate[0] = 0;
  const meet = (a: number, b: number): number => {
    let [x, y] = [a, b];
    while (x !== y) {
      while (at(position, x) > at(position, y)) x = at(immediate, x);
      while (at(position, y) > at(position, x)) y = at(immediate, y);
    }
    return x;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of order.slice(1)) {
      const known = at(predecessors, node).filter((one) => at(immediate, one) >= 0);
      const dominator = known.reduce(meet);
      if (immediate[node] === dominator) continue;
      immediate[node] = dominator;
      changed = true;
    }
  }
  return immediate;
}

function dominates(immediate: readonly number[], a: number, b: number): boolean {
  for (let node = b; ; node = at(immediate, node)) {
    if (node === a) return true;
    if (node === 0) return false;
  }
}

/** `graph[b]` lists the blocks that block b goes to. */
export function structureOf(graph: readonly (readonly number[])[]): Structure {
  const order = reversePostorder(graph);
  const position = graph.map(() => -1);
  order.forEach((node, index) => {
    position[node] = index;
  });
  const predecessors: number[][] = graph.map(() => []);
  for (const node of order) for (const next of at(graph, node)) at(predecessors, next).push(node);
  const immediateDominator = dominators(order, position, predecessors);
  const isBack = (from: number, to: number): boolean => at(position, from) >= at(position, to);
  const isLoopHead = graph.map((_, node) =>
    at(predecessors, node).some((from) => isBack(from, node) && dominates(immediateDominator, node, from)),
  );
  const isMerge = graph.map(
    (_, node) => at(predecessors, node).filter((from) => !isBack(from, node)).length > 1,
  );
  const mergeChildren = graph.map((_, node) =>
    order
      .filter((child) => child !== 0 && at(isMerge, child) && at(immediateDominator, child) === node)
      .reverse(),
  );
  return { order, position, immediateDominator, isLoopHead, isMerge, mergeChildren };
}

/** How an edge between two blocks is written. */
export function edgeKind(
  { position, isMerge, immediateDominator }: Structure,
  from: number,
  to: number,
): 'loop' | 'merge' | 'inline' | 'irreducible' {
  const back = at(position, from) >= at(position, to);
  if (!back) return at(isMerge, to) ? 'merge' : 'inline';
  return dominates(immediateDominator, to, from) ? 'loop' : 'irreducible';
}
