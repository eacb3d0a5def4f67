/**
 * Writes one WebAssembly function body: locals, labels and instructions.
 *
 * Labels are opaque handles; {@link FunctionWriter.branch} turns a label into a relative depth. Locals are
 * pooled by type: a scope returns what it took, so that thousands of short code pieces share a few locals.
 */
import { assert } from '../../base/assert.ts';
import type { AccessBytes, Type } from '../../ir/node.ts';
import { ByteWriter } from './bytes.ts';
import { alignmentOf, BLOCK_VOID, loadOpcode, OP, storeOpcode, TYPE_CODE } from './opcodes.ts';

export interface Label {
  readonly depth: number;
}

export class FunctionWriter {
  private readonly code = new ByteWriter();
  private readonly locals: Type[] = [];
  private readonly free = new Map<Type, number[]>();
  private scopeTaken: { type: Type; index: number }[] = [];
  private depth = 0;
  /** Byte positions in the code of branches that are hardly ever taken. */
  private readonly unlikelyAt: number[] = [];
  private readonly parameterCount: number;

  constructor(parameters: readonly Type[]) {
    this.parameterCount = parameters.length;
  }

  /** A local that lives until the innermost scope ends. Its first value is whatever its last user left. */
  local(type: Type): number {
    const index = this.free.get(type)?.pop() ?? this.parameterCount + this.locals.push(type) - 1;
    this.scopeTaken.push({ type, index });
    return index;
  }

  /** Locals taken inside are free again afterwards. */
  scope(fill: () => void): void {
    const outer = this.scopeTaken;
    this.scopeTaken = [];
    fill();
    for (const { type, index } of this.scopeTaken) {
      const list = this.free.get(type) ?? [];
      list.push(index);
      this.free.set(type, list);
    }
    this.scopeTaken = outer;
  }

  op(...opcodes: number[]): void {
    for (const opcode of opcodes) this.code.byte(opcode);
  }
  i32(value: number): void {
    this.code.byte(OP.i32Const);
    this.code.signed(BigInt(value | 0));
  }
  i64(value: bigint): void {
    this.code.byte(OP.i64Const);
    this.code.signed(BigInt.asIntN(64, value));
  }
  /** A float constant by its bit pattern. */
  float(type: 'f32' | 'f64', bits: bigint): void {
    this.code.byte(type === 'f32' ? OP.f32Const : OP.f64Const);
    for (let index = 0; index < (type === 'f32' ? 4 : 8); index++) {
      this.code.byte(Number((bits >> BigInt(index * 8)) & 0xffn));
    }
  }
  get(local: number): void {
    this.code.byte(OP.localGet);
    this.code.unsigned(local);
  }
  set(local: number): void {
    this.code.byte(OP.localSet);
    this.code.unsigned(local);
  }
  tee(local: number): void {
    this.code.byte(OP.localTee);
    this.code.unsigned(local);
  }
  call(index: number): void {
    this.code.byte(OP.call);
    this.code.unsigned(index);
  }
  /** Tail calls: nothing of this function's frame stays. */
  returnCall(index: number): void {
    this.code.byte(OP.returnCall);
    this.code.unsigned(index);
  }
  /** Calls through table 0; the table index is on the stack, above the arguments. */
  callIndirect(typeIndex: number, tail: boolean): void {
    this.code.byte(tail ? OP.returnCallIndirect : OP.callIndirect);
    this.code.unsigned(typeIndex);
    this.code.unsigned(0);
  }

  private memoryAccess(opcode: number, alignment: number, offset: number): void {
    this.code.byte(opcode);
    this.code.unsigned(alignment);
    this.code.unsigned(offset);
  }
  /** Alignment hints are left at 1 byte where `aligned` is false: guest accesses may be unaligned. */
  load(type: 'i32' | 'i64', bytes: AccessBytes, signed: boolean, offset: number, aligned = true): void {
    this.memoryAccess(loadOpcode(type, bytes, signed), aligned ? alignmentOf(bytes) : 0, offset);
  }
  store(type: 'i32' | 'i64', bytes: AccessBytes, offset: number, aligned = true): void {
    this.memoryAccess(storeOpcode(type, bytes), aligned ? alignmentOf(bytes) : 0, offset);
  }
  /** An atomic access: sub-opcode, naturally aligned. */
  atomic(subOpcode: number, bytes: AccessBytes, offset: number): void {
    this.code.byte(OP.atomic);
    this.code.unsigned(subOpcode);
    this.code.unsigned(alignmentOf(bytes));
    this.code.unsigned(offset);
  }
  atomicFence(): void {
    this.op(OP.atomic, 0x03, 0x00);
  }
  memoryFill(): void {
    this.op(OP.bulk, 0x0b, 0x00);
  }

  /** The condition of the `if` or `br_if` that is written next hardly ever holds. */
  unlikely(): void {
    this.unlikelyAt.push(this.code.length);
  }

  private open(opcode: number, fill: (label: Label) => void, result: Type | undefined): void {
    this.op(opcode, result ? TYPE_CODE[result] : BLOCK_VOID);
    this.depth++;
    fill({ depth: this.depth });
    this.depth--;
    this.op(OP.end);
  }
  /** The label is the end of the block. */
  block(fill: (end: Label) => void, result?: Type): void {
    this.open(OP.block, fill, result);
  }
  /** The label is the head of the loop. */
  loop(fill: (head: Label) => void, result?: Type): void {
    this.open(OP.loop, fill, result);
  }
  /** The condition is on the stack. */
  if(then: (end: Label) => void, otherwise?: () => void, result?: Type): void {
    this.open(
      OP.if,
      (label) => {
        then(label);
        if (!otherwise) return;
        this.op(OP.else);
        otherwise();
      },
      result,
    );
  }
  private labelIndex(label: Label): number {
    assert(label.depth <= this.depth, 'branch to a label that is not open');
    return this.depth - label.depth;
  }
  branch(label: Label): void {
    this.code.byte(OP.br);
    this.code.unsigned(this.labelIndex(label));
  }
  branchIf(label: Label): void {
    this.code.byte(OP.brIf);
    this.code.unsigned(this.labelIndex(label));
  }
  branchTable(labels: readonly Label[], otherwise: Label): void {
    this.code.byte(OP.brTable);
    this.code.unsigned(labels.length);
    for (const label of labels) this.code.unsigned(this.labelIndex(label));
    this.code.unsigned(this.labelIndex(otherwise));
  }

  /** The size of the code so far, in bytes. */
  get codeBytes(): number {
    return this.code.length;
  }

  /** The declarations of the locals. */
  private header(): ByteWriter {
    const header = new ByteWriter();
    header.unsigned(this.locals.length);
    for (const type of this.locals) {
      header.unsigned(1);
      header.byte(TYPE_CODE[type]);
    }
    return header;
  }

  encode(): ByteWriter {
    assert(this.depth === 0, 'a block is still open');
    const body = this.header();
    body.bytes(this.code.view());
    body.byte(OP.end);
    return body;
  }

  /** Positions in the encoded body of the branches that were said to be unlikely, ascending. */
  unlikelyBranches(): Int32Array {
    const start = this.header().length;
    return Int32Array.from(this.unlikelyAt, (position) => start + position);
  }
}
