/**
 * How atomics lower in a region. Harts that take turns in one thread need nothing of the host: their atomics are plain
 * loads and stores, since nobody comes between. Harts that run at the same time get the host's atomics.
 *
 * A misaligned address leaves the region: the interpreter refuses it.
 */
import { at } from '../../base/assert.ts';
import type { AccessBytes, AtomicOperator, Node } from '../../ir/node.ts';
import { enginePlace, type Guest } from '../../isa/define.ts';
import type { Lowering } from '../wasm/lowering.ts';
import { ATOMIC_RMW, COMPARE_EXCHANGE, OP } from '../wasm/opcodes.ts';
import type { RegionFrame } from './region-lowering.ts';

/** Leaves the place in shared memory (i32) of the address in a local, for the instruction of that number. */
export type HostAddress = (
  address: number,
  which: 'load' | 'store',
  bytes: AccessBytes,
  index: number,
) => void;

type AtomicNode = Node & { op: 'atomic' };
type ConditionalNode = Node & { op: 'storeConditional' };

const MERGED = { add: OP.i64Add, and: OP.i64And, or: OP.i64Or, xor: OP.i64Xor } as const;
const SMALLER_OR_GREATER = { minS: OP.i64LtS, maxS: OP.i64GtS, minU: OP.i64LtU, maxU: OP.i64GtU } as const;

/** Whether the host has this one: where harts run at the same time, the others are the interpreter's. */
export const hostHasAtomic = (operator: AtomicOperator): operator is keyof typeof ATOMIC_RMW =>
  operator in ATOMIC_RMW;

export class RegionAtomics {
  private readonly frame: RegionFrame;
  private readonly hostAddress: HostAddress;

  constructor(frame: RegionFrame, hostAddress: HostAddress) {
    this.frame = frame;
    this.hostAddress = hostAddress;
  }

  /** Leaves the node's value on the stack; `index` is its instruction's number in the block. */
  lower(
    node: AtomicNode | ConditionalNode | (Node & { op: 'loadReserved' }),
    index: number,
    lowering: Lowering,
  ): void {
    const address = this.alignedAddress(node, node.bytes, index, lowering);
    if (node.op === 'atomic') return this.atomic(node, address, index, lowering);
    if (node.op === 'loadReserved') return this.loadReserved(node.bytes, address, index);
    return this.storeConditional(node, address, index, lowering);
  }

  private alignedAddress(node: Node, bytes: 4 | 8, index: number, lowering: Lowering): number {
    const { writer } = this.frame;
    const address = writer.local('i64');
    lowering.value(at(node.args, 0));
    writer.tee(address);
    writer.op(OP.i32WrapI64);
    writer.i32(bytes - 1);
    writer.op(OP.i32And);
    writer.unlikely();
    writer.if(() => this.frame.leaveBefore(index));
    return address;
  }

  /** The old value. */
  private atomic(node: AtomicNode, address: number, index: number, lowering: Lowering): void {
    const { writer, guest } = this.frame;
    const { bytes, operator } = node;
    this.hostAddress(address, 'store', bytes, index);
    if (!guest.concurrent) return this.inTurn(node, lowering);
    lowering.value(at(node.args, 1));
    if (!hostHasAtomic(operator)) throw new Error(`the host has no atomic ${operator}`);
    writer.atomic(ATOMIC_RMW[operator][bytes], bytes, 0);
    if (bytes === 4) writer.op(OP.i64Extend32S);
  }

  /** The same where nobody comes between the load and the store; the place is on the stack. */
  private inTurn({ bytes, operator, args }: AtomicNode, lowering: Lowering): void {
    const { writer } = this.frame;
    const [host, old, other] = [writer.local('i32'), writer.local('i64'), writer.local('i64')];
    writer.tee(host);
    writer.load('i64', bytes, true, 0);
    writer.set(old);
    lowering.value(at(args, 1));
    writer.set(other);
    writer.get(host);
    if (operator === 'swap') writer.get(other);
    else if (operator in MERGED) {
      writer.get(old);
      writer.get(other);
      writer.op(MERGED[operator as keyof typeof MERGED]);
    } else this.chosen(bytes, operator as keyof typeof SMALLER_OR_GREATER, old, other);
    writer.store('i64', bytes, 0);
    writer.get(old);
  }

