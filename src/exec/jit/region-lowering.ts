/**
 * How guest-facing nodes lower in a region: registers are locals, memory goes through the TLB inline, and
 * whatever is out of the ordinary leaves the region before its instruction, which the interpreter then makes.
 */
import { at } from '../../base/assert.ts';
import type { AccessBytes, Node, RegisterFile } from '../../ir/node.ts';
import type { Guest } from '../../isa/define.ts';
import { TLB_ADDEND, TLB_ENTRY_BYTES, TLB_SETS, TLB_TAG } from '../../memory/hart.ts';
import { PAGE_BYTES, PAGE_SHIFT } from '../../memory/layout.ts';
import type { FunctionWriter, Label } from '../wasm/function-writer.ts';
import type { InstructionLowering, Lowering } from '../wasm/lowering.ts';
import { OP } from '../wasm/opcodes.ts';
import { RegionAtomics } from './region-atomics.ts';
import { distanceFrom, type SharedCheck } from './shared-checks.ts';
import type { StreamLocals } from './streams.ts';

/** What a block's lowering asks of its region. */
export interface RegionFrame {
  readonly writer: FunctionWriter;
  /** i64 parameter: the virtual address of the page. */
  readonly page: number;
  readonly loadTlb: number;
  readonly storeTlb: number;
  readonly refill: { readonly load: number; readonly store: number };
  /** By access that belongs to a stream. */
  readonly streams: ReadonlyMap<Node, StreamLocals>;
  registerLocal(file: RegisterFile, index: number): number;
  readonly guest: Pick<Guest, 'reservation' | 'concurrent'>;
  /** i32: the hart's block. */
  readonly hart: number;
  /** Leaves before instruction `index` of the block being written; nothing follows. */
  leaveBefore(index: number): void;
}

export interface BlockExits {
  /** The condition is on the stack. Nothing follows. */
  branch(): void;
  /** A static jump. Nothing follows. */
  go(): void;
  /** The target (i64) is on the stack. Nothing follows. */
  dynamic(): void;
}

export interface PlacedInstruction {
  readonly offset: number;
  readonly lengthBytes: number;
  /** The id of its first node. */
  readonly firstNode: number;
  readonly isStatic: boolean;
}

export class RegionLowering implements InstructionLowering {
  private readonly frame: RegionFrame;
  private readonly exits: BlockExits;
  private readonly instructions: readonly PlacedInstruction[];
  private readonly checks: ReadonlyMap<Node, SharedCheck>;
  private readonly atomics: RegionAtomics;
  /** By check that was made: where its range is in shared memory (i32), 0 where each access asks for itself. */
  private readonly found = new Map<SharedCheck, number>();

  constructor(
    frame: RegionFrame,
    exits: BlockExits,
    instructions: readonly PlacedInstruction[],
    checks: ReadonlyMap<Node, SharedCheck>,
  ) {
    this.frame = frame;
    this.exits = exits;
    this.instructions = instructions;
    this.checks = checks;
    this.atomics = new RegionAtomics(frame, (address, which, bytes, index) =>
      this.hostAddress(address, which, bytes, index),
    );
  }

