/** From a pc to a decoded entry: the fetch TLB inline, everything else by the fetch helpers. */
import { FETCH_TLB_SETS, TLB_ADDEND, TLB_ENTRY_BYTES } from '../../memory/hart.ts';
import { FETCH_FAULTED, FETCH_SCRATCH } from '../access/fetch.ts';
import type { Label } from '../wasm/function-writer.ts';
import { OP } from '../wasm/opcodes.ts';
import { engineOffset } from './handler-lowering.ts';
import type { LoopFrame } from './loop-frame.ts';

export class EntryLookup {
  private readonly frame: LoopFrame;

  constructor(frame: LoopFrame) {
    this.frame = frame;
  }

  /** From `target` to `entry` and `pcBase`. */
  lookUp(trap: Label): void {
    const { writer } = this.frame;
    const slot = writer.local('i32');
    const first = writer.local('i32');
    const page = (): void => {
      writer.get(this.frame.target);
      writer.i64(-4096n);
      writer.op(OP.i64And);
    };
    writer.get(this.frame.fetchTlb);
    writer.get(this.frame.target);
    writer.op(OP.i32WrapI64);
    writer.i32(8);
    writer.op(OP.i32ShrU);
    writer.i32((FETCH_TLB_SETS - 1) * TLB_ENTRY_BYTES);
    writer.op(OP.i32And, OP.i32Add);
    writer.tee(slot);
    writer.load('i64', 8, false, 0);
    page();
    writer.op(OP.i64Eq);
    writer.if(
      () => {
        writer.get(slot);
        writer.load('i32', 4, false, TLB_ADDEND);
        writer.set(first);
      },
      () => {
        this.frame.engineSet('remaining', () => writer.get(this.frame.n));
        writer.get(this.frame.target);
        this.frame.call(this.frame.parts.fetch.fetchPage);
        writer.set(first);
      },
    );
    writer.block((found) => {
      writer.get(first);
      writer.i32(FETCH_SCRATCH);
      writer.op(OP.i32GtU);
      writer.branchIf(found);
      this.fetchedSingly(first, trap);
    });
    // A single instruction has its place already.
    writer.get(first);
    writer.i32(FETCH_SCRATCH);
    writer.op(OP.i32Ne);
    writer.if(() => {
      this.frame.setPcBase(page, () => writer.get(first));
      writer.get(first);
      writer.get(this.frame.target);
      writer.op(OP.i32WrapI64);
      writer.i32(0xffe);
      writer.op(OP.i32And);
      writer.i32(2);
      writer.op(OP.i32Shl, OP.i32Add);
      writer.set(this.frame.entry);
    });
  }

  /** `result` is FETCH_FAULTED (traps with pc = target) or FETCH_SCRATCH (entry and pcBase at the scratch). */
  fetchedSingly(result: number, trap: Label): void {
    const { writer } = this.frame;
    const scratch = engineOffset(this.frame.hartBase, 'scratchEntries');
    writer.get(result);
    writer.i32(FETCH_FAULTED);
    writer.op(OP.i32Eq);
    writer.if(() => {
      writer.i32(0);
      writer.set(this.frame.entry);
      writer.get(this.frame.target);
      writer.set(this.frame.pcBase);
      this.frame.addTo(this.frame.n, -1);
      writer.branch(trap);
    });
    writer.i32(scratch);
    writer.set(this.frame.entry);
    this.frame.setPcBase(
      () => writer.get(this.frame.target),
      () => writer.i32(scratch),
    );
  }
}
