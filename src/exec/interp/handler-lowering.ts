/**
 * How guest-facing nodes lower in the interpreter. Handlers in the main loop reach the loop's labels and locals;
 * outlined handlers are functions that return a status instead.
 */
import { assert, at } from '../../base/assert.ts';
import type { AccessBytes, Node, StatePlace } from '../../ir/node.ts';
import { enginePlace } from '../../isa/define.ts';
import { engineState, TLB_ADDEND, TLB_ENTRY_BYTES, TLB_SETS } from '../../memory/hart.ts';
import { PAGE_SHIFT } from '../../memory/layout.ts';
import type { AtomicAccess } from '../access/atomics.ts';
import type { DataAccess } from '../access/data.ts';
import type { FunctionWriter } from '../wasm/function-writer.ts';
import type { FunctionTable } from '../wasm/functions.ts';
import type { InstructionLowering, Lowering } from '../wasm/lowering.ts';
import { ATOMIC_RMW, OP } from '../wasm/opcodes.ts';
import type { OperandSlot, RowHandler } from './entries.ts';

/** What both kinds of handler share. */
export interface HandlerContext {
  readonly writer: FunctionWriter;
  readonly hartBase: number;
  readonly functions: FunctionTable;
  readonly data: DataAccess;
  readonly atomics: AtomicAccess;
  /** i32 local or parameter: the address of the current entry. */
  readonly entry: number;
}

/** How a handler ends; each leaves the handler. */
export interface HandlerExits {
  /** Writes code that leaves the pc (i64) on the stack. */
  pc(): void;
  /** Before anything that asks for the instruction count. */
  storeRemaining(): void;
  branch(node: Node & { op: 'branch' }, lowering: Lowering): void;
  jump(node: Node & { op: 'jump' }, lowering: Lowering): void;
  /** Cause and value are in the engine's fields. */
  trapFromEngine(): void;
  /** Cause, then value, are on the stack. */
  trap(): void;
  attention(): void;
}

export class HandlerLowering implements InstructionLowering {
  private readonly context: HandlerContext;
  private readonly exits: HandlerExits;
  private readonly handler: RowHandler;
  private readonly slots: ReadonlyMap<string, OperandSlot>;
  /** Local that holds the load or store TLB in force, if the handler has one at hand. */
  private readonly tables: { readonly load: number; readonly store: number } | undefined;

  constructor(
    context: HandlerContext,
    exits: HandlerExits,
    handler: RowHandler,
    slots: readonly OperandSlot[],
    tables: { readonly load: number; readonly store: number } | undefined,
  ) {
    this.context = context;
    this.exits = exits;
    this.handler = handler;
    this.slots = new Map(slots.map((slot) => [slot.name, slot]));
    this.tables = tables;
  }

  lower(node: Node, lowering: Lowering): void {
    switch (node.op) {
      case 'operand':
        return this.operand(node.name, node.type === 'i64');
      case 'readRegister':
        return this.register(node, lowering, () => {}, false);
      case 'writeRegister':
        return this.register(node, lowering, () => lowering.value(at(node.args, 1)), true);
      case 'pc':
        return this.exits.pc();
      case 'nextPc':
        this.exits.pc();
        this.context.writer.i64(BigInt(this.handler.lengthBytes));
        return this.context.writer.op(OP.i64Add);
      case 'retired':
        return this.retired();
      case 'load':
        return this.load(node, lowering);
      case 'store':
        return this.store(node, lowering);
      case 'atomic':
        return this.atomic(node, lowering);
      case 'loadReserved':
      case 'storeConditional':
        return this.exclusive(node, lowering);
      case 'branch':
        return this.exits.branch(node, lowering);
      case 'jump':
        return this.exits.jump(node, lowering);
      case 'trap':
        lowering.value(at(node.args, 0));
        lowering.value(at(node.args, 1));
        return this.exits.trap();
      case 'attention':
        return this.exits.attention();
      default:
        throw new Error(`the interpreter does not lower ${node.op}`);
    }
  }

  private operand(name: string, wide: boolean): void {
    const { writer, entry } = this.context;
    const slot = this.slots.get(name);
    assert(slot !== undefined, `no slot for ${name}`);
    writer.get(entry);
    writer.load(wide ? 'i64' : 'i32', slot.form === 'word' ? 4 : 1, slot.form === 'word', slot.offset);
  }

