/** How far control gets in a region before its budget is looked at again. */
import { at } from '../../base/assert.ts';
import { type RegionBlock, successors } from './blocks.ts';
import { edgeKind, type Structure } from './structure.ts';

/** The longest way from each block on, over edges that are not loops and up to the next loop's head. */
export function reachOf(blocks: readonly RegionBlock[], structure: Structure): number[] {
  const reach = blocks.map(() => 0);
  for (const from of [...structure.order].reverse()) {
    const { end, instructions } = at(blocks, from);
    const onward = successors(end).map((edge) => {
      if (!('block' in edge) || at(structure.isLoopHead, edge.block)) return 0;
      return edgeKind(structure, from, edge.block) === 'irreducible' ? 0 : at(reach, edge.block);
    });
    reach[from] = instructions.length + Math.max(0, ...onward);
  }
  return reach;
}
