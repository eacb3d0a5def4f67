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
import { at } from '../../base/assert.ts';
import type { FunctionDefinition } from '../../ir/node.ts';
import type { Guest } from '../../isa/guest.ts';
import {
  ATTENTION,
  DATA_TLB_BYTES,
  engineState,
  FETCH_TLB_BYTES,
  FETCH_TLB_SETS,
  fetchTlbOffset,
  loadTlbOffset,
  TLB_ADDEND,
  TLB_ENTRY_BYTES,
} from '../../memory/hart.ts';
import { FETCH_FAULTED, FETCH_SCRATCH, type FetchAccess } from '../access/fetch.ts';
import { imports } from '../access/environment.ts';
import type { FunctionWriter, Label } from '../wasm/function-writer.ts';
import { Lowering } from '../wasm/lowering.ts';
import { OP } from '../wasm/opcodes.ts';
import { BUILT_IN, type HandlerTable, type RowHandler } from './entries.ts';
import { engineOffset, type HandlerContext, type HandlerExits, HandlerLowering } from './handler-lowering.ts';
import { STATUS } from './outlined.ts';

export interface LoopParts {
  readonly guest: Guest;
  readonly handlers: HandlerTable;
  readonly fetch: FetchAccess;
  readonly flush: FunctionDefinition;
  /** Function index of each outlined handler, by handler number. */
  readonly outlined: ReadonlyMap<number, number>;
  readonly shared: Omit<HandlerContext, 'writer' | 'entry'>;
}

/** Traps that a run may take before it goes back to the driver: a guest may trap for ever without retiring. */
const TRAPS_PER_RUN = 10_000;

const BUDGET_PARAMETER = 0;
const ENTRY_STEP = 4;

class LoopWriter {
  private readonly writer: FunctionWriter;
  private readonly parts: LoopParts;
  private readonly hartBase: number;
  private readonly n = BUDGET_PARAMETER;
  private readonly entry: number;
  private readonly pcBase: number;
  private readonly loadTlb: number;
  private readonly storeTlb: number;
  private readonly fetchTlb: number;
  private readonly target: number;
  private readonly fuel: number;
  private readonly status: number;

  constructor(writer: FunctionWriter, parts: LoopParts) {
    this.writer = writer;
    this.parts = parts;
    this.hartBase = parts.shared.hartBase;
    this.entry = writer.local('i32');
    this.pcBase = writer.local('i64');
    this.loadTlb = writer.local('i32');
    this.storeTlb = writer.local('i32');
    this.fetchTlb = writer.local('i32');
    this.target = writer.local('i64');
    this.fuel = writer.local('i32');
    this.status = writer.local('i32');
  }

  private engineGet(name: keyof typeof engineState.offsets, type: 'i32' | 'i64' = 'i32'): void {
    this.writer.i32(0);
    this.writer.load(type, type === 'i64' ? 8 : 4, false, engineOffset(this.hartBase, name));
  }

  private engineSet(name: keyof typeof engineState.offsets, push: () => void, type: 'i32' | 'i64' = 'i32'): void {
    this.writer.i32(0);
    push();
    this.writer.store(type, type === 'i64' ? 8 : 4, engineOffset(this.hartBase, name));
  }

  private call(definition: FunctionDefinition): void {
    this.writer.call(this.parts.shared.functions.index(definition));
  }

  private addTo(local: number, amount: number): void {
    this.writer.get(local);
    this.writer.i32(amount);
    this.writer.op(OP.i32Add);
    this.writer.set(local);
  }

  private pc(): void {
    const { writer } = this;
    writer.get(this.pcBase);
    writer.get(this.entry);
    writer.i32(2);
    writer.op(OP.i32ShrU, OP.i64ExtendI32U, OP.i64Add);
  }

  private storePc(push: () => void): void {
    this.writer.i32(0);
    push();
    this.writer.store('i64', 8, this.hartBase + this.parts.guest.pc.offset);
  }

  /** pcBase such that `pcBase + (entry >> 2)` is the pc, given the first entry (a local) of the page at `pageStart`. */
  private setPcBase(pageStart: () => void, firstEntry: () => void): void {
    const { writer } = this;
    pageStart();
    firstEntry();
    writer.i32(2);
    writer.op(OP.i32ShrU, OP.i64ExtendI32U, OP.i64Sub);
    writer.set(this.pcBase);
  }

