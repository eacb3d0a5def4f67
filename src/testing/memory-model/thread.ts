/**
 * Runs of one thread: IR evaluated with every value that its reads might return, noting which reads each value came
 * from. What a read returns is chosen by the caller; a run is a list of events and the registers at the end.
 */
import { assert, at } from '../../base/assert.ts';
import type { Block, Node, Order, RegisterFile, Variable } from '../../ir/node.ts';
import { bitWidth, operationOf, type Type } from '../../ir/operations.ts';

/** A value with the reads (by their place among the thread's events) that it was computed from. */
export interface Traced {
  readonly value: bigint;
  readonly from: ReadonlySet<number>;
}

export interface ThreadAccess {
  readonly kind: 'read' | 'write';
  readonly address: Traced;
  readonly written: Traced | undefined;
  readonly value: bigint;
  readonly acquire: boolean;
  readonly release: boolean;
  readonly pair: number | undefined;
  readonly isExclusive: boolean;
  readonly control: ReadonlySet<number>;
}
export interface ThreadFence {
  readonly kind: 'fence';
  readonly before: number;
  readonly after: number;
  readonly isTso: boolean;
  readonly control: ReadonlySet<number>;
}
export type ThreadEvent = ThreadAccess | ThreadFence;

export interface ThreadRun {
  readonly events: readonly ThreadEvent[];
  readonly registers: readonly bigint[];
}

/** One of so many, by number: how a run asks what it cannot know. */
export type Choose = (count: number) => number;

/** The order of an access, and the sets of a fence, where the IR's own are not the ones that count. */
export interface Orders {
  readonly acquire: boolean;
  readonly release: boolean;
  readonly before: number;
  readonly after: number;
  readonly isTso: boolean;
}

