/**
 * Builds IR. Folding lives here and nowhere else: a row's semantics never ask whether an operand is
 * constant, so the same row serves the interpreter (operands unknown) and the translators (operands known).
 *
 * Blocks are written with closures:
 *   b.if(b.eqz(x), () => b.trap(cause, b.i64(0)));
 */
import { assert, at } from '../base/assert.ts';
import { type FoldedPair, foldPure, foldWide, truncate } from './fold.ts';
import type {
  AccessBytes,
  AtomicOperator,
  Block,
  FunctionDefinition,
  Node,
  Order,
  RegisterFile,
  StatePlace,
  Variable,
} from './node.ts';
import { operationOf, type PureName, type Type, type WideName } from './operations.ts';
import { Facts, valueKey } from './passes/facts.ts';
import { narrow } from './passes/narrowing.ts';

export type Value = Node;

/** Whether control never goes on after a block. */
const isLeft = ({ items }: Block): boolean => {
  const last = items.at(-1);
  return last?.op === 'trap' || last?.op === 'return';
};

export interface VariableHandle {
  readonly variable: Variable;
  get(): Value;
  set(value: Value): void;
}

type Distribute<T> = T extends unknown ? Omit<T, 'id'> : never;
type Draft = Distribute<Node>;

export class Builder {
  private nextId = 0;
  private current: Block;
  private facts: Facts | undefined;
  private narrows = false;
  readonly root: Block = { items: [] };

  constructor() {
    this.current = this.root;
  }

  /**
   * From now on, what is known of registers, state and values is used, and operations of which 32 bits matter are
   * made so, where `narrows`. For blocks of translated instructions.
   */
  remember(narrows = true): void {
    this.facts = new Facts();
    this.narrows = narrows;
  }

  /** Nodes made so far: the next one has this `id`. */
  get size(): number {
    return this.nextId;
  }

  private append(draft: Draft): Node {
    const node = { ...draft, id: this.nextId++ } as Node;
    this.current.items.push(node);
    return node;
  }

  private effect(draft: Draft): void {
    this.append(draft);
  }

  /** Runs `fill` with a fresh block as the current one. */
  private block(fill: () => void): Block {
    const outer = this.current;
    const inner: Block = { items: [] };
    this.current = inner;
    if (this.facts) this.facts.nested(fill, () => !isLeft(inner));
    else fill();
    this.current = outer;
    return inner;
  }

  // Constants

  constant(type: Type, value: bigint): Value {
    return this.append({ op: 'const', type, args: [], value: truncate(type, value) });
  }
  i32(value: number): Value {
    return this.constant('i32', BigInt(value));
  }
  i64(value: bigint | number): Value {
    return this.constant('i64', BigInt(value));
  }
  operand(name: string, type: Type): Value {
    return this.append({ op: 'operand', type, args: [], name });
  }

  // Pure operations

  pure(op: PureName, ...args: Value[]): Value {
    const operation = operationOf(op);
    assert(args.length === operation.operands.length, `${op} takes ${operation.operands.length} operands`);
    const first = at(args, 0).type as Type;
    operation.operands.forEach((expected, index) => {
      const actual = at(args, index).type;
      assert(actual === (expected === 'T' ? first : expected), `${op} operand ${index} is ${actual}`);
    });
    const type = operation.result === 'T' ? first : operation.result;
    const folded = foldPure(op, type, args);
    if (typeof folded === 'bigint') return this.constant(type, folded);
    if (folded) return folded;
    if (!this.facts) return this.append({ op, type, args });
    return (this.narrows ? narrow(this, op, args) : undefined) ?? this.shared(op, type, args);
  }

  /** A pure node that may exist already. */
  private shared(op: PureName, type: Node['type'], args: readonly Value[]): Value {
    const key = valueKey(op, args);
    const known = this.facts?.value(key);
    if (known) return known;
    const made = this.append({ op, type, args });
    this.facts?.noteValue(key, made);
    return made;
  }