  run(): void {
    const { writer } = this;
    writer.i32(0);
    writer.load('i64', 8, false, this.hartBase + this.parts.guest.pc.offset);
    writer.set(this.target);
    writer.i32(TRAPS_PER_RUN);
    writer.set(this.fuel);
    writer.loop((outer) => {
      this.attend(outer);
      writer.block((exit) => {
        writer.block((trap) => {
          writer.loop((jump) => {
            this.lookUp(trap);
            writer.loop((next) => this.dispatch({ exit, trap, jump, next }));
          });
        });
        this.trap(outer);
      });
      this.leaveOrGoOn(outer);
    });
  }

  /** What is looked at between instructions. Returns to the driver where it asked for that. */
  private attend(outer: Label): void {
    const { writer } = this;
    const interrupt = writer.local('i64');
    this.engineSet('remaining', () => writer.get(this.n));
    this.engineGet('attention');
    writer.i32(ATTENTION.flush);
    writer.op(OP.i32And);
    writer.if(() => this.call(this.parts.flush));
    this.engineSet('attention', () => {
      this.engineGet('attention');
      writer.i32(ATTENTION.driver);
      writer.op(OP.i32And);
    });
    this.call(this.parts.guest.updateContexts);
    this.selectTables();
    this.call(this.parts.guest.pendingInterrupt);
    writer.tee(interrupt);
    writer.i64(0n);
    writer.op(OP.i64Ne);
    writer.if(() => {
      writer.get(interrupt);
      writer.i64(0n);
      writer.get(this.target);
      this.call(this.parts.guest.takeTrap);
      writer.set(this.target);
      writer.branch(outer);
    });
    this.engineGet('attention');
    writer.if(() => {
      this.storePc(() => writer.get(this.target));
      writer.op(OP.return);
    });
  }

  private selectTables(): void {
    const { writer } = this;
    const select = (context: 'dataContext' | 'fetchContext', stride: number, base: number, local: number): void => {
      this.engineGet(context);
      writer.i32(stride);
      writer.op(OP.i32Mul);
      writer.i32(this.hartBase + base);
      writer.op(OP.i32Add);
      writer.set(local);
    };
    select('dataContext', 2 * DATA_TLB_BYTES, loadTlbOffset(0), this.loadTlb);
    select('dataContext', 2 * DATA_TLB_BYTES, loadTlbOffset(0) + DATA_TLB_BYTES, this.storeTlb);
    select('fetchContext', FETCH_TLB_BYTES, fetchTlbOffset(0), this.fetchTlb);
    this.engineSet('loadTlb', () => writer.get(this.loadTlb));
    this.engineSet('storeTlb', () => writer.get(this.storeTlb));
    this.engineSet('fetchTlb', () => writer.get(this.fetchTlb));
  }

