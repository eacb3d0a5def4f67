/**
 * Constant folding and identities, used by the builder at every node it makes.
 *
 * A fold returns a constant's bits, an existing node, or nothing. Folds never invent effects and never drop
 * one: their operands are values. Division by a constant is left to the engine beneath.
 */
import { at } from '../base/assert.ts';
import type { Node, PureName, WideName } from './node.ts';
import { bitWidth, operationOf, type Type, wideOperations } from './operations.ts';

export type FoldedPair = readonly [bigint, bigint];

/** The bits of `value` that a constant of the type keeps. */
export const truncate = (type: Type, value: bigint): bigint => BigInt.asUintN(bitWidth(type), value);

const constantOf = (node: Node | undefined): bigint | undefined =>
  node?.op === 'const' ? node.value : undefined;

const ZERO_IS_NEUTRAL_RIGHT: ReadonlySet<PureName> = new Set([
  'add',
  'sub',
  'or',
  'xor',
  'shl',
  'shrS',
  'shrU',
  'rotl',
  'rotr',
] as const);
const ZERO_IS_NEUTRAL_LEFT: ReadonlySet<PureName> = new Set(['add', 'or', 'xor'] as const);

/** A mask over a mask: bits that are set already, or bits that were just set. */
function foldRepeated(op: PureName, a: Node, mask: bigint | undefined): Node | bigint | undefined {
  if (mask === undefined || (op !== 'or' && op !== 'and') || a.op !== 'or') return undefined;
  const before = constantOf(a.args[1]);
  if (before === undefined || (before & mask) !== mask) return undefined;
  return op === 'or' ? a : mask;
}

/** Conversions that undo each other. */
const UNDONE: Partial<Record<PureName, PureName>> = {
  reinterpretF64: 'reinterpretI64',
  reinterpretI64: 'reinterpretF64',
  reinterpretF32: 'reinterpretI32',
  reinterpretI32: 'reinterpretF32',
};

function foldIdentity(op: PureName, type: Type, args: readonly Node[]): Node | bigint | undefined {
  const a = at(args, 0);
  const left = constantOf(a);
  const right = constantOf(args[1]);
  if (right === 0n && ZERO_IS_NEUTRAL_RIGHT.has(op)) return a;
  if (left === 0n && ZERO_IS_NEUTRAL_LEFT.has(op)) return at(args, 1);
  if (op === 'and') {
    if (left === 0n || right === 0n) return 0n;
    const ones = truncate(type, -1n);
    if (right === ones) return a;
    if (left === ones) return at(args, 1);
  }
  const repeated = foldRepeated(op, a, right);
  if (repeated !== undefined) return repeated;
  if (op === 'select') {
    const condition = constantOf(args[2]);
    if (condition !== undefined) return condition !== 0n ? a : at(args, 1);
    if (a === args[1]) return a;
  }
  if (op === 'mul' && right === 1n) return a;
  if (UNDONE[op] === a.op) return a.args[0];
  return undefined;
}

export function foldPure(op: PureName, type: Type, args: readonly Node[]): Node | bigint | undefined {
  const operation = operationOf(op);
  const values = args.map(constantOf);
  if (operation.fold && values.every((value) => value !== undefined)) {
    return truncate(type, operation.fold(values, bitWidth(at(args, 0).type as Type)));
  }
  return foldIdentity(op, type, args);
}

export function foldWide(op: WideName, a: Node, b: Node): FoldedPair | undefined {
  const left = constantOf(a);
  const right = constantOf(b);
  if (left === undefined || right === undefined) return undefined;
  const results = wideOperations[op].fold(left, right);
  return [at(results, 0), at(results, 1)];
}
