/** The branch by handler number, and the handlers that live in the loop. */
import { at } from '../../base/assert.ts';
import { imports } from '../access/environment.ts';
import { FETCH_SCRATCH } from '../access/fetch.ts';
import type { Label } from '../wasm/function-writer.ts';
import { Lowering } from '../wasm/lowering.ts';
import { OP } from '../wasm/opcodes.ts';
import { pushRecord } from './chain.ts';
import { BUILT_IN, type RowHandler } from './entries.ts';
import type { EntryLookup } from './entry-lookup.ts';
import { countUp, type HandlerContext, type HandlerExits, HandlerLowering } from './handler-lowering.ts';
import type { Labels, LoopFrame } from './loop-frame.ts';
import { STATUS } from './outlined.ts';

/** Entry bytes per byte of guest code. */
const ENTRY_STEP = 4;

export class Dispatch {
  private readonly frame: LoopFrame;
  private readonly lookup: EntryLookup;
  private readonly status: number;
  /** By handler number: where its code begins. */
  private readonly targets: Label[] = [];

  constructor(frame: LoopFrame, lookup: EntryLookup) {
    this.frame = frame;
    this.lookup = lookup;
    this.status = frame.writer.local('i32');
  }

  write(labels: Labels): void {
    const { writer } = this.frame;
    const { handlers } = this.frame.parts.handlers;
    const arms: { label: Label | undefined; write: () => void }[] = [];
    arms[BUILT_IN.decode] = { label: undefined, write: () => this.decode(labels) };
    arms[BUILT_IN.pageEnd] = { label: undefined, write: () => this.pageEnd(labels) };
    arms[BUILT_IN.straddle] = { label: undefined, write: () => this.straddle(labels) };
    arms[BUILT_IN.illegal] = { label: undefined, write: () => this.illegal(labels) };
    arms[BUILT_IN.nop2] = { label: undefined, write: () => this.advance(2, labels) };
    arms[BUILT_IN.nop4] = { label: undefined, write: () => this.advance(4, labels) };
    arms[BUILT_IN.stop] = { label: undefined, write: () => this.stop() };
    arms[BUILT_IN.region] = { label: undefined, write: () => this.region(labels) };
    for (const handler of handlers) {
      arms[handler.number] = { label: undefined, write: () => this.handler(handler, labels) };
    }
    // The region's arm is the innermost, so that it can branch to every other one.
    const order = [BUILT_IN.region, ...arms.keys()].filter(
      (number, index) => index === 0 || number !== BUILT_IN.region,
    );
    const nest = (index: number): void => {
      const number = order[index];
      if (number === undefined) {
        this.frame.addTo(this.frame.n, -1);
        writer.get(this.frame.n);
        writer.i32(0);
        writer.op(OP.i32LtS);
        writer.branchIf(labels.exit);
        writer.get(this.frame.entry);
        writer.load('i32', 2, false, 0);
        writer.branchTable(this.targets, at(this.targets, BUILT_IN.decode));
        return;
      }
      writer.block((label) => {
        this.targets[number] = label;
        nest(index - 1);
      });
      at(arms, number).write();
    };
    nest(order.length - 1);
  }

  /**
   * Runs translated code from here. Where it retires nothing (the budget is shorter than its first block, or its
   * first instruction needs the interpreter), the handler it stands before runs instead.
   */
  private region({ jump }: Labels): void {
    const { writer } = this.frame;
    const { n, entry, hartBase, parts } = this.frame;
    const left = writer.local('i32');
    const record = writer.local('i32');
    const { regionIndexBase, decodedBase } = parts.plan;
    countUp(writer, hartBase, 'cacheHits');
    writer.get(entry);
    writer.i32(1);
    writer.op(OP.i32ShrU);
    writer.load('i32', 4, false, regionIndexBase - decodedBase / 2);
    writer.set(record);
    this.frame.addTo(n, 1);
    writer.get(n);
    this.frame.pc();
    writer.i64(-4096n);
    writer.op(OP.i64And);
    writer.i32(hartBase);
    const number = (): void => {
      writer.get(record);
      writer.i32(0xffff);
      writer.op(OP.i32And);
    };
    pushRecord(writer, parts.plan, number);
    number();
    writer.callIndirect(parts.regionType, false);
    writer.tee(left);
    writer.get(n);
    writer.op(OP.i32Eq);
    writer.if(() => {
      this.frame.addTo(n, -1);
      writer.get(record);
      writer.i32(16);
      writer.op(OP.i32ShrU);
      const otherwise = at(this.targets, BUILT_IN.decode);
      writer.branchTable(
        this.targets.map((label, number) => (number === BUILT_IN.region ? otherwise : label)),
        otherwise,
      );
    });
    this.frame.engineSet(
      'translatedRetired',
      () => {
        this.frame.engineGet('translatedRetired', 'i64');
        writer.get(n);
        writer.get(left);
        writer.op(OP.i32Sub, OP.i64ExtendI32U, OP.i64Add);
      },
      'i64',
    );
    writer.get(left);
    writer.set(n);
    this.frame.engineGet('target', 'i64');
    writer.set(this.frame.target);
    writer.branch(jump);
  }

  private advance(lengthBytes: number, { next }: Labels): void {
    this.frame.addTo(this.frame.entry, lengthBytes * ENTRY_STEP);
    this.frame.writer.branch(next);
  }