const NOTHING: ReadonlySet<number> = new Set();
const both = (a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> =>
  a.size === 0 ? b : b.size === 0 ? a : new Set([...a, ...b]);

const ACQUIRES: ReadonlySet<Order> = new Set<Order>(['acquire', 'acquireRelease', 'sequential']);
const RELEASES: ReadonlySet<Order> = new Set<Order>(['release', 'acquireRelease', 'sequential']);
const FULL = 3;

/** Where a block went: on to the next one, or to the target of its branch. */
export type BlockResult = 'on' | 'taken';

export class ThreadState {
  readonly registers: Traced[] = Array.from({ length: 32 }, () => ({ value: 0n, from: NOTHING }));
  readonly events: ThreadEvent[] = [];
  private control: ReadonlySet<number> = NOTHING;
  private reservation: number | undefined;
  private readonly choose: Choose;
  private readonly valuesAt: (address: bigint) => readonly bigint[];
  private readonly values = new Map<Node, Traced>();
  private readonly variables = new Map<Variable, Traced>();
  /** Set by whoever knows better than the IR. */
  orders: Orders | undefined;

  constructor(choose: Choose, valuesAt: (address: bigint) => readonly bigint[]) {
    this.choose = choose;
    this.valuesAt = valuesAt;
  }

  run(block: Block): BlockResult {
    for (const node of block.items) {
      if (node.op === 'jump') return 'taken';
      if (node.op === 'branch') {
        const condition = this.value(at(node.args, 0));
        this.control = both(this.control, condition.from);
        return condition.value === 0n ? 'on' : 'taken';
      }
      this.values.set(node, this.evaluate(node));
    }
    return 'on';
  }

  private value(node: Node): Traced {
    const known = this.values.get(node);
    assert(known !== undefined, `${node.op} stands before its use`);
    return known;
  }

  private evaluate(node: Node): Traced {
    const unused = { value: 0n, from: NOTHING };
    switch (node.op) {
      case 'const':
        return { value: node.value, from: NOTHING };
      case 'readRegister':
        return at(this.registers, this.registerIndex(node.file, at(node.args, 0)));
      case 'writeRegister':
        this.registers[this.registerIndex(node.file, at(node.args, 0))] = this.value(at(node.args, 1));
        return unused;
      case 'readVariable':
        return this.variables.get(node.variable) ?? unused;
      case 'writeVariable':
        this.variables.set(node.variable, this.value(at(node.args, 0)));
        return unused;
      case 'pc':
      case 'nextPc':
        return unused;
      case 'load':
      case 'store':
      case 'atomic':
      case 'loadReserved':
      case 'storeConditional':
      case 'fence':
        return this.access(node) ?? unused;
      default:
        return this.pure(node);
    }
  }

  private registerIndex(file: RegisterFile, index: Node): number {
    assert(file.name === 'x' && index.op === 'const', 'shapes use known integer registers');
    return Number(index.value);
  }

  private pure(node: Node): Traced {
    const args = node.args.map((arg) => this.value(arg));
    const { fold } = operationOf(node.op as Parameters<typeof operationOf>[0]);
    assert(fold !== undefined, `${node.op} is not evaluated in shapes`);
    const width = bitWidth(at(node.args, 0).type as Type);
    const result = fold(
      args.map(({ value }) => value),
      width,
    );
    const from = args.reduce((sum, arg) => both(sum, arg.from), NOTHING);
    return { value: BigInt.asUintN(bitWidth(node.type as Type), result), from };
  }

  private access(
    node: Node & { op: 'load' | 'store' | 'atomic' | 'loadReserved' | 'storeConditional' | 'fence' },
  ) {
    if (node.op === 'fence') {
      const { before, after, isTso } = this.orders ?? { before: FULL, after: FULL, isTso: false };
      this.events.push({ kind: 'fence', before, after, isTso, control: this.control });
      return undefined;
    }
    const address = this.value(at(node.args, 0));
    const order = this.orders ?? { acquire: ACQUIRES.has(node.order), release: RELEASES.has(node.order) };
    const { acquire, release } = order;
    switch (node.op) {
      case 'load':
        return this.read(address, { acquire: false, release: false }).result;
      case 'store':
        this.write(address, this.value(at(node.args, 1)), { acquire: false, release: false }, undefined);
        return undefined;
      case 'loadReserved': {
        const { result, index } = this.read(address, { acquire, release });
        this.reservation = index;
        return result;
      }
      case 'atomic': {
        const { result, index } = this.read(address, { acquire, release }, true);
        const operand = this.value(at(node.args, 1));
        const value =
          node.operator === 'add' ? BigInt.asUintN(32, result.value + operand.value) : operand.value;
        assert(node.operator === 'add' || node.operator === 'swap', `${node.operator} is not in shapes`);
        const from = node.operator === 'add' ? both(result.from, operand.from) : operand.from;
        this.write(address, { value, from }, { acquire, release }, index);
        return result;
      }
      case 'storeConditional':
        return this.conditional(address, this.value(at(node.args, 1)), { acquire, release });
    }
  }

  private read(address: Traced, order: Pick<Orders, 'acquire' | 'release'>, isExclusive = false) {
    const candidates = this.valuesAt(address.value);
    const value = at(candidates, this.choose(candidates.length));
    const index = this.events.length;
    const rest = { ...order, pair: undefined, isExclusive, written: undefined, control: this.control };
    this.events.push({ kind: 'read', address, value, ...rest });
    return { index, result: { value, from: new Set([index]) } };
  }

  private write(
    address: Traced,
    written: Traced,
    order: Pick<Orders, 'acquire' | 'release'>,
    pair: number | undefined,
  ): void {
    const value = BigInt.asUintN(32, written.value);
    const isExclusive = pair !== undefined;
    const index = this.events.length;
    this.events.push({
      kind: 'write',
      address,
      written,
      value,
      ...order,
      pair,
      isExclusive,
      control: this.control,
    });
    if (pair === undefined) return;
    const first = at(this.events, pair);
    if (first.kind !== 'fence') this.events[pair] = { ...first, pair: index };
  }

  /** May fail at any time, and always does without a reservation of the same place. */
  private conditional(address: Traced, written: Traced, order: Pick<Orders, 'acquire' | 'release'>): Traced {
    const { reservation } = this;
    this.reservation = undefined;
    const reserved = reservation === undefined ? undefined : at(this.events, reservation);
    const isHeld = reserved?.kind === 'read' && reserved.address.value === address.value;
    if (!isHeld || this.choose(2) === 1) return { value: 1n, from: NOTHING };
    this.write(address, written, order, reservation);
    return { value: 0n, from: NOTHING };
  }
}
