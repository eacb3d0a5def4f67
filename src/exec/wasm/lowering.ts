/**
 * Lowers IR to WebAssembly. What depends on how guest code runs (operands, registers, guest memory, exits)
 * is asked of an {@link InstructionLowering}; everything else is the same for interpreter handlers, helper
 * functions and translated regions.
 */
import { assert, at } from '../../base/assert.ts';
import type { Block, FunctionDefinition, Node, Type, Variable } from '../../ir/node.ts';
import { operationOf, type PureName, pureOperations } from '../../ir/operations.ts';
import type { FunctionWriter, Label } from './function-writer.ts';
import { COMPARE_EXCHANGE, OP } from './opcodes.ts';
import { type Placement, placeNodes, usedValues } from './placement.ts';

/** Guest-facing nodes: each method writes code; value nodes leave their value on the stack. */
export interface InstructionLowering {
  lower(node: Node, lowering: Lowering): void;
}

export interface LoweringContext {
  readonly writer: FunctionWriter;
  /** Byte address of the hart's block in shared memory, or what is to be added to `hartPointer`. */
  readonly hartBase: number;
  /** Local or parameter (i32) that holds the hart's block's address, where it is not a constant. */
  readonly hartPointer?: number;
  /** WebAssembly index of a function. */
  functionIndex(callee: FunctionDefinition): number;
  /** Absent in helper functions, which then cannot contain guest-facing nodes. */
  readonly instruction?: InstructionLowering;
  /** Told when a node's code begins, and when it ends. */
  readonly observe?: ((node: Node, begins: boolean) => void) | undefined;
}

const isPure = (op: Node['op']): op is PureName => Object.hasOwn(pureOperations, op);

/** Blocks that raise an exception, or call a helper for what was not done inline. */
const isRare = ({ items }: Block): boolean => items.some(({ op }) => op === 'trap' || op === 'call');

interface LoopLabels {
  readonly head: Label;
  readonly end: Label;
}

export class Lowering {
  readonly writer: FunctionWriter;
  readonly context: LoweringContext;
  private placements: ReadonlyMap<Node, Placement> = new Map();
  private used: ReadonlySet<Node> = new Set();
  private readonly locals = new Map<Node, number>();
  private readonly pairs = new Map<Node, readonly [number, number]>();
  private readonly variables = new Map<Variable, number>();
  private readonly loops: LoopLabels[] = [];

  constructor(context: LoweringContext) {
    this.context = context;
    this.writer = context.writer;
  }

  /** Binds a variable to a local that already exists (a parameter). */
  bind(variable: Variable, local: number): void {
    this.variables.set(variable, local);
  }

  /** Lowers a whole body. */
  body(root: Block): void {
    this.placements = placeNodes(root);
    this.used = usedValues(root, this.placements);
    this.writer.scope(() => this.block(root));
  }

  private block(block: Block): void {
    for (const node of block.items) {
      const placement = this.placements.get(node);
      this.context.observe?.(node, true);
      if (placement === 'local') {
        if (node.type === 'pair') this.pair(node);
        else this.keep(node, () => this.compute(node));
      } else if (placement === 'effect') {
        this.effect(node);
      }
      this.context.observe?.(node, false);
    }
  }

  private keep(node: Node, compute: () => void): void {
    assert(node.type !== 'none' && node.type !== 'pair', 'only single values are kept');
    compute();
    const local = this.writer.local(node.type);
    this.writer.set(local);
    this.locals.set(node, local);
  }

  /** Leaves the node's value on the stack. */
  value(node: Node): void {
    this.context.observe?.(node, true);
    const local = this.locals.get(node);
    if (local !== undefined) this.writer.get(local);
    else this.compute(node);
    this.context.observe?.(node, false);
  }

  private values(nodes: readonly Node[]): void {
    for (const node of nodes) this.value(node);
  }

  private effect(node: Node): void {
    switch (node.op) {
      case 'if':
        return this.conditional(node);
      case 'loop':
        return this.writer.block((end) =>
          this.writer.loop((head) => {
            this.loops.push({ head, end });
            this.block(node.body);
            this.loops.pop();
            if (node.body.items.length > 0) this.writer.branch(head);
          }),
        );
      case 'break':
      case 'continue': {
        const labels = at(this.loops, this.loops.length - 1 - node.depth);
        return this.writer.branch(node.op === 'break' ? labels.end : labels.head);
      }
      case 'switch':
        return this.switch(node);
      case 'return':
        this.values(node.args);
        return this.writer.op(OP.return);
      case 'writeVariable':
        this.values(node.args);
        return this.writer.set(this.variableLocal(node.variable));
      default:
        return this.effectWithResult(node);
    }
  }

  private effectWithResult(node: Node): void {
    if (node.type === 'none') return this.compute(node);
    if (this.used.has(node)) return this.keep(node, () => this.compute(node));
    this.compute(node);
    this.writer.op(OP.drop);
  }

  private conditional(node: Node & { op: 'if' }): void {
    const hasElse = node.otherwise.items.some((item) => this.placements.get(item) !== 'dead');
    this.value(at(node.args, 0));
    // Whether because of a fault or of a case that the fast way does not cover.
    if (isRare(node.then)) this.writer.unlikely();
    this.writer.if(() => this.block(node.then), hasElse ? () => this.block(node.otherwise) : undefined);
  }

  private switch(node: Node & { op: 'switch' }): void {
    const arms = [...node.cases, node.otherwise];
    this.writer.block((end) => this.openArms(arms, node, end));
  }

