/** Which rows the translator takes, found by looking at their IR once. */
import { at } from '../../base/assert.ts';
import type { Builder } from '../../ir/builder.ts';
import type { Block, Node } from '../../ir/node.ts';
import type { Guest, Row } from '../../isa/define.ts';
import { buildRow, layOutRow, visitNodes } from '../interp/entries.ts';
import type { RowShape } from './explore.ts';
import { hostHasAtomic } from './region-atomics.ts';

/** Nodes that need the interpreter's loop around them. */
const NEEDS_LOOP: ReadonlySet<string> = new Set(['attention', 'retired']);

const needsLoop = (node: Node, { concurrent }: Pick<Guest, 'concurrent'>): boolean =>
  NEEDS_LOOP.has(node.op) || (concurrent && node.op === 'atomic' && !hostHasAtomic(node.operator));

/** Instructions remembered; beyond that all are forgotten. */
const MAX_KNOWN = 4096;

/** The operand that gives a node its register. */
function operandOf(node: Node): string | undefined {
  const index = node.args[0];
  return index?.op === 'operand' ? index.name : undefined;
}

function linkOf(block: Block): RowShape['link'] {
  for (const node of block.items) {
    if (node.op !== 'writeRegister' || node.args[1]?.op !== 'nextPc') continue;
    const operand = operandOf(node);
    if (operand !== undefined) return { operand, zero: node.file.zero };
  }
  return undefined;
}

function baseOf(block: Block): string | undefined {
  const reads = block.items.filter((node) => node.op === 'readRegister');
  const [only] = reads;
  return only && reads.length === 1 ? operandOf(only) : undefined;
}

function shapeOf(guest: Guest, block: Block, relative: string | undefined): RowShape {
  let jumps = false;
  let branches = false;
  let calls = false;
  let opaque = block.items.some((node) => node.op === 'trap');
  visitNodes(block, (node) => {
    if (needsLoop(node, guest)) opaque = true;
    if (node.op === 'jump') jumps = true;
    if (node.op === 'branch') branches = true;
    if (node.op === 'call') calls = true;
  });
  const shape = { relative, link: linkOf(block), base: jumps ? baseOf(block) : undefined };
  if (opaque || (jumps && calls)) return { ...shape, kind: 'opaque' };
  return { ...shape, kind: jumps ? 'jump' : branches ? 'branch' : 'straight' };
}

/** Builds a row's meaning for one instruction. */
export function buildInstruction(
  guest: Guest,
  b: Builder,
  row: Row,
  operands: Readonly<Record<string, number>>,
): void {
  const values = Object.fromEntries(
    row.operands.map((name) => {
      const kind = guest.instructionSet.kinds[name];
      const type = kind?.kind === 'immediate' ? kind.type : 'i32';
      return [name, b.constant(type, BigInt(operands[name] ?? 0))];
    }),
  );
  row.meaning(b, values);
}

/** The shapes of a guest's rows. */
export class RowShapes {
  private readonly guest: Guest;
  private readonly shapes: readonly RowShape[];
  /** Of instructions whose row needs the interpreter in general, but not with every operand. */
  private readonly known = new Map<string, RowShape>();

  constructor(guest: Guest) {
    this.guest = guest;
    this.shapes = guest.instructionSet.rows.map((row) =>
      shapeOf(guest, buildRow(guest, row, []), layOutRow(row, guest).relative),
    );
  }

  ofRow(row: Row): RowShape {
    return at(this.shapes, row.index);
  }

  of(row: Row, operands: Readonly<Record<string, number>>): RowShape {
    const general = this.ofRow(row);
    if (general.kind !== 'opaque') return general;
    const key = `${row.index}:${row.operands.map((name) => operands[name]).join()}`;
    const known = this.known.get(key);
    if (known) return known;
    const b = this.guest.makeBuilder();
    buildInstruction(this.guest, b, row, operands);
    const shape = shapeOf(this.guest, b.root, general.relative);
    if (this.known.size === MAX_KNOWN) this.known.clear();
    this.known.set(key, shape);
    return shape;
  }
}
