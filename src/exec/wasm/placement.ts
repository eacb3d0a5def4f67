/**
 * Decides, before lowering, where each value of a block is computed: inline at its only use, in a local at
 * its definition, or not at all.
 *
 * The rules: effects stay where they stand, and their results go to locals. A pure value or a state read
 * moves to its use only if it has one use, in the same block, and nothing between them may change what it
 * reads. Constants are repeated. Values that nobody needs vanish.
 */
import { type Block, type Node, nestedBlocks } from '../../ir/node.ts';

/** What an effect may change, and what a read depends on. */
const CHANGES = { state: 1, memory: 2, variables: 4 } as const;
const EVERYTHING = CHANGES.state | CHANGES.memory | CHANGES.variables;

export type Placement = 'inline' | 'local' | 'dead' | 'effect';

type Role = 'constant' | 'pure' | 'read' | 'effect';

function roleOf(node: Node): Role {
  switch (node.op) {
    case 'const':
      return 'constant';
    case 'readRegister':
    case 'readState':
    case 'hostLoad':
    case 'readVariable':
    case 'operand':
    case 'retired':
      return 'read';
    case 'load':
    case 'atomic':
    case 'loadReserved':
    case 'storeConditional':
    case 'hostCompareExchange':
    case 'call':
      return 'effect';
    default:
      return node.type === 'none' ? 'effect' : 'pure';
  }
}

/** What a read depends on. Operands live in decoded entries, which a store to code rewrites. */
function dependsOn(node: Node): number {
  switch (node.op) {
    case 'readRegister':
    case 'readState':
      return CHANGES.state;
    case 'hostLoad':
    case 'operand':
      return CHANGES.memory;
    case 'readVariable':
      return CHANGES.variables;
    default:
      return 0;
  }
}

function changesOf(node: Node): number {
  switch (node.op) {
    case 'writeRegister':
    case 'writeState':
      return CHANGES.state;
    case 'hostStore':
    case 'hostFill':
    case 'hostCompareExchange':
      return CHANGES.memory;
    case 'writeVariable':
      return CHANGES.variables;
    case 'load':
    case 'store':
    case 'atomic':
    case 'loadReserved':
    case 'storeConditional':
    case 'call':
      return CHANGES.state | CHANGES.memory;
    case 'loop':
      return EVERYTHING;
    default:
      return 0;
  }
}

interface Entry {
  readonly node: Node;
  readonly block: Block;
  readonly position: number;
  readonly users: Entry[];
  /** Where its code is emitted. */
  emission: number;
  placement: Placement;
}

/** The linear order of all nodes, and running counts of changes by kind. */
class Timeline {
  readonly entries: Entry[] = [];
  private readonly byNode = new Map<Node, Entry>();
  private readonly counts: { state: number; memory: number; variables: number }[] = [
    { state: 0, memory: 0, variables: 0 },
  ];

  constructor(root: Block) {
    this.visit(root);
  }

  private visit(block: Block): void {
    for (const node of block.items) {
      const position = this.entries.length;
      const entry: Entry = { node, block, position, users: [], emission: position, placement: 'effect' };
      this.entries.push(entry);
      this.byNode.set(node, entry);
      const last = this.counts[position] ?? { state: 0, memory: 0, variables: 0 };
      const changes = changesOf(node);
      this.counts.push({
        state: last.state + (changes & CHANGES.state ? 1 : 0),
        memory: last.memory + (changes & CHANGES.memory ? 1 : 0),
        variables: last.variables + (changes & CHANGES.variables ? 1 : 0),
      });
      for (const nested of nestedBlocks(node)) this.visit(nested);
    }
  }

  entry(node: Node): Entry | undefined {
    return this.byNode.get(node);
  }

  /** True when something strictly between the two positions may change one of the kinds. */
  changedBetween(from: number, to: number, kinds: number): boolean {
    const before = this.counts[from + 1];
    const after = this.counts[to];
    if (!before || !after) return false;
    return (
      ((kinds & CHANGES.state) !== 0 && after.state > before.state) ||
      ((kinds & CHANGES.memory) !== 0 && after.memory > before.memory) ||
      ((kinds & CHANGES.variables) !== 0 && after.variables > before.variables)
    );
  }
}

function placeValue(entry: Entry, role: Role, timeline: Timeline): Placement {
  const [user, another] = entry.users;
  if (!user) return 'dead';
  if (role === 'constant') return 'inline';
  if (another || user.block !== entry.block || entry.node.type === 'pair') return 'local';
  if (entry.node.op === 'project') return 'inline';
  if (role === 'read' && timeline.changedBetween(entry.position, user.emission, dependsOn(entry.node))) {
    return 'local';
  }
  return 'inline';
}

/** Placement of every node under a root block. */
export function placeNodes(root: Block): ReadonlyMap<Node, Placement> {
  const timeline = new Timeline(root);
  const placements = new Map<Node, Placement>();
  for (const entry of timeline.entries.toReversed()) {
    const role = roleOf(entry.node);
    entry.placement = role === 'effect' ? 'effect' : placeValue(entry, role, timeline);
    if (entry.placement === 'inline' && entry.users[0]) entry.emission = entry.users[0].emission;
    placements.set(entry.node, entry.placement);
    if (entry.placement === 'dead') continue;
    for (const arg of entry.node.args) timeline.entry(arg)?.users.push(entry);
  }
  return placements;
}

/** True when the value of an effect is used at all. */
export function usedValues(root: Block, placements: ReadonlyMap<Node, Placement>): ReadonlySet<Node> {
  const used = new Set<Node>();
  const visit = (block: Block): void => {
    for (const node of block.items) {
      if (placements.get(node) === 'dead') continue;
      for (const arg of node.args) used.add(arg);
      for (const nested of nestedBlocks(node)) visit(nested);
    }
  };
  visit(root);
  return used;
}
