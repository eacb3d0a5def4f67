/**
 * The IR of a region's blocks: the meaning of each instruction with its operands filled in, and what the builder's
 * passes make of it while it is built.
 */
import { at } from '../../base/assert.ts';
import type { Builder } from '../../ir/builder.ts';
import type { Guest } from '../../isa/define.ts';
import type { RegionBlock } from './blocks.ts';
import type { RowShape } from './explore.ts';
import type { BlockCode, RegionObserver } from './observer.ts';
import type { PlacedInstruction } from './region-lowering.ts';

interface Parts {
  readonly guest: Guest;
  readonly shapes: readonly RowShape[];
  readonly blocks: readonly RegionBlock[];
  readonly observer?: RegionObserver | undefined;
}

/** What the builder does beside filling in operands, each on top of those before. The code has all of it. */
const BUILDING: readonly { readonly name: string; readonly prepare: (b: Builder) => void }[] = [
  { name: 'as written', prepare: () => undefined },
  { name: 'facts', prepare: (b) => b.remember(false) },
  { name: 'narrowing', prepare: (b) => b.remember() },
];

export function buildBlocks(parts: Parts): readonly BlockCode[] {
  let code: readonly BlockCode[] = [];
  // Without an observer only what comes last is made.
  for (const { name, prepare } of BUILDING.slice(parts.observer ? 0 : -1)) {
    code = parts.blocks.map((block) => buildBlock(parts, block, prepare));
    parts.observer?.stage?.(name, code);
  }
  return code;
}

function buildBlock({ guest, shapes }: Parts, block: RegionBlock, prepare: (b: Builder) => void): BlockCode {
  const b = guest.makeBuilder();
  prepare(b);
  const instructions = block.instructions.map((instruction): PlacedInstruction => {
    const { row, operands, offset, lengthBytes } = instruction;
    const firstNode = b.size;
    const values = Object.fromEntries(
      row.operands.map((name) => {
        const kind = guest.instructionSet.kinds[name];
        const type = kind?.kind === 'immediate' ? kind.type : 'i32';
        return [name, b.constant(type, BigInt(operands[name] ?? 0))];
      }),
    );
    row.meaning(b, values);
    const isStatic = at(shapes, row.index).relative !== undefined;
    return { offset, lengthBytes, firstNode, isStatic };
  });
  return { block, ir: b.root, instructions };
}
