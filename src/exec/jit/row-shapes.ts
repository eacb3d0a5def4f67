/** Which rows the translator takes, found by looking at their IR once. */
import type { Block, Node } from '../../ir/node.ts';
import type { Guest } from '../../isa/define.ts';
import { buildRow, layOutRow, visitNodes } from '../interp/entries.ts';
import type { RowShape } from './explore.ts';

/** Nodes that need the interpreter's loop around them. */
const NEEDS_LOOP: ReadonlySet<string> = new Set([
  'attention',
  'retired',
  'atomic',
  'loadReserved',
  'storeConditional',
  'fence',
]);

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

/** One shape for each row of the guest, by row index. */
export function rowShapes(guest: Guest): readonly RowShape[] {
  return guest.instructionSet.rows.map((row) => {
    const block = buildRow(guest, row, []);
    const { relative } = layOutRow(row, guest);
    let jumps = false;
    let branches = false;
    let calls = false;
    let opaque = block.items.some((node) => node.op === 'trap');
    visitNodes(block, (node) => {
      if (NEEDS_LOOP.has(node.op)) opaque = true;
      if (node.op === 'jump') jumps = true;
      if (node.op === 'branch') branches = true;
      if (node.op === 'call') calls = true;
    });
    const shape = { relative, link: linkOf(block), base: jumps ? baseOf(block) : undefined };
    if (opaque || (jumps && calls)) return { ...shape, kind: 'opaque' };
    return { ...shape, kind: jumps ? 'jump' : branches ? 'branch' : 'straight' };
  });
}