  /** `wrap` as it stands, for whoever has looked into its operand. */
  wrapNode(a: Value): Value {
    return this.shared('wrap', 'i32', [a]);
  }

  private wide(op: WideName, a: Value, b: Value): { low: Value; high: Value } {
    const folded: FoldedPair | undefined = foldWide(op, a, b);
    if (folded) return { low: this.i64(folded[0]), high: this.i64(folded[1]) };
    const pair = this.append({ op, type: 'pair', args: [a, b] });
    return {
      low: this.append({ op: 'project', type: 'i64', args: [pair], index: 0 }),
      high: this.append({ op: 'project', type: 'i64', args: [pair], index: 1 }),
    };
  }

  add = (a: Value, b: Value): Value => this.pure('add', a, b);
  sub = (a: Value, b: Value): Value => this.pure('sub', a, b);
  mul = (a: Value, b: Value): Value => this.pure('mul', a, b);
  divS = (a: Value, b: Value): Value => this.pure('divS', a, b);
  divU = (a: Value, b: Value): Value => this.pure('divU', a, b);
  remS = (a: Value, b: Value): Value => this.pure('remS', a, b);
  remU = (a: Value, b: Value): Value => this.pure('remU', a, b);
  and = (a: Value, b: Value): Value => this.pure('and', a, b);
  or = (a: Value, b: Value): Value => this.pure('or', a, b);
  xor = (a: Value, b: Value): Value => this.pure('xor', a, b);
  shl = (a: Value, b: Value): Value => this.pure('shl', a, b);
  shrS = (a: Value, b: Value): Value => this.pure('shrS', a, b);
  shrU = (a: Value, b: Value): Value => this.pure('shrU', a, b);
  rotl = (a: Value, b: Value): Value => this.pure('rotl', a, b);
  rotr = (a: Value, b: Value): Value => this.pure('rotr', a, b);
  eq = (a: Value, b: Value): Value => this.pure('eq', a, b);
  ne = (a: Value, b: Value): Value => this.pure('ne', a, b);
  ltS = (a: Value, b: Value): Value => this.pure('ltS', a, b);
  ltU = (a: Value, b: Value): Value => this.pure('ltU', a, b);
  gtS = (a: Value, b: Value): Value => this.pure('gtS', a, b);
  gtU = (a: Value, b: Value): Value => this.pure('gtU', a, b);
  leS = (a: Value, b: Value): Value => this.pure('leS', a, b);
  leU = (a: Value, b: Value): Value => this.pure('leU', a, b);
  geS = (a: Value, b: Value): Value => this.pure('geS', a, b);
  geU = (a: Value, b: Value): Value => this.pure('geU', a, b);
  eqz = (a: Value): Value => this.pure('eqz', a);
  wrap = (a: Value): Value => this.pure('wrap', a);
  extendS = (a: Value): Value => this.pure('extendS', a);
  extendU = (a: Value): Value => this.pure('extendU', a);
  extend32S = (a: Value): Value => this.pure('extend32S', a);
  select = (a: Value, b: Value, condition: Value): Value => this.pure('select', a, b, condition);
  mulWideU = (a: Value, b: Value): { low: Value; high: Value } => this.wide('mulWideU', a, b);
  mulWideS = (a: Value, b: Value): { low: Value; high: Value } => this.wide('mulWideS', a, b);
  addCarry = (a: Value, b: Value): { low: Value; high: Value } => this.wide('addCarry', a, b);

  /** All bits flipped. */
  not(a: Value): Value {
    return this.xor(a, this.constant(a.type as Type, -1n));
  }
  /** Bits `low` to `low + width - 1`, moved down, zero-extended. */
  field(a: Value, low: number, width: number): Value {
    const type = a.type as Type;
    const moved = this.shrU(a, this.constant(type, BigInt(low)));
    return this.and(moved, this.constant(type, (1n << BigInt(width)) - 1n));
  }
  /** An i32 that is not 0 when any bit of the mask is set. */
  test(a: Value, mask: bigint): Value {
    return this.ne(this.and(a, this.constant(a.type as Type, mask)), this.constant(a.type as Type, 0n));
  }