  /** From `target` to `entry` and `pcBase`. */
  private lookUp(trap: Label): void {
    const { writer } = this;
    const slot = writer.local('i32');
    const first = writer.local('i32');
    const page = (): void => {
      writer.get(this.target);
      writer.i64(-4096n);
      writer.op(OP.i64And);
    };
    writer.get(this.fetchTlb);
    writer.get(this.target);
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
        this.engineSet('remaining', () => writer.get(this.n));
        writer.get(this.target);
        this.call(this.parts.fetch.fetchPage);
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
      this.setPcBase(page, () => writer.get(first));
      writer.get(first);
      writer.get(this.target);
      writer.op(OP.i32WrapI64);
      writer.i32(0xffe);
      writer.op(OP.i32And);
      writer.i32(2);
      writer.op(OP.i32Shl, OP.i32Add);
      writer.set(this.entry);
    });
  }

  /** `result` is FETCH_FAULTED (traps with pc = target) or FETCH_SCRATCH (entry and pcBase at the scratch). */
  private fetchedSingly(result: number, trap: Label): void {
    const { writer } = this;
    const scratch = engineOffset(this.hartBase, 'scratchEntries');
    writer.get(result);
    writer.i32(FETCH_FAULTED);
    writer.op(OP.i32Eq);
    writer.if(() => {
      writer.i32(0);
      writer.set(this.entry);
      writer.get(this.target);
      writer.set(this.pcBase);
      this.addTo(this.n, -1);
      writer.branch(trap);
    });
    writer.i32(scratch);
    writer.set(this.entry);
    this.setPcBase(
      () => writer.get(this.target),
      () => writer.i32(scratch),
    );
  }

  private dispatch(labels: Labels): void {
    const { writer } = this;
    const { handlers } = this.parts.handlers;
    const arms: { label: Label | undefined; write: () => void }[] = [];
    arms[BUILT_IN.decode] = { label: undefined, write: () => this.decode(labels) };
    arms[BUILT_IN.pageEnd] = { label: undefined, write: () => this.pageEnd(labels) };
    arms[BUILT_IN.straddle] = { label: undefined, write: () => this.straddle(labels) };
    arms[BUILT_IN.illegal] = { label: undefined, write: () => this.illegal(labels) };
    arms[BUILT_IN.nop2] = { label: undefined, write: () => this.advance(2, labels) };
    arms[BUILT_IN.nop4] = { label: undefined, write: () => this.advance(4, labels) };
    for (const handler of handlers) {
      arms[handler.number] = { label: undefined, write: () => this.handler(handler, labels) };
    }
    const targets: Label[] = [];
    const nest = (index: number): void => {
      if (index < 0) {
        this.addTo(this.n, -1);
        writer.get(this.n);
        writer.i32(0);
        writer.op(OP.i32LtS);
        writer.branchIf(labels.exit);
        writer.get(this.entry);
        writer.load('i32', 2, false, 0);
        writer.branchTable(targets, at(targets, BUILT_IN.decode));
        return;
      }
      writer.block((label) => {
        targets[index] = label;
        nest(index - 1);
      });
      at(arms, index).write();
    };
    nest(arms.length - 1);
  }

  private advance(lengthBytes: number, { next }: Labels): void {
    this.addTo(this.entry, lengthBytes * ENTRY_STEP);
    this.writer.branch(next);
  }

  private decode({ next }: Labels): void {
    this.addTo(this.n, 1);
    this.writer.get(this.entry);
    this.call(imports.decode);
    this.writer.branch(next);
  }

  private pageEnd({ jump }: Labels): void {
    this.addTo(this.n, 1);
    this.pc();
    this.writer.set(this.target);
    this.writer.branch(jump);
  }

  private straddle({ next, trap }: Labels): void {
    const { writer } = this;
    const result = writer.local('i32');
    this.addTo(this.n, 1);
    this.engineSet('remaining', () => writer.get(this.n));
    this.pc();
    writer.tee(this.target);
    writer.get(this.entry);
    this.call(this.parts.fetch.fetchStraddling);
    writer.set(result);
    writer.block((kept) => {
      writer.get(result);
      writer.i32(FETCH_SCRATCH);
      writer.op(OP.i32GtU);
      writer.branchIf(kept);
      this.fetchedSingly(result, trap);
      writer.branch(next);
    });
    writer.get(result);
    writer.set(this.entry);
    this.setPcBase(
      () => writer.get(this.target),
      () => writer.get(result),
    );
    writer.branch(next);
  }

  private illegal({ trap }: Labels): void {
    const { writer } = this;
    this.engineSet('cause', () => writer.i64(BigInt(this.parts.guest.illegalInstruction)), 'i64');
    this.engineSet(
      'value',
      () => {
        writer.get(this.entry);
        writer.load('i64', 4, false, 4);
      },
      'i64',
    );
    writer.branch(trap);
  }

  private holdBack(): void {
    const { writer } = this;
    this.engineSet('heldBack', () => {
      this.engineGet('heldBack');
      writer.get(this.n);
      writer.op(OP.i32Add);
    });
    writer.i32(0);
    writer.set(this.n);
  }

  private storeRemaining(): void {
    this.engineSet('remaining', () => {
      this.writer.get(this.n);
      this.writer.i32(1);
      this.writer.op(OP.i32Add);
    });
  }

  private handler(handler: RowHandler, labels: Labels): void {
    const outlined = this.parts.outlined.get(handler.number);
    if (outlined !== undefined) return this.callOutlined(handler, outlined, labels);
    const { writer, parts } = this;
    const context: HandlerContext = { ...parts.shared, writer, entry: this.entry };
    const layout = at(parts.handlers.layouts, handler.row.index);
    const instruction = new HandlerLowering(context, this.exits(handler, labels), handler, layout.slots, {
      load: this.loadTlb,
      store: this.storeTlb,
    });
    new Lowering({
      writer,
      hartBase: this.hartBase,
      functionIndex: (callee) => parts.shared.functions.index(callee),
      instruction,
    }).body(handler.block);
    this.advance(handler.lengthBytes, labels);
  }

  private exits(handler: RowHandler, { trap, jump, next }: Labels): HandlerExits {
    const { writer } = this;
    const distance = (): void => {
      writer.get(this.entry);
      writer.load('i32', 4, false, 4);
    };
    const goTo = (): void => {
      writer.set(this.target);
      writer.branch(jump);
    };
    return {
      pc: () => this.pc(),
      storeRemaining: () => this.storeRemaining(),
      branch: (node, lowering) => {
        if (handler.local) {
          writer.get(this.entry);
          distance();
          writer.i32(handler.lengthBytes * ENTRY_STEP);
          lowering.value(at(node.args, 0));
          writer.op(OP.select, OP.i32Add);
          writer.set(this.entry);
          writer.branch(next);
          return;
        }
        lowering.value(at(node.args, 0));
        writer.if(() => {
          lowering.value(at(node.args, 1));
          goTo();
        });
      },
      jump: (node, lowering) => {
        if (handler.local) {
          writer.get(this.entry);
          distance();
          writer.op(OP.i32Add);
          writer.set(this.entry);
          writer.branch(next);
          return;
        }
        lowering.value(at(node.args, 0));
        goTo();
      },
      trapFromEngine: () => writer.branch(trap),
      trap: () => {
        const cause = writer.local('i64');
        const value = writer.local('i64');
        writer.set(value);
        writer.set(cause);
        this.engineSet('cause', () => writer.get(cause), 'i64');
        this.engineSet('value', () => writer.get(value), 'i64');
        writer.branch(trap);
      },
      attention: () => {
        this.engineGet('attention');
        writer.if(() => this.holdBack());
      },
    };
  }

  private callOutlined(handler: RowHandler, index: number, labels: Labels): void {
    const { writer } = this;
    this.storeRemaining();
    writer.get(this.entry);
    this.pc();
    writer.call(index);
    writer.tee(this.status);
    writer.if(() => {
      const testStatus = (bit: number): void => {
        writer.get(this.status);
        writer.i32(bit);
        writer.op(OP.i32And);
      };
      testStatus(STATUS.trap);
      writer.branchIf(labels.trap);
      testStatus(STATUS.jump);
      writer.if(() => {
        this.engineGet('target', 'i64');
        writer.set(this.target);
        testStatus(STATUS.attention);
        writer.if(() => this.holdBackAt(labels));
        writer.branch(labels.jump);
      });
      this.holdBack();
    });
    this.advance(handler.lengthBytes, labels);
  }

  /** Attention at a jump: `target` is where to go on, so the loop is left at once. */
  private holdBackAt({ exit }: Labels): void {
    const { writer } = this;
    this.holdBack();
    // The exit computes the pc from entry and pcBase, and expects the count's test to have taken one.
    writer.i32(0);
    writer.set(this.entry);
    writer.get(this.target);
    writer.set(this.pcBase);
    this.addTo(this.n, -1);
    writer.branch(exit);
  }

  private trap(outer: Label): void {
    const { writer } = this;
    this.addTo(this.n, 1);
    this.engineSet('faulted', () => writer.i32(0));
    this.engineSet('remaining', () => writer.get(this.n));
    this.engineGet('cause', 'i64');
    this.engineGet('value', 'i64');
    this.pc();
    this.call(this.parts.guest.takeTrap);
    writer.set(this.target);
    this.restoreHeldBack();
    this.addTo(this.fuel, -1);
    writer.get(this.fuel);
    writer.branchIf(outer);
    this.engineSet('remaining', () => writer.get(this.n));
    this.storePc(() => writer.get(this.target));
    writer.op(OP.return);
  }

  private restoreHeldBack(): void {
    const { writer } = this;
    writer.get(this.n);
    this.engineGet('heldBack');
    writer.op(OP.i32Add);
    writer.set(this.n);
    this.engineSet('heldBack', () => writer.i32(0));
  }

  /** The budget's test failed: it is used up, or the rest was held back for attention. */
  private leaveOrGoOn(outer: Label): void {
    const { writer } = this;
    this.addTo(this.n, 1);
    this.restoreHeldBack();
    this.pc();
    writer.set(this.target);
    writer.get(this.n);
    writer.branchIf(outer);
    this.engineSet('remaining', () => writer.get(this.n));
    this.storePc(() => writer.get(this.target));
  }
}

interface Labels {
  readonly exit: Label;
  readonly trap: Label;
  readonly jump: Label;
  readonly next: Label;
}

export function writeLoop(writer: FunctionWriter, parts: LoopParts): void {
  new LoopWriter(writer, parts).run();
}