  /** Which instruction of the block a node belongs to. */
  private indexOf(node: Node): number {
    let low = 0;
    let high = this.instructions.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (at(this.instructions, middle).firstNode <= node.id) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  lower(node: Node, lowering: Lowering): void {
    const { writer } = this.frame;
    switch (node.op) {
      case 'readRegister':
        return writer.get(this.register(node));
      case 'writeRegister':
        lowering.value(at(node.args, 1));
        return writer.set(this.register(node));
      case 'pc':
        return this.address(at(this.instructions, this.indexOf(node)).offset);
      case 'nextPc': {
        const { offset, lengthBytes } = at(this.instructions, this.indexOf(node));
        return this.address(offset + lengthBytes);
      }
      case 'load':
        return this.load(node, lowering);
      case 'store':
        return this.store(node, lowering);
      case 'atomic':
      case 'loadReserved':
      case 'storeConditional':
        return this.atomics.lower(node, this.indexOf(node), lowering);
      case 'branch':
        lowering.value(at(node.args, 0));
        return this.exits.branch();
      case 'jump':
        if (at(this.instructions, this.indexOf(node)).isStatic) return this.exits.go();
        lowering.value(at(node.args, 0));
        return this.exits.dynamic();
      case 'trap':
        return this.frame.leaveBefore(this.indexOf(node));
      default:
        throw new Error(`a region does not lower ${node.op}`);
    }
  }

  private register(node: Node & { op: 'readRegister' | 'writeRegister' }): number {
    const index = at(node.args, 0);
    if (index.op !== 'const') throw new Error('a region knows its registers');
    return this.frame.registerLocal(node.file, Number(index.value));
  }

  /** Leaves the virtual address of an offset in the page on the stack. */
  private address(offset: number): void {
    const { writer, page } = this.frame;
    writer.get(page);
    writer.i64(BigInt(offset));
    writer.op(OP.i64Add);
  }

  /** Leaves the entry (i32) on the stack that may hold the page of an address. */
  private tlbEntry(address: number, which: 'load' | 'store'): void {
    const { writer, loadTlb, storeTlb } = this.frame;
    writer.get(which === 'load' ? loadTlb : storeTlb);
    writer.get(address);
    writer.op(OP.i32WrapI64);
    writer.i32(PAGE_SHIFT - Math.log2(TLB_ENTRY_BYTES));
    writer.op(OP.i32ShrU);
    writer.i32((TLB_SETS - 1) * TLB_ENTRY_BYTES);
    writer.op(OP.i32And, OP.i32Add);
  }

  /** Leaves the place in shared memory (i32) on the stack of an address whose entry was found. */
  private translated(address: number, entry: number): void {
    const { writer } = this.frame;
    writer.get(address);
    writer.op(OP.i32WrapI64);
    writer.get(entry);
    writer.load('i32', 4, false, TLB_ADDEND);
    writer.op(OP.i32Add);
  }

  /** Leaves the address in shared memory on the stack; the virtual address is in a local. */
  private hostAddress(address: number, which: 'load' | 'store', bytes: AccessBytes, index: number): void {
    const { writer, refill } = this.frame;
    const entry = writer.local('i32');
    this.tlbEntry(address, which);
    writer.tee(entry);
    writer.load('i64', 8, false, TLB_TAG);
    writer.get(address);
    writer.i64(BigInt(-PAGE_BYTES | (bytes - 1)));
    writer.op(OP.i64And, OP.i64Ne);
    writer.unlikely();
    writer.if(
      () => {
        writer.get(address);
        writer.i32(bytes);
        writer.call(refill[which]);
        writer.tee(entry);
        writer.op(OP.i32Eqz);
        writer.if(() => this.frame.leaveBefore(index));
        writer.get(entry);
      },
      () => this.translated(address, entry),
      'i32',
    );
  }

  private load(node: Node & { op: 'load' }, lowering: Lowering): void {
    const { writer } = this.frame;
    const offset = this.placeOf(node, lowering);
    writer.load('i64', node.bytes, node.signed, offset, false);
  }

  private store(node: Node & { op: 'store' }, lowering: Lowering): void {
    const { writer } = this.frame;
    const offset = this.placeOf(node, lowering);
    lowering.value(at(node.args, 1));
    writer.store('i64', node.bytes, offset, false);
  }

  /** Leaves an address in shared memory on the stack, from which the access is so many bytes away. */
  private placeOf(node: Node & { op: 'load' | 'store' }, lowering: Lowering): number {
    const { writer } = this.frame;
    const check = this.checks.get(node);
    if (check) return this.sharedPlace(node, check, lowering);
    const address = writer.local('i64');
    lowering.value(at(node.args, 0));
    writer.set(address);
    const stream = this.frame.streams.get(node);
    if (stream) this.streamedPlace(address, stream, node);
    else this.hostAddress(address, node.op, node.bytes, this.indexOf(node));
    return 0;
  }

  /** Leaves the address in shared memory on the stack, of an access whose stream mostly knows its page. */
  private streamedPlace(
    address: number,
    { page, addend }: StreamLocals,
    node: Node & { op: 'load' | 'store' },
  ): void {
    const { writer, refill } = this.frame;
    const host = writer.local('i32');
    writer.get(address);
    writer.i64(BigInt(-PAGE_BYTES | (node.bytes - 1)));
    writer.op(OP.i64And);
    writer.get(page);
    writer.op(OP.i64Ne);
    writer.unlikely();
    writer.if(() => {
      writer.get(address);
      writer.i32(node.bytes);
      writer.call(refill[node.op]);
      writer.tee(host);
      writer.op(OP.i32Eqz);
      writer.if(() => this.frame.leaveBefore(this.indexOf(node)));
      this.pageOf(address);
      writer.set(page);
      writer.get(host);
      writer.get(address);
      writer.op(OP.i32WrapI64, OP.i32Sub);
      writer.set(addend);
    });
    writer.get(address);
    writer.op(OP.i32WrapI64);
    writer.get(addend);
    writer.op(OP.i32Add);
  }

  private sharedPlace(node: Node & { op: 'load' | 'store' }, check: SharedCheck, lowering: Lowering): number {
    const { writer, refill } = this.frame;
    const known = this.found.get(check);
    const found = known ?? this.checkRange(check, this.frame.streams.get(node), lowering);
    this.found.set(check, found);
    const distance = distanceFrom(check, node);
    const place = writer.local('i32');
    writer.get(found);
    writer.tee(place);
    writer.op(OP.i32Eqz);
    writer.unlikely();
    writer.if(() => {
      lowering.value(at(node.args, 0));
      writer.i32(node.bytes);
      writer.call(refill[node.op]);
      writer.tee(place);
      writer.op(OP.i32Eqz);
      writer.if(() => this.frame.leaveBefore(this.indexOf(node)));
      writer.get(place);
      writer.i32(distance);
      writer.op(OP.i32Sub);
      writer.set(place);
    });
    writer.get(place);
    return distance;
  }

  /** A local (i32) with the place of a range in shared memory, 0 where it is not all in one page that the TLB holds. */
  private checkRange(
    { base, low, spanBytes, which }: SharedCheck,
    stream: StreamLocals | undefined,
    lowering: Lowering,
  ): number {
    const { writer } = this.frame;
    const [address, found] = [writer.local('i64'), writer.local('i32')];
    lowering.value(base);
    writer.i64(BigInt(low));
    writer.op(OP.i64Add);
    writer.set(address);
    writer.i32(0);
    writer.set(found);
    writer.block((end) => {
      writer.get(address);
      writer.op(OP.i32WrapI64);
      writer.i32(PAGE_BYTES - 1);
      writer.op(OP.i32And);
      writer.i32(PAGE_BYTES - spanBytes);
      writer.op(OP.i32GtU);
      writer.unlikely();
      writer.branchIf(end);
      if (stream) this.streamedRange(address, stream, which, end);
      else this.translated(address, this.hit(address, which, end));
      writer.set(found);
    });
    return found;
  }

  /** A local with the entry that holds the page of an address; goes to `miss` where none does. */
  private hit(address: number, which: 'load' | 'store', miss: Label): number {
    const { writer } = this.frame;
    const entry = writer.local('i32');
    this.tlbEntry(address, which);
    writer.tee(entry);
    writer.load('i64', 8, false, TLB_TAG);
    this.pageOf(address);
    writer.op(OP.i64Ne);
    writer.unlikely();
    writer.branchIf(miss);
    return entry;
  }

  /** Leaves the place of an address on the stack, whose stream mostly knows the page; goes to `miss` where nobody does. */
  private streamedRange(
    address: number,
    { page, addend }: StreamLocals,
    which: 'load' | 'store',
    miss: Label,
  ): void {
    const { writer } = this.frame;
    this.pageOf(address);
    writer.get(page);
    writer.op(OP.i64Ne);
    writer.unlikely();
    writer.if(() => {
      const entry = this.hit(address, which, miss);
      writer.get(entry);
      writer.load('i32', 4, false, TLB_ADDEND);
      writer.set(addend);
      this.pageOf(address);
      writer.set(page);
    });
    writer.get(address);
    writer.op(OP.i32WrapI64);
    writer.get(addend);
    writer.op(OP.i32Add);
  }

  private pageOf(address: number): void {
    const { writer } = this.frame;
    writer.get(address);
    writer.i64(BigInt(-PAGE_BYTES));
    writer.op(OP.i64And);
  }
}