  // State

  readRegister(file: RegisterFile, index: Value): Value {
    if (index.op === 'const' && file.zero !== undefined && Number(index.value) === file.zero)
      return this.i64(0);
    if (!this.facts || index.op !== 'const')
      return this.append({ op: 'readRegister', type: 'i64', args: [index], file });
    const number = Number(index.value);
    const known = this.facts.register(file, number);
    if (known) return known;
    const read = this.append({ op: 'readRegister', type: 'i64', args: [index], file });
    this.facts.noteRegister(file, number, read, false);
    return read;
  }
  writeRegister(file: RegisterFile, index: Value, value: Value): void {
    if (index.op === 'const' && file.zero !== undefined && Number(index.value) === file.zero) return;
    this.effect({ op: 'writeRegister', type: 'none', args: [index, value], file });
    if (index.op === 'const') this.facts?.noteRegister(file, Number(index.value), value, true);
  }
  readState(place: StatePlace): Value {
    const known = this.facts?.state(place.offset);
    if (known) return known;
    const read = this.append({ op: 'readState', type: place.bits === 64 ? 'i64' : 'i32', args: [], place });
    this.facts?.noteRead(place.offset, read);
    return read;
  }
  writeState(place: StatePlace, value: Value): void {
    assert(value.type === (place.bits === 64 ? 'i64' : 'i32'), `${place.name} holds ${place.bits} bits`);
    if (this.facts && this.facts.state(place.offset) === value) return;
    this.effect({ op: 'writeState', type: 'none', args: [value], place });
    // A narrow field may keep fewer bits than the value has: what it is afterwards is read again.
    this.facts?.noteState(place.offset, place.bits >= 32 ? value : undefined);
  }

  // Guest memory

  load(bytes: AccessBytes, address: Value, signed = true, order: Order = 'plain'): Value {
    return this.append({ op: 'load', type: 'i64', args: [address], bytes, signed, order });
  }
  store(bytes: AccessBytes, address: Value, value: Value, order: Order = 'plain'): void {
    this.effect({ op: 'store', type: 'none', args: [address, value], bytes, order });
  }
  atomic(operator: AtomicOperator, bytes: 4 | 8, address: Value, value: Value, order: Order): Value {
    return this.append({ op: 'atomic', type: 'i64', args: [address, value], operator, bytes, order });
  }
  loadReserved(bytes: 4 | 8, address: Value, order: Order): Value {
    return this.append({ op: 'loadReserved', type: 'i64', args: [address], bytes, order });
  }
  storeConditional(bytes: 4 | 8, address: Value, value: Value, order: Order): Value {
    return this.append({ op: 'storeConditional', type: 'i64', args: [address, value], bytes, order });
  }
  fence(concurrent = false): void {
    this.effect({ op: 'fence', type: 'none', args: [], concurrent });
  }

  // Shared memory itself

  hostLoad(type: 'i32' | 'i64', bytes: AccessBytes, address: Value, offset = 0, signed = false): Value {
    return this.append({ op: 'hostLoad', type, args: [address], bytes, signed, offset });
  }
  hostStore(bytes: AccessBytes, address: Value, value: Value, offset = 0): void {
    this.effect({ op: 'hostStore', type: 'none', args: [address, value], bytes, offset });
  }
  hostCompareExchange(bytes: 4 | 8, address: Value, expected: Value, replacement: Value): Value {
    return this.append({
      op: 'hostCompareExchange',
      type: expected.type,
      args: [address, expected, replacement],
      bytes,
    });
  }
  hostFill(address: Value, byte: Value, length: Value): void {
    this.effect({ op: 'hostFill', type: 'none', args: [address, byte, length] });
  }

  // Variables and control

