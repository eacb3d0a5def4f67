/**
 * How guest-facing nodes lower in a region: registers are locals, memory goes through the TLB inline, and
 * whatever is out of the ordinary leaves the region before its instruction, which the interpreter then makes.
 */
import { at } from '../../base/assert.ts';
import type { AccessBytes, Node, RegisterFile } from '../../ir/node.ts';
import { enginePlace, type Guest } from '../../isa/define.ts';
import { TLB_ADDEND, TLB_ENTRY_BYTES, TLB_SETS } from '../../memory/hart.ts';
import { PAGE_SHIFT } from '../../memory/layout.ts';
import type { FunctionWriter } from '../wasm/function-writer.ts';
import type { InstructionLowering, Lowering } from '../wasm/lowering.ts';
import { ATOMIC_RMW, OP } from '../wasm/opcodes.ts';

const COMPARE_EXCHANGE_32 = 0x48;
const COMPARE_EXCHANGE_64 = 0x49;

/** What a block's lowering asks of its region. */
export interface RegionFrame {
  readonly writer: FunctionWriter;
  /** i64 parameter: the virtual address of the page. */
  readonly page: number;
  readonly loadTlb: number;
  readonly storeTlb: number;
  readonly refill: { readonly load: number; readonly store: number };
  registerLocal(file: RegisterFile, index: number): number;
  readonly reservation: Guest['reservation'];
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

  constructor(frame: RegionFrame, exits: BlockExits, instructions: readonly PlacedInstruction[]) {
    this.frame = frame;
    this.exits = exits;
    this.instructions = instructions;
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
        return this.atomic(node, lowering);
      case 'loadReserved':
        return this.loadReserved(node, lowering);
      case 'storeConditional':
        return this.storeConditional(node, lowering);
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

  /** Leaves the address in shared memory on the stack; the virtual address is in a local. */
  private hostAddress(address: number, which: 'load' | 'store', bytes: AccessBytes, index: number): void {
    const { writer, loadTlb, storeTlb, refill } = this.frame;
    const entry = writer.local('i32');
    writer.get(which === 'load' ? loadTlb : storeTlb);
    writer.get(address);
    writer.op(OP.i32WrapI64);
    writer.i32(PAGE_SHIFT - Math.log2(TLB_ENTRY_BYTES));
    writer.op(OP.i32ShrU);
    writer.i32((TLB_SETS - 1) * TLB_ENTRY_BYTES);
    writer.op(OP.i32And, OP.i32Add);
    writer.tee(entry);
    writer.load('i64', 8, false, 0);
    writer.get(address);
    writer.i64(BigInt(-4096 | (bytes - 1)));
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
      () => {
        writer.get(address);
        writer.op(OP.i32WrapI64);
        writer.get(entry);
        writer.load('i32', 4, false, TLB_ADDEND);
        writer.op(OP.i32Add);
      },
      'i32',
    );
  }

  private load(node: Node & { op: 'load' }, lowering: Lowering): void {
    const { writer } = this.frame;
    const address = writer.local('i64');
    lowering.value(at(node.args, 0));
    writer.set(address);
    this.hostAddress(address, 'load', node.bytes, this.indexOf(node));
    writer.load('i64', node.bytes, node.signed, 0, false);
  }

  private store(node: Node & { op: 'store' }, lowering: Lowering): void {
    const { writer } = this.frame;
    const address = writer.local('i64');
    lowering.value(at(node.args, 0));
    writer.set(address);
    this.hostAddress(address, 'store', node.bytes, this.indexOf(node));
    lowering.value(at(node.args, 1));
    writer.store('i64', node.bytes, 0, false);
  }

  /** The address of an atomic in a local, naturally aligned; a misaligned one is the interpreter's to refuse. */
  private alignedAddress(node: Node, bytes: 4 | 8, lowering: Lowering): number {
    const { writer } = this.frame;
    const address = writer.local('i64');
    lowering.value(at(node.args, 0));
    writer.tee(address);
    writer.op(OP.i32WrapI64);
    writer.i32(bytes - 1);
    writer.op(OP.i32And);
    writer.unlikely();
    writer.if(() => this.frame.leaveBefore(this.indexOf(node)));
    return address;
  }

