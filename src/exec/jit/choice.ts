/** Where a jump without static target goes inside a region: one of the blocks that it may go to, or on. */
import { at } from '../../base/assert.ts';
import type { FunctionWriter, Label } from '../wasm/function-writer.ts';
import { OP } from '../wasm/opcodes.ts';
import type { Candidate } from './blocks.ts';

/** From so many places that a jump may go to, within so many bytes, a table chooses. */
const TABLE_FROM = 4;
const TABLE_SPAN_BYTES = 4096;

/** i64 locals of a region: where it begins, where the jump goes. */
export interface ChoiceLocals {
  readonly page: number;
  readonly target: number;
}

/** Goes to the block that the target says, by `go`; what is none of them goes on after this. */
export function chooseCandidate(
  writer: FunctionWriter,
  locals: ChoiceLocals,
  candidates: readonly Candidate[],
  go: (block: number) => void,
): void {
  const offsets = candidates.map(({ offset }) => offset);
  const first = Math.min(...offsets);
  if (candidates.length >= TABLE_FROM && Math.max(...offsets) - first <= TABLE_SPAN_BYTES) {
    return chooseByTable(writer, locals, candidates, go);
  }
  for (const { offset, block } of candidates) {
    writer.get(locals.target);
    writer.get(locals.page);
    writer.i64(BigInt(offset));
    writer.op(OP.i64Add, OP.i64Eq);
    writer.if(() => go(block));
  }
}

/** The same by a table of halfwords. */
function chooseByTable(
  writer: FunctionWriter,
  locals: ChoiceLocals,
  candidates: readonly Candidate[],
  go: (block: number) => void,
): void {
  const labels: Label[] = [];
  const nest = (index: number, others: Label): void => {
    if (index === candidates.length) return branchByTarget(writer, locals, candidates, labels, others);
    writer.block((label) => {
      labels[index] = label;
      nest(index + 1, others);
    });
    go(at(candidates, index).block);
  };
  writer.block((others) => nest(0, others));
}

function branchByTarget(
  writer: FunctionWriter,
  locals: ChoiceLocals,
  candidates: readonly Candidate[],
  labels: readonly Label[],
  others: Label,
): void {
  const first = Math.min(...candidates.map(({ offset }) => offset));
  const table: Label[] = [];
  candidates.forEach(({ offset }, index) => {
    table[(offset - first) / 2] = at(labels, index);
  });
  const distance = writer.local('i64');
  writer.get(locals.target);
  writer.get(locals.page);
  writer.op(OP.i64Sub);
  writer.i64(BigInt(first));
  writer.op(OP.i64Sub);
  writer.tee(distance);
  writer.i64(BigInt(TABLE_SPAN_BYTES));
  writer.op(OP.i64GtU);
  writer.branchIf(others);
  writer.get(distance);
  writer.op(OP.i32WrapI64);
  writer.i32(1);
  writer.op(OP.i32ShrU);
  writer.branchTable(
    Array.from(table, (label) => label ?? others),
    others,
  );
}
