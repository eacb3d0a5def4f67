/**
 * IR as text: one line for each node that does something, in program order, indented by nesting.
 *
 *   %4 = load.i64.4s %2
 *   write a0, %4
 *
 * Constants stand where they are used. A value that `isInline` says is computed at its only use is printed there, so
 * that the same function shows a block as it was built and as it is lowered.
 */
import { s64 } from '../base/bits.ts';
import type { Block, Node, RegisterFile } from './node.ts';

export interface IrLine {
  readonly text: string;
  readonly depth: number;
  /** The outermost node of the line; undefined where it only closes or divides. */
  readonly node: Node | undefined;
}

export interface IrPrinting {
  /** What a register is called; by its file and number otherwise. */
  readonly registerName?: (file: RegisterFile, index: number) => string;
  /** True for a value that has no line of its own. */
  readonly isInline?: (node: Node) => boolean;
  /** True for what is left out, with all that it contains. */
  readonly isDead?: (node: Node) => boolean;
}

const MAX_DECIMAL = 1n << 16n;

function constantText(node: Node & { op: 'const' }): string {
  const { type, value } = node;
  if (type !== 'i32' && type !== 'i64') return `${type}:0x${value.toString(16)}`;
  const signed = type === 'i32' ? BigInt.asIntN(32, value) : s64(value);
  const short = signed < MAX_DECIMAL && signed > -MAX_DECIMAL;
  return short ? String(signed) : `0x${value.toString(16)}`;
}

/** Operation, with what distinguishes it. */
function nameOf(node: Node): string {
  switch (node.op) {
    case 'load':
      return `load.${node.bytes * 8}${node.signed ? 's' : 'u'}${orderText(node.order)}`;
    case 'store':
      return `store.${node.bytes * 8}${orderText(node.order)}`;
    case 'atomic':
      return `atomic.${node.operator}.${node.bytes * 8}${orderText(node.order)}`;
    case 'loadReserved':
    case 'storeConditional':
      return `${node.op}.${node.bytes * 8}${orderText(node.order)}`;
    case 'hostLoad':
      return `hostLoad.${node.bytes * 8}${node.signed ? 's' : 'u'}+${node.offset}`;
    case 'hostStore':
      return `hostStore.${node.bytes * 8}+${node.offset}`;
    case 'readState':
      return `read ${node.place.name}`;
    case 'writeState':
      return `write ${node.place.name},`;
    case 'readVariable':
      return `get ${node.variable.name}`;
    case 'writeVariable':
      return `set ${node.variable.name},`;
    case 'operand':
      return `operand ${node.name}`;
    case 'project':
      return node.index === 0 ? 'low' : 'high';
    case 'call':
      return `call ${node.callee.name}`;
    case 'break':
    case 'continue':
      return node.depth === 0 ? node.op : `${node.op} ${node.depth}`;
    default:
      return node.type === 'none' || node.type === 'pair' ? node.op : `${node.op}.${node.type}`;
  }
}

const orderText = (order: string): string => (order === 'plain' ? '' : `.${order}`);

class Printer {
  private readonly options: IrPrinting;
  readonly lines: IrLine[] = [];

  constructor(options: IrPrinting) {
    this.options = options;
  }

  private operand(node: Node): string {
    if (node.op === 'const') return constantText(node);
    if (!this.options.isInline?.(node)) return `%${node.id}`;
    const text = this.expression(node);
    return /[ ,]/.test(text) ? `(${text})` : text;
  }

  private register(node: Node & { op: 'readRegister' | 'writeRegister' }): string {
    const [index] = node.args;
    if (index?.op !== 'const') return `${node.file.name}[${index ? this.operand(index) : ''}]`;
    const number = Number(index.value);
    return this.options.registerName?.(node.file, number) ?? `${node.file.name}${number}`;
  }

  private expression(node: Node): string {
    const operands = (nodes: readonly Node[]): string => nodes.map((one) => this.operand(one)).join(', ');
    if (node.op === 'readRegister') return `read ${this.register(node)}`;
    if (node.op === 'writeRegister') return `write ${this.register(node)}, ${operands(node.args.slice(1))}`;
    return node.args.length === 0 ? nameOf(node) : `${nameOf(node)} ${operands(node.args)}`;
  }

  private add(text: string, depth: number, node?: Node): void {
    this.lines.push({ text, depth, node });
  }

  block(block: Block, depth: number): void {
    for (const node of block.items) {
      if (node.op === 'const' || this.options.isInline?.(node) || this.options.isDead?.(node)) continue;
      this.node(node, depth);
    }
  }

  private node(node: Node, depth: number): void {
    switch (node.op) {
      case 'if':
        this.add(`${this.expression(node)} {`, depth, node);
        this.block(node.then, depth + 1);
        if (node.otherwise.items.length > 0) {
          this.add('} else {', depth);
          this.block(node.otherwise, depth + 1);
        }
        return this.add('}', depth);
      case 'loop':
        this.add('loop {', depth, node);
        this.block(node.body, depth + 1);
        return this.add('}', depth);
      case 'switch':
        this.add(`${this.expression(node)} {`, depth, node);
        [...node.cases, node.otherwise].forEach((arm, index) => {
          this.add(index === node.cases.length ? 'otherwise:' : `${index}:`, depth);
          this.block(arm, depth + 1);
        });
        return this.add('}', depth);
      default: {
        const text = this.expression(node);
        this.add(node.type === 'none' ? text : `%${node.id} = ${text}`, depth, node);
      }
    }
  }
}

/** The lines of a block. */
export function printIr(block: Block, options: IrPrinting = {}): readonly IrLine[] {
  const printer = new Printer(options);
  printer.block(block, 0);
  return printer.lines;
}
