/**
 * From one region to the next, without the interpreter between: `(n: i32, target: i64, source: i64) -> n: i32`, where
 * `source` is the address of the last instruction. Where the
 * target's page is not in the fetch TLB, no region begins there, or the host has no tail calls, it returns with
 * `target` set.
 */
import type { Type } from '../../ir/node.ts';
import { FETCH_TLB_SETS, JUMP_LOG_ENTRIES, TLB_ADDEND, TLB_ENTRY_BYTES } from '../../memory/hart.ts';
import { type MemoryPlan, REGION_RECORD_BYTES } from '../../memory/layout.ts';
import type { FunctionWriter, Label } from '../wasm/function-writer.ts';
import { OP } from '../wasm/opcodes.ts';
import { BUILT_IN } from './entries.ts';
import { countUp, engineOffset } from './handler-lowering.ts';

/** What is left of the budget, the page's virtual address, the hart's block, the region's record. */
export const REGION_PARAMETERS: readonly Type[] = ['i32', 'i64', 'i32', 'i32'];

const N = 0;
const TARGET = 1;
const SOURCE = 2;

/** Leaves the address of a region's record on the stack. */
export function pushRecord(writer: FunctionWriter, plan: MemoryPlan, number: () => void): void {
  number();
  writer.i32(REGION_RECORD_BYTES);
  writer.op(OP.i32Mul);
  writer.i32(plan.regionRecordsBase);
  writer.op(OP.i32Add);
}

export function writeChain(
  writer: FunctionWriter,
  plan: MemoryPlan,
  hartBase: number,
  regionType: number | undefined,
): void {
  logJump(writer, hartBase);
  writer.block((found) => {
    goOn(writer, plan, hartBase, regionType, found);
    countUp(writer, hartBase, 'cacheMisses');
  });
  writer.i32(0);
  writer.get(TARGET);
  writer.store('i64', 8, engineOffset(hartBase, 'target'));
  writer.get(N);
}

/** Notes from where to where: a ring that the driver reads now and then. */
function logJump(writer: FunctionWriter, hartBase: number): void {
  const entry = writer.local('i32');
  const count = engineOffset(hartBase, 'jumps');
  writer.i32(0);
  writer.i32(0);
  writer.load('i32', 4, false, count);
  writer.tee(entry);
  writer.i32(1);
  writer.op(OP.i32Add);
  writer.store('i32', 4, count);
  writer.get(entry);
  writer.i32(JUMP_LOG_ENTRIES - 1);
  writer.op(OP.i32And);
  writer.i32(4);
  writer.op(OP.i32Shl);
  writer.tee(entry);
  writer.get(SOURCE);
  writer.store('i64', 8, engineOffset(hartBase, 'jumpLog'));
  writer.get(entry);
  writer.get(TARGET);
  writer.store('i64', 8, engineOffset(hartBase, 'jumpLog') + 8);
}

/** Tail-calls the region that begins at the target, if there is one; without tail calls leaves it to the interpreter. */
function goOn(
  writer: FunctionWriter,
  plan: MemoryPlan,
  hartBase: number,
  regionType: number | undefined,
  found: Label,
): void {
  const slot = writer.local('i32');
  const entry = writer.local('i32');
  const number = writer.local('i32');
  const page = (): void => {
    writer.get(TARGET);
    writer.i64(-4096n);
    writer.op(OP.i64And);
  };
  writer.i32(0);
  writer.load('i32', 4, false, engineOffset(hartBase, 'fetchTlb'));
  writer.get(TARGET);
  writer.op(OP.i32WrapI64);
  writer.i32(8);
  writer.op(OP.i32ShrU);
  writer.i32((FETCH_TLB_SETS - 1) * TLB_ENTRY_BYTES);
  writer.op(OP.i32And, OP.i32Add);
  writer.tee(slot);
  writer.load('i64', 8, false, 0);
  page();
  writer.op(OP.i64Eq);
  writer.if(() => {
    writer.get(slot);
    writer.load('i32', 4, false, TLB_ADDEND);
    writer.get(TARGET);
    writer.op(OP.i32WrapI64);
    writer.i32(0xffe);
    writer.op(OP.i32And);
    writer.i32(2);
    writer.op(OP.i32Shl, OP.i32Add);
    writer.tee(entry);
    writer.load('i32', 2, false, 0);
    writer.i32(BUILT_IN.region);
    writer.op(OP.i32Eq);
    writer.if(() => {
      if (regionType === undefined) return writer.branch(found);
      countUp(writer, hartBase, 'cacheHits');
      writer.get(N);
      page();
      writer.i32(hartBase);
      writer.get(entry);
      writer.i32(1);
      writer.op(OP.i32ShrU);
      writer.load('i32', 2, false, plan.regionIndexBase - plan.decodedBase / 2);
      writer.set(number);
      pushRecord(writer, plan, () => writer.get(number));
      writer.get(number);
      writer.callIndirect(regionType, true);
    });
  });
}
