/**
 * The one entrance to CSRs: a function that rows call with the number, what to do, and the operand. It
 * checks existence, privilege and read-only numbers, and finds the row by a few comparisons and one table
 * jump, because a kernel goes through here some times in every trap.
 */
import { at } from '../../../base/assert.ts';
import { type Builder, defineFunction, type Value, type VariableHandle } from '../../../ir/builder.ts';
import { reportFault } from '../../engine.ts';
import { CAUSE, type RiscvBuilder } from '../builder.ts';
import { getState } from './fields.ts';
import { type Csr, csrTable } from './table.ts';

/** What `csrAccess` does, numbered as the low bits of `funct3` are; 0 reads without writing. */
export const CSR_OPERATION = { read: 0, write: 1, set: 2, clear: 3 } as const;

/** Numbers further apart than this are told apart by comparison, not by one table. */
const LARGEST_GAP = 16;

/** Runs of rows that share a jump table. */
function runsOf(rows: readonly Csr[]): Csr[][] {
  const runs: Csr[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && row.number - last.number <= LARGEST_GAP) run.push(row);
    else runs.push([row]);
  }
  return runs;
}

function fault(b: Builder): void {
  reportFault(b, b.i64(CAUSE.illegalInstruction), b.i64(0));
  b.return(b.i64(0));
}

/** The value that the operation makes of what is there: `(operation: i32, base: i64, operand: i64) → i64`. */
const combine = defineFunction(
  'combineCsr',
  ['i32', 'i64', 'i64'],
  ['i64'],
  (b, operation, base, operand) => {
    const set = b.or(base.get(), operand.get());
    const clear = b.and(base.get(), b.not(operand.get()));
    const updated = b.select(set, clear, b.eq(operation.get(), b.i32(CSR_OPERATION.set)));
    b.return(b.select(operand.get(), updated, b.eq(operation.get(), b.i32(CSR_OPERATION.write))));
  },
);

interface Access {
  readonly number: VariableHandle;
  readonly operation: VariableHandle;
  readonly operand: VariableHandle;
}

/** One row's access; returns from the function. */
function accessRow(b: Builder, row: Csr, { operation, operand }: Access): void {
  if (row.denied) b.if(row.denied(b), () => fault(b));
  const old = row.read(b);
  const { write } = row;
  if (write) {
    b.if(operation.get(), () => {
      const base = row.base ? row.base(b) : old;
      write(b, b.call(combine, operation.get(), base, operand.get()));
    });
  }
  b.return(old);
}

function dispatchRun(b: Builder, run: readonly Csr[], access: Access): void {
  const first = at(run, 0).number;
  const last = at(run, run.length - 1).number;
  const cases: (() => void)[] = Array.from({ length: last - first + 1 }, () => () => {});
  for (const row of run) cases[row.number - first] = () => accessRow(b, row, access);
  b.switch(b.sub(access.number.get(), b.i32(first)), cases, () => {});
}

/** Halves the runs until one is left; numbers between runs fall through. */
function dispatch(b: Builder, runs: readonly (readonly Csr[])[], access: Access): void {
  if (runs.length === 1) return dispatchRun(b, at(runs, 0), access);
  const middle = Math.floor(runs.length / 2);
  const boundary: Value = b.i32(at(at(runs, middle), 0).number);
  b.if(
    b.ltU(access.number.get(), boundary),
    () => dispatch(b, runs.slice(0, middle), access),
    () => dispatch(b, runs.slice(middle), access),
  );
}

/**
 * `(number: i32, operation: i32, operand: i64) → i64`, the old value. Operations are {@link CSR_OPERATION}.
 * Reports an illegal instruction where the CSR does not exist, the privilege or another register forbids
 * the access, or a read-only CSR would be written. May ask for attention.
 */
export const csrAccess = defineFunction(
  'csrAccess',
  ['i32', 'i32', 'i64'],
  ['i64'],
  (b, number, operation, operand) => {
    const needed = b.field(number.get(), 8, 2);
    const readOnly = b.eq(b.shrU(number.get(), b.i32(10)), b.i32(3));
    const forbidden = b.gtU(needed, getState(b, 'privilege'));
    const written = b.and(readOnly, b.ne(operation.get(), b.i32(CSR_OPERATION.read)));
    b.if(b.or(forbidden, written), () => fault(b));
    dispatch(b, runsOf(csrTable), { number, operation, operand });
    fault(b);
  },
);

/**
 * The same in place, where the number and the operation are known and the register is a plain one; the row raises
 * the exception. Undefined where it is not like that.
 */
export function accessInPlace(
  b: RiscvBuilder,
  number: Value,
  operation: Value,
  operand: Value,
): { readonly old: Value; readonly update: () => void } | undefined {
  if (number.op !== 'const' || operation.op !== 'const') return undefined;
  const row = csrTable.find((one) => one.number === Number(number.value) && one.isPlain);
  if (!row) return undefined;
  if (row.denied) b.if(row.denied(b), () => b.illegal());
  const old = row.read(b);
  const kept = Number(operation.value);
  const update = (): void => {
    if (kept === CSR_OPERATION.read) return;
    const set = kept === CSR_OPERATION.set ? b.or(old, operand) : b.and(old, b.not(operand));
    row.write?.(b, kept === CSR_OPERATION.write ? operand : set);
  };
  return { old, update };
}
