/**
 * Before a region's control goes to another of its pages: that page has to be mapped to where the region's code was
 * read from, and fetched from before, so that nothing is walked, marked or faulted ahead of the guest.
 */
import { at } from '../../base/assert.ts';
import { enginePlace } from '../../isa/define.ts';
import { FETCH_TLB_SETS, TLB_ADDEND, TLB_ENTRY_BYTES, TLB_TAG } from '../../memory/hart.ts';
import { PAGE_BYTES, PAGE_SHIFT } from '../../memory/layout.ts';
import type { FunctionWriter } from '../wasm/function-writer.ts';
import { OP } from '../wasm/opcodes.ts';
import type { RegionBlock } from './blocks.ts';
import type { Structure } from './structure.ts';

/** Locals of a region. */
export interface GuardLocals {
  /** i64: virtual address of the region's first page. */
  readonly page: number;
  readonly hart: number;
  readonly record: number;
}

/** Leaves on the stack whether the fetch TLB maps the page at a distance to what the record has at an index. */
export function pushHolds(
  writer: FunctionWriter,
  locals: GuardLocals,
  distance: number,
  index: number,
): void {
  const entry = writer.local('i32');
  writer.get(locals.hart);
  writer.load('i32', 4, false, enginePlace('fetchTlb').offset);
  writer.get(locals.page);
  writer.op(OP.i32WrapI64);
  writer.i32(PAGE_SHIFT - Math.log2(TLB_ENTRY_BYTES));
  writer.op(OP.i32ShrU);
  writer.i32(distance * TLB_ENTRY_BYTES);
  writer.op(OP.i32Add);
  writer.i32((FETCH_TLB_SETS - 1) * TLB_ENTRY_BYTES);
  writer.op(OP.i32And, OP.i32Add);
  writer.tee(entry);
  writer.load('i64', 8, false, TLB_TAG);
  writer.get(locals.page);
  writer.i64(BigInt(distance * PAGE_BYTES));
  writer.op(OP.i64Add, OP.i64Eq);
  writer.get(entry);
  writer.load('i32', 4, false, TLB_ADDEND);
  writer.get(locals.record);
  writer.load('i32', 4, false, index * 4);
  writer.op(OP.i32Eq, OP.i32And);
}

/** Distances of the pages that a block's code was found to stand in, whichever way control came to it. */
export function heldIn(
  blocks: readonly RegionBlock[],
  { immediateDominator }: Structure,
  block: number,
): ReadonlySet<number> {
  const held = new Set([0]);
  for (let node = block; ; node = at(immediateDominator, node)) {
    for (const page of at(blocks, node).pages) held.add(page);
    if (node === 0) return held;
  }
}
