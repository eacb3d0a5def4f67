/**
 * The IR of a region's blocks: the meaning of each instruction with its operands filled in, and what the builder's
 * passes make of it while it is built.
 */
import type { Builder } from '../../ir/builder.ts';
import type { Guest } from '../../isa/define.ts';
import type { RegionBlock } from './blocks.ts';
import type { BlockCode, RegionObserver } from './observer.ts';
import type { PlacedInstruction } from './region-lowering.ts';
import { buildInstruction, type RowShapes } from './row-shapes.ts';

interface Parts {
  readonly guest: Guest;
  readonly shapes: RowShapes;
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
    buildInstruction(guest, b, row, operands);
    const isStatic = shapes.ofRow(row).relative !== undefined;
    return { offset, lengthBytes, firstNode, isStatic };
  });
  return { block, ir: b.root, instructions };
}
