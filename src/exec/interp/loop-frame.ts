/** What the parts of the main loop share: its locals, and how they reach the engine's fields. */
import type { FunctionDefinition } from '../../ir/node.ts';
import type { Guest } from '../../isa/define.ts';
import type { engineState } from '../../memory/hart.ts';
import type { MemoryPlan } from '../../memory/layout.ts';
import type { FetchAccess } from '../access/fetch.ts';
import type { FunctionWriter, Label } from '../wasm/function-writer.ts';
import { OP } from '../wasm/opcodes.ts';
import type { HandlerTable } from './entries.ts';
import { engineOffset, type HandlerContext } from './handler-lowering.ts';

export interface LoopParts {
  readonly guest: Guest;
  readonly plan: MemoryPlan;
  readonly handlers: HandlerTable;
  readonly fetch: FetchAccess;
  readonly flush: FunctionDefinition;
  /** Type index of region functions. */
  readonly regionType: number;
  /** Function index of each outlined handler, by handler number. */
  readonly outlined: ReadonlyMap<number, number>;
  readonly shared: Omit<HandlerContext, 'writer' | 'entry'>;
}

/** Where control goes: out of the loop, to the trap code, to a new pc, to the next entry. */
export interface Labels {
  readonly exit: Label;
  readonly trap: Label;
  readonly jump: Label;
  readonly next: Label;
}

const BUDGET_PARAMETER = 0;

export class LoopFrame {
  readonly writer: FunctionWriter;
  readonly parts: LoopParts;
  readonly hartBase: number;
  /** i32: what is left of the budget. */
  readonly n = BUDGET_PARAMETER;
  /** i32: address of the current entry. */
  readonly entry: number;
  /** i64: `pcBase + (entry >> 2)` is the pc. */
  readonly pcBase: number;
  readonly loadTlb: number;
  readonly storeTlb: number;
  readonly fetchTlb: number;
  /** i64: where a jump goes. */
  readonly target: number;

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
  }

  engineGet(name: keyof typeof engineState.offsets, type: 'i32' | 'i64' = 'i32'): void {
    this.writer.i32(0);
    this.writer.load(type, type === 'i64' ? 8 : 4, false, engineOffset(this.hartBase, name));
  }

  engineSet(name: keyof typeof engineState.offsets, push: () => void, type: 'i32' | 'i64' = 'i32'): void {
    this.writer.i32(0);
    push();
    this.writer.store(type, type === 'i64' ? 8 : 4, engineOffset(this.hartBase, name));
  }

  call(definition: FunctionDefinition): void {
    this.writer.call(this.parts.shared.functions.index(definition));
  }

  addTo(local: number, amount: number): void {
    this.writer.get(local);
    this.writer.i32(amount);
    this.writer.op(OP.i32Add);
    this.writer.set(local);
  }

  pc(): void {
    const { writer } = this;
    writer.get(this.pcBase);
    writer.get(this.entry);
    writer.i32(2);
    writer.op(OP.i32ShrU, OP.i64ExtendI32U, OP.i64Add);
  }

  storePc(push: () => void): void {
    this.writer.i32(0);
    push();
    this.writer.store('i64', 8, this.hartBase + this.parts.guest.pc.offset);
  }

  /** pcBase such that `pcBase + (entry >> 2)` is the pc, given the first entry (a local) of the page at `pageStart`. */
  setPcBase(pageStart: () => void, firstEntry: () => void): void {
    const { writer } = this;
    pageStart();
    firstEntry();
    writer.i32(2);
    writer.op(OP.i32ShrU, OP.i64ExtendI32U, OP.i64Sub);
    writer.set(this.pcBase);
  }

  holdBack(): void {
    const { writer } = this;
    this.engineSet('heldBack', () => {
      this.engineGet('heldBack');
      writer.get(this.n);
      writer.op(OP.i32Add);
    });
    writer.i32(0);
    writer.set(this.n);
  }

  storeRemaining(): void {
    this.engineSet('remaining', () => {
      this.writer.get(this.n);
      this.writer.i32(1);
      this.writer.op(OP.i32Add);
    });
  }

  restoreHeldBack(): void {
    const { writer } = this;
    writer.get(this.n);
    this.engineGet('heldBack');
    writer.op(OP.i32Add);
    writer.set(this.n);
    this.engineSet('heldBack', () => writer.i32(0));
  }
}