  private register(
    node: Node & { op: 'readRegister' | 'writeRegister' },
    lowering: Lowering,
    value: () => void,
    isWrite: boolean,
  ): void {
    const { writer, hartBase } = this.context;
    const index = at(node.args, 0);
    let offset = hartBase + node.file.offset;
    if (index.op === 'const') {
      offset += Number(index.value) * 8;
      writer.i32(0);
    } else {
      lowering.value(index);
    }
    value();
    if (isWrite) writer.store('i64', 8, offset);
    else writer.load('i64', 8, false, offset);
  }

  private retired(): void {
    const { writer } = this.context;
    this.exits.storeRemaining();
    this.engineLoad(enginePlace('runEnd'));
    this.engineLoad(enginePlace('remaining'));
    writer.op(OP.i64ExtendI32U, OP.i64Sub);
  }

  private engineLoad(place: StatePlace): void {
    const { writer, hartBase } = this.context;
    writer.i32(0);
    writer.load(place.bits === 64 ? 'i64' : 'i32', place.bits === 64 ? 8 : 4, false, hartBase + place.offset);
  }

  /** After a call that may have faulted. */
  private trapIfFaulted(): void {
    this.engineLoad(enginePlace('faulted'));
    this.context.writer.if(() => this.exits.trapFromEngine());
  }

  /**
   * Leaves on the stack whether the TLB misses, with the entry's address in `entryLocal`. The alignment bits are
   * part of the comparison, so that a misaligned access takes the slow path too.
   */
  private missTest(address: number, table: () => void, bytes: AccessBytes, entryLocal: number): void {
    const { writer } = this.context;
    table();
    writer.get(address);
    writer.op(OP.i32WrapI64);
    writer.i32(PAGE_SHIFT - Math.log2(TLB_ENTRY_BYTES));
    writer.op(OP.i32ShrU);
    writer.i32((TLB_SETS - 1) * TLB_ENTRY_BYTES);
    writer.op(OP.i32And, OP.i32Add);
    writer.tee(entryLocal);
    writer.load('i64', 8, false, 0);
    writer.get(address);
    writer.i64(BigInt(-4096 | (bytes - 1)));
    writer.op(OP.i64And, OP.i64Ne);
  }

  private hostAddress(address: number, entryLocal: number): void {
    const { writer } = this.context;
    writer.get(address);
    writer.op(OP.i32WrapI64);
    writer.get(entryLocal);
    writer.load('i32', 4, false, TLB_ADDEND);
    writer.op(OP.i32Add);
  }

  private table(which: 'load' | 'store'): void {
    if (this.tables) this.context.writer.get(this.tables[which]);
    else this.engineLoad(enginePlace(which === 'load' ? 'loadTlb' : 'storeTlb'));
  }

  private load(node: Node & { op: 'load' }, lowering: Lowering): void {
    const { writer, functions, data } = this.context;
    const address = writer.local('i64');
    const entryLocal = writer.local('i32');
    lowering.value(at(node.args, 0));
    writer.set(address);
    this.missTest(address, () => this.table('load'), node.bytes, entryLocal);
    writer.if(
      () => {
        this.exits.storeRemaining();
        writer.get(address);
        writer.call(functions.index(data.loads[node.bytes]));
        this.signExtend(node);
        const value = writer.local('i64');
        writer.set(value);
        this.trapIfFaulted();
        this.exits.attention();
        writer.get(value);
      },
      () => {
        this.hostAddress(address, entryLocal);
        writer.load('i64', node.bytes, node.signed, 0, false);
      },
      'i64',
    );
  }

  private signExtend(node: { readonly bytes: AccessBytes; readonly signed: boolean }): void {
    if (!node.signed || node.bytes === 8) return;
    const opcode = { 1: 0xc2, 2: 0xc3, 4: 0xc4 }[node.bytes];
    this.context.writer.op(opcode);
  }