  private decode({ next }: Labels): void {
    this.frame.addTo(this.frame.n, 1);
    this.frame.engineSet('remaining', () => this.frame.writer.get(this.frame.n));
    this.frame.writer.get(this.frame.entry);
    this.frame.call(imports.decode);
    this.frame.writer.branch(next);
  }

  private pageEnd({ jump }: Labels): void {
    this.frame.addTo(this.frame.n, 1);
    this.frame.pc();
    this.frame.writer.set(this.frame.target);
    this.frame.writer.branch(jump);
  }

  private straddle({ next, trap }: Labels): void {
    const { writer } = this.frame;
    const result = writer.local('i32');
    this.frame.addTo(this.frame.n, 1);
    this.frame.engineSet('remaining', () => writer.get(this.frame.n));
    this.frame.pc();
    writer.tee(this.frame.target);
    writer.get(this.frame.entry);
    this.frame.call(this.frame.parts.fetch.fetchStraddling);
    writer.set(result);
    writer.block((kept) => {
      writer.get(result);
      writer.i32(FETCH_SCRATCH);
      writer.op(OP.i32GtU);
      writer.branchIf(kept);
      this.lookup.fetchedSingly(result, trap);
      writer.branch(next);
    });
    writer.get(result);
    writer.set(this.frame.entry);
    this.frame.setPcBase(
      () => writer.get(this.frame.target),
      () => writer.get(result),
    );
    writer.branch(next);
  }

  private illegal({ trap }: Labels): void {
    const { writer } = this.frame;
    this.frame.engineSet('cause', () => writer.i64(BigInt(this.frame.parts.guest.illegalInstruction)), 'i64');
    this.frame.engineSet(
      'value',
      () => {
        writer.get(this.frame.entry);
        writer.load('i64', 4, false, 4);
      },
      'i64',
    );
    writer.branch(trap);
  }

  private stop(): void {
    const { writer } = this.frame;
    this.frame.addTo(this.frame.n, 1);
    this.frame.restoreHeldBack();
    this.frame.engineSet('remaining', () => writer.get(this.frame.n));
    this.frame.storePc(() => this.frame.pc());
    writer.op(OP.return);
  }

  private handler(handler: RowHandler, labels: Labels): void {
    const outlined = this.frame.parts.outlined.get(handler.number);
    if (outlined !== undefined) return this.callOutlined(handler, outlined, labels);
    const { writer, parts } = this.frame;
    const context: HandlerContext = { ...parts.shared, writer, entry: this.frame.entry };
    const layout = at(parts.handlers.layouts, handler.row.index);
    const instruction = new HandlerLowering(context, this.exits(handler, labels), handler, layout.slots, {
      load: this.frame.loadTlb,
      store: this.frame.storeTlb,
    });
    new Lowering({
      writer,
      hartBase: this.frame.hartBase,
      functionIndex: (callee) => parts.shared.functions.index(callee),
      instruction,
    }).body(handler.block);
    this.advance(handler.lengthBytes, labels);
  }

  private exits(handler: RowHandler, { trap, jump, next }: Labels): HandlerExits {
    const { writer } = this.frame;
    const distance = (): void => {
      writer.get(this.frame.entry);
      writer.load('i32', 4, false, 4);
    };
    const goTo = (): void => {
      writer.set(this.frame.target);
      writer.branch(jump);
    };
    return {
      pc: () => this.frame.pc(),
      storeRemaining: () => this.frame.storeRemaining(),
      branch: (node, lowering) => {
        if (handler.local) {
          writer.get(this.frame.entry);
          distance();
          writer.i32(handler.lengthBytes * ENTRY_STEP);
          lowering.value(at(node.args, 0));
          writer.op(OP.select, OP.i32Add);
          writer.set(this.frame.entry);
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
          writer.get(this.frame.entry);
          distance();
          writer.op(OP.i32Add);
          writer.set(this.frame.entry);
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
        this.frame.engineSet('cause', () => writer.get(cause), 'i64');
        this.frame.engineSet('value', () => writer.get(value), 'i64');
        writer.branch(trap);
      },
      attention: () => {
        this.frame.engineGet('attention');
        writer.if(() => this.frame.holdBack());
      },
    };
  }

  private callOutlined(handler: RowHandler, index: number, labels: Labels): void {
    const { writer } = this.frame;
    this.frame.storeRemaining();
    writer.get(this.frame.entry);
    this.frame.pc();
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
        this.frame.engineGet('target', 'i64');
        writer.set(this.frame.target);
        testStatus(STATUS.attention);
        writer.if(() => this.holdBackAt(labels));
        writer.branch(labels.jump);
      });
      this.frame.holdBack();
    });
    this.advance(handler.lengthBytes, labels);
  }

  /** Attention at a jump: `target` is where to go on, so the loop is left at once. */
  private holdBackAt({ exit }: Labels): void {
    const { writer } = this.frame;
    this.frame.holdBack();
    // The exit computes the pc from entry and pcBase, and expects the count's test to have taken one.
    writer.i32(0);
    writer.set(this.frame.entry);
    writer.get(this.frame.target);
    writer.set(this.frame.pcBase);
    this.frame.addTo(this.frame.n, -1);
    writer.branch(exit);
  }
}