  /** Nested blocks, innermost first: the table jumps to the end of the block that its arm follows. */
  private openArms(arms: readonly Block[], node: Node & { op: 'switch' }, end: Label): void {
    const labels: Label[] = [];
    const nest = (index: number): void => {
      if (index < 0) {
        this.value(at(node.args, 0));
        this.writer.branchTable(labels.slice(0, -1), at(labels, labels.length - 1));
        return;
      }
      this.writer.block((label) => {
        labels[index] = label;
        nest(index - 1);
      });
      this.block(at(arms, index));
      this.writer.branch(end);
    };
    nest(arms.length - 1);
  }

  private variableLocal(variable: Variable): number {
    const known = this.variables.get(variable);
    if (known !== undefined) return known;
    const local = this.writer.local(variable.type);
    this.variables.set(variable, local);
    return local;
  }

  /** Writes the node's own code: operands, then the operation. */
  private compute(node: Node): void {
    const { writer, context } = this;
    if (isPure(node.op)) return this.pure(node.op, node);
    switch (node.op) {
      case 'const':
        return this.constant(node.type as Type, node.value);
      case 'project':
        return writer.get(at(this.pairs.get(at(node.args, 0)) ?? [], node.index));
      case 'readVariable':
        return writer.get(this.variableLocal(node.variable));
      case 'readState': {
        const { bits, offset } = node.place;
        this.hartAddress();
        return writer.load(bits === 64 ? 'i64' : 'i32', bytesOf(bits), false, context.hartBase + offset);
      }
      case 'writeState': {
        const { bits, offset } = node.place;
        this.hartAddress();
        this.values(node.args);
        return writer.store(bits === 64 ? 'i64' : 'i32', bytesOf(bits), context.hartBase + offset);
      }
      case 'hostLoad':
        this.values(node.args);
        return writer.load(node.type as 'i32' | 'i64', node.bytes, node.signed, node.offset, false);
      case 'hostStore':
        this.values(node.args);
        return writer.store(at(node.args, 1).type as 'i32' | 'i64', node.bytes, node.offset, false);
      case 'hostCompareExchange':
        this.values(node.args);
        return writer.atomic(
          COMPARE_EXCHANGE[node.bytes === 8 ? 'i64' : node.type === 'i32' ? 'i32' : 'narrow'],
          node.bytes,
          0,
        );
      case 'hostFill':
        this.values(node.args);
        return writer.memoryFill();
      case 'fence':
        // Harts that take turns in one thread leave nothing to be ordered.
        return node.concurrent ? writer.atomicFence() : undefined;
      case 'call':
        this.values(node.args);
        return writer.call(context.functionIndex(node.callee));
      default:
        assert(context.instruction !== undefined, `${node.op} outside an instruction`);
        return context.instruction.lower(node, this);
    }
  }

  private hartAddress(): void {
    const { hartPointer } = this.context;
    if (hartPointer === undefined) this.writer.i32(0);
    else this.writer.get(hartPointer);
  }

  private pure(op: PureName, node: Node): void {
    this.values(node.args);
    const opcode = operationOf(op).wasm[at(node.args, 0).type as Type];
    assert(opcode !== undefined, `${op} has no opcode for ${at(node.args, 0).type}`);
    this.writer.op(opcode);
  }

  private constant(type: Type, value: bigint): void {
    if (type === 'i32') this.writer.i32(Number(BigInt.asIntN(32, value)));
    else if (type === 'i64') this.writer.i64(value);
    else this.writer.float(type as 'f32' | 'f64', value);
  }

  /** Two-result operations, into two locals. */
  private pair(node: Node): void {
    const { writer } = this;
    const [a, b, low, high] = [0, 1, 2, 3].map(() => writer.local('i64')) as [number, number, number, number];
    this.value(at(node.args, 0));
    writer.set(a);
    this.value(at(node.args, 1));
    writer.set(b);
    writer.get(a);
    writer.get(b);
    if (node.op === 'addCarry') {
      writer.op(OP.i64Add);
      writer.tee(low);
      writer.get(a);
      writer.op(OP.i64LtU, OP.i64ExtendI32U);
    } else {
      writer.op(OP.i64Mul);
      writer.set(low);
      this.highProduct(a, b, node.op === 'mulWideS');
    }
    writer.set(high);
    this.pairs.set(node, [low, high]);
  }

  /** Leaves the high 64 bits of a × b: schoolbook multiplication on 32-bit halves. */
  private highProduct(a: number, b: number, signed: boolean): void {
    const { writer } = this;
    const mask = 0xffff_ffffn;
    const half = (local: number, upper: boolean): void => {
      writer.get(local);
      writer.i64(upper ? 32n : mask);
      writer.op(upper ? OP.i64ShrU : OP.i64And);
    };
    const product = (upperA: boolean, upperB: boolean): void => {
      half(a, upperA);
      half(b, upperB);
      writer.op(OP.i64Mul);
    };
    const middle = writer.local('i64');
    const cross = writer.local('i64');
    product(true, false);
    product(false, false);
    writer.i64(32n);
    writer.op(OP.i64ShrU, OP.i64Add);
    writer.set(middle);
    product(false, true);
    half(middle, false);
    writer.op(OP.i64Add);
    writer.set(cross);
    product(true, true);
    half(middle, true);
    writer.op(OP.i64Add);
    half(cross, true);
    writer.op(OP.i64Add);
    if (!signed) return;
    for (const [sign, other] of [
      [a, b],
      [b, a],
    ] as const) {
      writer.get(sign);
      writer.i64(63n);
      writer.op(OP.i64ShrS);
      writer.get(other);
      writer.op(OP.i64And, OP.i64Sub);
    }
  }
}

const bytesOf = (bits: 8 | 16 | 32 | 64): 1 | 2 | 4 | 8 =>
  ({ 8: 1, 16: 2, 32: 4, 64: 8 })[bits] as 1 | 2 | 4 | 8;