  /** The old value. Minimum and maximum never get here. */
  private atomic(node: Node & { op: 'atomic' }, lowering: Lowering): void {
    const { writer } = this.frame;
    const address = this.alignedAddress(node, node.bytes, lowering);
    this.hostAddress(address, 'store', node.bytes, this.indexOf(node));
    lowering.value(at(node.args, 1));
    writer.atomic(ATOMIC_RMW[node.operator as keyof typeof ATOMIC_RMW][node.bytes], node.bytes, 0);
    if (node.bytes === 4) writer.op(OP.i64Extend32S);
  }

  private setReservation(name: keyof Guest['reservation'], push: () => void): void {
    const { writer, hart, reservation } = this.frame;
    const { offset, bits } = reservation[name];
    writer.get(hart);
    push();
    writer.store(bits === 64 ? 'i64' : 'i32', (bits / 8) as AccessBytes, offset);
  }

  private getReservation(name: keyof Guest['reservation']): void {
    const { writer, hart, reservation } = this.frame;
    const { offset, bits } = reservation[name];
    writer.get(hart);
    writer.load(bits === 64 ? 'i64' : 'i32', (bits / 8) as AccessBytes, false, offset);
  }

  private physicalOf(host: number): void {
    const { writer, hart } = this.frame;
    writer.get(host);
    writer.op(OP.i64ExtendI32U);
    writer.get(hart);
    writer.load('i64', 8, false, enginePlace('physicalOffset').offset);
    writer.op(OP.i64Add);
  }

  private loadReserved(node: Node & { op: 'loadReserved' }, lowering: Lowering): void {
    const { writer } = this.frame;
    const [host, value] = [writer.local('i32'), writer.local('i64')];
    const address = this.alignedAddress(node, node.bytes, lowering);
    this.hostAddress(address, 'load', node.bytes, this.indexOf(node));
    writer.tee(host);
    writer.load('i64', node.bytes, true, 0);
    writer.set(value);
    this.setReservation('valid', () => writer.i32(1));
    this.setReservation('bytes', () => writer.i32(node.bytes));
    this.setReservation('address', () => this.physicalOf(host));
    this.setReservation('value', () => writer.get(value));
    writer.get(value);
  }

  /** Leaves 0 where it stored, else 1. Without a reservation nothing is translated. */
  private storeConditional(node: Node & { op: 'storeConditional' }, lowering: Lowering): void {
    const { writer } = this.frame;
    const [host, result] = [writer.local('i32'), writer.local('i64')];
    const address = this.alignedAddress(node, node.bytes, lowering);
    writer.i64(1n);
    writer.set(result);
    this.getReservation('valid');
    writer.if(() => {
      this.hostAddress(address, 'store', node.bytes, this.indexOf(node));
      writer.set(host);
      this.setReservation('valid', () => writer.i32(0));
      this.getReservation('address');
      this.physicalOf(host);
      writer.op(OP.i64Eq);
      this.getReservation('bytes');
      writer.i32(node.bytes);
      writer.op(OP.i32Eq, OP.i32And);
      writer.if(() => {
        this.exchange(node, host, lowering);
        writer.op(OP.i64ExtendI32U);
        writer.set(result);
      });
    });
    writer.get(result);
  }

  /** Leaves whether memory did not hold the reserved value any more; else it holds the new one. */
  private exchange(node: Node & { op: 'storeConditional' }, host: number, lowering: Lowering): void {
    const { writer } = this.frame;
    const expected = (): void => {
      this.getReservation('value');
      if (node.bytes === 4) writer.op(OP.i32WrapI64);
    };
    writer.get(host);
    expected();
    lowering.value(at(node.args, 1));
    if (node.bytes === 4) writer.op(OP.i32WrapI64);
    writer.atomic(node.bytes === 8 ? COMPARE_EXCHANGE_64 : COMPARE_EXCHANGE_32, node.bytes, 0);
    expected();
    writer.op(node.bytes === 8 ? OP.i64Ne : OP.i32Ne);
  }
}