  variable(name: string, initial: Value): VariableHandle {
    const handle = this.handle({ name, type: initial.type as Type });
    handle.set(initial);
    return handle;
  }
  handle(variable: Variable): VariableHandle {
    return {
      variable,
      get: () => this.append({ op: 'readVariable', type: variable.type, args: [], variable }),
      set: (value) => {
        assert(value.type === variable.type, `${variable.name} is ${variable.type}`);
        this.effect({ op: 'writeVariable', type: 'none', args: [value], variable });
      },
    };
  }
  if(condition: Value, then: () => void, otherwise: () => void = () => {}): void {
    if (condition.op === 'const') return condition.value !== 0n ? then() : otherwise();
    if (this.facts?.isImpossible(condition)) return otherwise();
    const taken = this.block(then);
    this.effect({ op: 'if', type: 'none', args: [condition], then: taken, otherwise: this.block(otherwise) });
    if (isLeft(taken)) this.facts?.noteImpossible(condition);
  }
  loop(body: () => void): void {
    this.effect({ op: 'loop', type: 'none', args: [], body: this.block(body) });
  }
  break(depth = 0): void {
    this.effect({ op: 'break', type: 'none', args: [], depth });
  }
  continue(depth = 0): void {
    this.effect({ op: 'continue', type: 'none', args: [], depth });
  }
  /** Repeats the body while the condition, computed at the head of each round, holds. */
  while(condition: () => Value, body: () => void): void {
    this.loop(() => {
      this.if(this.eqz(condition()), () => this.break());
      body();
    });
  }
  switch(selector: Value, cases: readonly (() => void)[], otherwise: () => void): void {
    if (selector.op === 'const') return (cases[Number(selector.value)] ?? otherwise)();
    this.effect({
      op: 'switch',
      type: 'none',
      args: [selector],
      cases: cases.map((fill) => this.block(fill)),
      otherwise: this.block(otherwise),
    });
  }
  /** The result, or the call node itself where the function has none. */
  call(callee: FunctionDefinition, ...args: Value[]): Value {
    assert(args.length === callee.parameters.length, `${callee.name} takes ${callee.parameters.length}`);
    args.forEach((arg, index) => {
      assert(arg.type === callee.parameters[index], `${callee.name} argument ${index} is ${arg.type}`);
    });
    this.facts?.called(callee);
    return this.append({ op: 'call', type: callee.results[0] ?? 'none', args, callee });
  }
  return(value?: Value): void {
    this.effect({ op: 'return', type: 'none', args: value ? [value] : [] });
  }

  // The instruction and its exits

  get pc(): Value {
    return this.append({ op: 'pc', type: 'i64', args: [] });
  }
  get nextPc(): Value {
    return this.append({ op: 'nextPc', type: 'i64', args: [] });
  }
  get retired(): Value {
    return this.append({ op: 'retired', type: 'i64', args: [] });
  }
  branch(condition: Value, target: Value): void {
    this.effect({ op: 'branch', type: 'none', args: [condition, target] });
  }
  jump(target: Value): void {
    this.effect({ op: 'jump', type: 'none', args: [target] });
  }
  trap(cause: Value, value: Value): void {
    this.effect({ op: 'trap', type: 'none', args: [cause, value] });
  }
  attention(): void {
    this.effect({ op: 'attention', type: 'none', args: [] });
  }
}

/** Defines a function in IR. `fill` gets one handle per parameter and returns nothing: it calls `return`. */
export function defineFunction(
  name: string,
  parameters: readonly Type[],
  results: readonly Type[],
  fill: (b: Builder, ...parameters: VariableHandle[]) => void,
): FunctionDefinition {
  const b = new Builder();
  const variables = parameters.map((type, index) => ({ name: `p${index}`, type }));
  fill(b, ...variables.map((variable) => b.handle(variable)));
  return { name, parameters, results, body: { parameters: variables, block: b.root } };
}

export const importFunction = (
  name: string,
  parameters: readonly Type[],
  results: readonly Type[],
): FunctionDefinition => ({ name, parameters, results });
