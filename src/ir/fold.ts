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
  if (op === 'select') {
    const condition = constantOf(args[2]);
    if (condition !== undefined) return condition !== 0n ? a : at(args, 1);
    if (a === args[1]) return a;
  }
  if (op === 'mul' && right === 1n) return a;
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