  private store(node: Node & { op: 'store' }, lowering: Lowering): void {
    const { writer, functions, data } = this.context;
    const address = writer.local('i64');
    const entryLocal = writer.local('i32');
    lowering.value(at(node.args, 0));
    writer.set(address);
    this.missTest(address, () => this.table('store'), node.bytes, entryLocal);
    writer.if(
      () => {
        this.exits.storeRemaining();
        writer.get(address);
        lowering.value(at(node.args, 1));
        writer.call(functions.index(data.stores[node.bytes]));
        this.trapIfFaulted();
        this.exits.attention();
      },
      () => {
        this.hostAddress(address, entryLocal);
        lowering.value(at(node.args, 1));
        writer.store('i64', node.bytes, 0, false);
      },
    );
  }

  /** Pushes the address in shared memory, or traps. */
  private writableAddress(address: Node, bytes: number, lowering: Lowering): number {
    const { writer, functions, atomics } = this.context;
    const host = writer.local('i32');
    this.exits.storeRemaining();
    lowering.value(address);
    writer.i32(bytes);
    writer.call(functions.index(atomics.writableAddress));
    writer.tee(host);
    writer.op(OP.i32Eqz);
    writer.if(() => this.exits.trapFromEngine());
    return host;
  }

  private atomic(node: Node & { op: 'atomic' }, lowering: Lowering): void {
    const { writer } = this.context;
    const operand = writer.local('i64');
    lowering.value(at(node.args, 1));
    writer.set(operand);
    const host = this.writableAddress(at(node.args, 0), node.bytes, lowering);
    if (node.operator in ATOMIC_RMW) {
      const operator = node.operator as keyof typeof ATOMIC_RMW;
      writer.get(host);
      writer.get(operand);
      writer.atomic(ATOMIC_RMW[operator][node.bytes], node.bytes, 0);
    } else {
      this.minimumOrMaximum(node, host, operand);
    }
    if (node.bytes === 4) writer.op(0xc4);
    this.exits.attention();
  }

  /** WebAssembly has no atomic minimum or maximum: a compare-and-exchange loop. Leaves the old value. */
  private minimumOrMaximum(node: Node & { op: 'atomic' }, host: number, operand: number): void {
    const { writer } = this.context;
    const old = writer.local('i64');
    const isWide = node.bytes === 8;
    const isSigned = node.operator === 'minS' || node.operator === 'maxS';
    const extend = (): void => {
      if (isWide) return;
      if (isSigned) return writer.op(0xc4);
      writer.i64(0xffff_ffffn);
      writer.op(OP.i64And);
    };
    const compare = { minS: 0x53, minU: 0x54, maxS: 0x55, maxU: 0x56 }[node.operator as 'minS'];
    writer.loop((again) => {
      writer.get(host);
      writer.atomic(isWide ? 0x11 : 0x16, node.bytes, 0);
      writer.set(old);
      writer.get(host);
      writer.get(old);
      writer.get(old);
      writer.get(operand);
      writer.get(old);
      extend();
      writer.get(operand);
      extend();
      writer.op(compare, OP.select);
      writer.atomic(isWide ? 0x49 : 0x4e, node.bytes, 0);
      writer.get(old);
      writer.op(OP.i64Ne);
      writer.branchIf(again);
    });
    writer.get(old);
  }

  private exclusive(node: Node & { op: 'loadReserved' | 'storeConditional' }, lowering: Lowering): void {
    const { writer, functions, atomics } = this.context;
    this.exits.storeRemaining();
    lowering.value(at(node.args, 0));
    writer.i32(node.bytes);
    if (node.op === 'storeConditional') lowering.value(at(node.args, 1));
    writer.call(
      functions.index(node.op === 'loadReserved' ? atomics.loadReserved : atomics.storeConditional),
    );
    const result = writer.local('i64');
    writer.set(result);
    this.trapIfFaulted();
    this.exits.attention();
    writer.get(result);
  }
}

/** Wasm offset of an engine field. */
export const engineOffset = (hartBase: number, name: keyof typeof engineState.offsets): number =>
  hartBase + engineState.offsets[name];

/** Adds one to a counter of the hart. */
export function countUp(writer: FunctionWriter, hartBase: number, name: 'cacheHits' | 'cacheMisses'): void {
  const offset = engineOffset(hartBase, name);
  writer.i32(0);
  writer.i32(0);
  writer.load('i64', 8, false, offset);
  writer.i64(1n);
  writer.op(OP.i64Add);
  writer.store('i64', 8, offset);
}
