/**
 * The interpreter's main loop, written straight as WebAssembly: `run(budget: i32)`.
 *
 *   outer: take attention, contexts, interrupts
 *     jump: from `target` to an entry, by the fetch TLB
 *       next: count, then branch by the entry's handler number
 *
 * `n` is what is left of the budget. An instruction is counted when it starts and given back if it traps. Where
 * something asks to be looked at ("attention"), the rest of the budget is held back, so that the count's own
 * test ends the loop after the current instruction: the fast path has no other test.
 */
import {
  ATTENTION,
  DATA_TLB_BYTES,
  FETCH_TLB_BYTES,
  fetchTlbOffset,
  loadTlbOffset,
} from '../../memory/hart.ts';
import type { FunctionWriter, Label } from '../wasm/function-writer.ts';
import { OP } from '../wasm/opcodes.ts';
import { Dispatch } from './dispatch.ts';
import { EntryLookup } from './entry-lookup.ts';
import { LoopFrame, type LoopParts } from './loop-frame.ts';

/** Traps that a run may take before it goes back to the driver: a guest may trap for ever without retiring. */
const TRAPS_PER_RUN = 1_000;

class LoopWriter {
  private readonly frame: LoopFrame;
  private readonly lookup: EntryLookup;
  private readonly dispatch: Dispatch;
  private readonly fuel: number;

  constructor(writer: FunctionWriter, parts: LoopParts) {
    this.frame = new LoopFrame(writer, parts);
    this.lookup = new EntryLookup(this.frame);
    this.dispatch = new Dispatch(this.frame, this.lookup);
    this.fuel = writer.local('i32');
  }

  run(): void {
    const { writer } = this.frame;
    writer.i32(0);
    writer.load('i64', 8, false, this.frame.hartBase + this.frame.parts.guest.pc.offset);
    writer.set(this.frame.target);
    writer.i32(TRAPS_PER_RUN);
    writer.set(this.fuel);
    writer.loop((outer) => {
      this.attend(outer);
      writer.block((exit) => {
        writer.block((trap) => {
          writer.loop((jump) => {
            this.lookup.lookUp(trap);
            writer.loop((next) => this.dispatch.write({ exit, trap, jump, next }));
          });
        });
        this.trap(outer);
      });
      this.leaveOrGoOn(outer);
    });
  }

  /** What is looked at between instructions. Returns to the driver where it asked for that. */
  private attend(outer: Label): void {
    const { writer } = this.frame;
    const interrupt = writer.local('i64');
    this.frame.engineSet('remaining', () => writer.get(this.frame.n));
    this.frame.engineGet('attention');
    writer.i32(ATTENTION.flush);
    writer.op(OP.i32And);
    writer.if(() => this.frame.call(this.frame.parts.flush));
    this.frame.engineSet('attention', () => {
      this.frame.engineGet('attention');
      writer.i32(ATTENTION.driver);
      writer.op(OP.i32And);
    });
    this.frame.call(this.frame.parts.guest.updateContexts);
    this.selectTables();
    this.frame.call(this.frame.parts.guest.pendingInterrupt);
    writer.tee(interrupt);
    writer.i64(0n);
    writer.op(OP.i64Ne);
    writer.if(() => {
      writer.get(interrupt);
      writer.i64(0n);
      writer.get(this.frame.target);
      this.frame.call(this.frame.parts.guest.takeTrap);
      writer.set(this.frame.target);
      // A state from outside may hold an interrupt that its own handler does not shut out.
      this.frame.addTo(this.fuel, -1);
      writer.get(this.fuel);
      writer.branchIf(outer);
      this.frame.storePc(() => writer.get(this.frame.target));
      writer.op(OP.return);
    });
    this.frame.engineGet('attention');
    writer.if(() => {
      this.frame.storePc(() => writer.get(this.frame.target));
      writer.op(OP.return);
    });
  }

  private selectTables(): void {
    const { writer } = this.frame;
    const select = (
      context: 'dataContext' | 'fetchContext',
      stride: number,
      base: number,
      local: number,
    ): void => {
      this.frame.engineGet(context);
      writer.i32(stride);
      writer.op(OP.i32Mul);
      writer.i32(this.frame.hartBase + base);
      writer.op(OP.i32Add);
      writer.set(local);
    };
    select('dataContext', 2 * DATA_TLB_BYTES, loadTlbOffset(0), this.frame.loadTlb);
    select('dataContext', 2 * DATA_TLB_BYTES, loadTlbOffset(0) + DATA_TLB_BYTES, this.frame.storeTlb);
    select('fetchContext', FETCH_TLB_BYTES, fetchTlbOffset(0), this.frame.fetchTlb);
    this.frame.engineSet('loadTlb', () => writer.get(this.frame.loadTlb));
    this.frame.engineSet('storeTlb', () => writer.get(this.frame.storeTlb));
    this.frame.engineSet('fetchTlb', () => writer.get(this.frame.fetchTlb));
  }

  private trap(outer: Label): void {
    const { writer } = this.frame;
    this.frame.addTo(this.frame.n, 1);
    this.frame.engineSet('faulted', () => writer.i32(0));
    this.frame.engineSet('remaining', () => writer.get(this.frame.n));
    this.giveIllegalWord();
    this.frame.engineGet('cause', 'i64');
    this.frame.engineGet('value', 'i64');
    this.frame.pc();
    this.frame.call(this.frame.parts.guest.takeTrap);
    writer.set(this.frame.target);
    this.frame.restoreHeldBack();
    this.frame.addTo(this.fuel, -1);
    writer.get(this.fuel);
    writer.branchIf(outer);
    this.frame.engineSet('remaining', () => writer.get(this.frame.n));
    this.frame.storePc(() => writer.get(this.frame.target));
    writer.op(OP.return);
  }

  /** The value of an illegal-instruction trap is the word: rows that raise one by themselves do not know it. */
  private giveIllegalWord(): void {
    const { writer, parts } = this.frame;
    this.frame.engineGet('cause', 'i64');
    writer.i64(BigInt(parts.guest.illegalInstruction));
    writer.op(OP.i64Eq);
    writer.if(() => {
      this.frame.engineSet(
        'value',
        () => {
          this.frame.pc();
          this.frame.call(parts.fetch.fetchWord);
          writer.op(OP.i64ExtendI32U);
        },
        'i64',
      );
    });
  }

  /** The budget's test failed: it is used up, or the rest was held back for attention. */
  private leaveOrGoOn(outer: Label): void {
    const { writer } = this.frame;
    this.frame.addTo(this.frame.n, 1);
    this.frame.restoreHeldBack();
    this.frame.pc();
    writer.set(this.frame.target);
    writer.get(this.frame.n);
    writer.branchIf(outer);
    this.frame.engineSet('remaining', () => writer.get(this.frame.n));
    this.frame.storePc(() => writer.get(this.frame.target));
  }
}

export function writeLoop(writer: FunctionWriter, parts: LoopParts): void {
  new LoopWriter(writer, parts).run();
}