  /** Leaves the smaller or the greater. Of four bytes, sign-extended ones compare as they are, signed or not. */
  private chosen(bytes: 4 | 8, operator: keyof typeof SMALLER_OR_GREATER, old: number, other: number): void {
    const { writer } = this.frame;
    const push = (local: number): void => {
      writer.get(local);
      if (bytes === 4) writer.op(OP.i64Extend32S);
    };
    writer.get(old);
    writer.get(other);
    push(old);
    push(other);
    writer.op(SMALLER_OR_GREATER[operator], OP.select);
  }

  private setReservation(name: keyof Guest['reservation'], push: () => void): void {
    const { writer, hart, guest } = this.frame;
    const { offset, bits } = guest.reservation[name];
    writer.get(hart);
    push();
    writer.store(bits === 64 ? 'i64' : 'i32', (bits / 8) as AccessBytes, offset);
  }

  private getReservation(name: keyof Guest['reservation']): void {
    const { writer, hart, guest } = this.frame;
    const { offset, bits } = guest.reservation[name];
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

  private loadReserved(bytes: 4 | 8, address: number, index: number): void {
    const { writer } = this.frame;
    const [host, value] = [writer.local('i32'), writer.local('i64')];
    this.hostAddress(address, 'load', bytes, index);
    writer.tee(host);
    writer.load('i64', bytes, true, 0);
    writer.set(value);
    this.setReservation('valid', () => writer.i32(1));
    this.setReservation('bytes', () => writer.i32(bytes));
    this.setReservation('address', () => this.physicalOf(host));
    this.setReservation('value', () => writer.get(value));
    writer.get(value);
  }

  /** Leaves 0 where it stored, else 1. Without a reservation nothing is translated. */
  private storeConditional(node: ConditionalNode, address: number, index: number, lowering: Lowering): void {
    const { writer } = this.frame;
    const [host, result] = [writer.local('i32'), writer.local('i64')];
    writer.i64(1n);
    writer.set(result);
    this.getReservation('valid');
    writer.if(() => {
      this.hostAddress(address, 'store', node.bytes, index);
      writer.set(host);
      this.setReservation('valid', () => writer.i32(0));
      this.getReservation('address');
      this.physicalOf(host);
      writer.op(OP.i64Eq);
      this.getReservation('bytes');
      writer.i32(node.bytes);
      writer.op(OP.i32Eq, OP.i32And);
      writer.if(() => {
        if (this.frame.guest.concurrent) this.exchange(node, host, lowering);
        else this.exchangeInTurn(node, host, lowering);
        writer.op(OP.i64ExtendI32U);
        writer.set(result);
      });
    });
    writer.get(result);
  }

  /** Leaves the reserved value as an operand of so many bytes. */
  private reserved(bytes: 4 | 8): void {
    this.getReservation('value');
    if (bytes === 4) this.frame.writer.op(OP.i32WrapI64);
  }

  /** Leaves whether memory did not hold the reserved value any more; else it holds the new one. */
  private exchange(node: ConditionalNode, host: number, lowering: Lowering): void {
    const { writer } = this.frame;
    const { bytes } = node;
    writer.get(host);
    this.reserved(bytes);
    lowering.value(at(node.args, 1));
    if (bytes === 4) writer.op(OP.i32WrapI64);
    writer.atomic(bytes === 8 ? COMPARE_EXCHANGE.i64 : COMPARE_EXCHANGE.i32, bytes, 0);
    this.reserved(bytes);
    writer.op(bytes === 8 ? OP.i64Ne : OP.i32Ne);
  }

  private exchangeInTurn(node: ConditionalNode, host: number, lowering: Lowering): void {
    const { writer } = this.frame;
    const { bytes } = node;
    const differs = writer.local('i32');
    writer.get(host);
    writer.load(bytes === 8 ? 'i64' : 'i32', bytes, false, 0);
    this.reserved(bytes);
    writer.op(bytes === 8 ? OP.i64Ne : OP.i32Ne);
    writer.tee(differs);
    writer.op(OP.i32Eqz);
    writer.if(() => {
      writer.get(host);
      lowering.value(at(node.args, 1));
      writer.store('i64', bytes, 0);
    });
    writer.get(differs);
  }
}
