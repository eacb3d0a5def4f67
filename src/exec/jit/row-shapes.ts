/** Which rows the translator takes, found by looking at their IR once. */
import type { Guest } from '../../isa/define.ts';
import { buildRow, layOutRow, visitNodes } from '../interp/entries.ts';
import type { RowShape } from './blocks.ts';

/** Nodes that need the interpreter's loop around them. */
const NEEDS_LOOP: ReadonlySet<string> = new Set([
  'attention',
  'retired',
  'atomic',
  'loadReserved',
  'storeConditional',
  'fence',
]);

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
    if (opaque || (jumps && calls)) return { kind: 'opaque', relative };
    return { kind: jumps ? 'jump' : branches ? 'branch' : 'straight', relative };
  });
}
