/**
 * Who watches a region being made: for inspection, and for counting what it does. The code is the same whether
 * somebody watches or not, but for the sites that are counted.
 */
import type { Block, Node } from '../../ir/node.ts';
import type { FunctionWriter } from '../wasm/function-writer.ts';
import type { RegionBlock } from './blocks.ts';
import type { PlacedInstruction } from './region-lowering.ts';

/** One block on its way through the translator. */
export interface BlockCode {
  readonly block: RegionBlock;
  readonly ir: Block;
  readonly instructions: readonly PlacedInstruction[];
}

/** How control leaves a region. */
export type ExitKind =
  /** To an address that the code names. */
  | 'static'
  /** To an address that the guest computed. */
  | 'dynamic'
  /** To another page of this region, which is not fetched from yet, or not mapped as it was. */
  | 'page'
  /** Along an edge that no nest of loops can have, to a block of this very region. */
  | 'irreducible'
  /** The budget may end before the next check. */
  | 'budget'
  /** Before an instruction that the interpreter has to make: a fault, a device, a page crossing, a watched store. */
  | 'instruction';

/** A place of a region whose executions can be counted. */
export type Site =
  | { readonly kind: 'entry' }
  | { readonly kind: 'block'; readonly block: number }
  | {
      readonly kind: 'exit';
      readonly how: ExitKind;
      /** The block it leaves from. */
      readonly block: number;
      /** Offset in the page that it goes to, where that is known. */
      readonly target: number | undefined;
    };

export interface RegionObserver {
  /** The IR of all blocks after a stage; it may be changed afterwards. */
  stage?(name: string, blocks: readonly BlockCode[]): void;
  /** A local has a meaning of its own. */
  local?(local: number, name: string): void;
  /** What is written from this byte of the body's code on belongs to a block's node, or to its frame. */
  wrote?(position: number, block: number, node: Node | undefined): void;
  /** Code for a site is about to be written: the number to count it under, if it is to be counted. */
  site?(site: Site): number | undefined;
}

/** Follows a block's lowering: whatever is written belongs to the innermost node whose code has begun. */
export function watchNodes(
  observer: RegionObserver,
  writer: FunctionWriter,
  block: number,
): (node: Node, begins: boolean) => void {
  const open: Node[] = [];
  return (node, begins) => {
    if (begins) open.push(node);
    else open.pop();
    observer.wrote?.(writer.codeBytes, block, open.at(-1));
  };
}
