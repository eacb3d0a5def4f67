/**
 * 64-bit operations of which only 32 bits matter, or whose operands are 32-bit numbers, become 32-bit operations: the
 * engine beneath does not find that out by itself, and its rotations and comparisons of 32 bits are one instruction.
 *
 * Laws: `low32(x)` has the low 32 bits of x; `extendS(low32(x))` replaces x only where x is the sign extension of its
 * low half. Comparisons of two sign extensions are those of the halves, signed or not, since sign extension keeps both
 * orders.
 */
import type { Builder, Value } from '../builder.ts';
import type { PureName } from '../node.ts';

/** How far down an expression is rebuilt in 32 bits. */
const MAX_DEPTH = 4;

const LOW_HALF_OF: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'and', 'or', 'xor']);
const BITWISE: ReadonlySet<string> = new Set(['and', 'or', 'xor']);
const COMPARISONS: ReadonlySet<string> = new Set([
  ...['eq', 'ne', 'ltS', 'ltU', 'gtS', 'gtU', 'leS', 'leU', 'geS', 'geU'],
]);

const constantOf = (value: Value | undefined): bigint | undefined =>
  value?.op === 'const' ? value.value : undefined;

/** An i32 with the low half of an i64. */
function low32(b: Builder, x: Value, depth: number): Value {
  const [first, second] = x.args;
  if (x.op === 'const') return b.constant('i32', x.value);
  if ((x.op === 'extendS' || x.op === 'extendU') && first) return first;
  if (x.op === 'extend32S' && first) return low32(b, first, depth);
  if (depth > 0 && first && second) {
    if (LOW_HALF_OF.has(x.op)) {
      return b.pure(x.op as PureName, low32(b, first, depth - 1), low32(b, second, depth - 1));
    }
    const count = constantOf(second);
    if (x.op === 'shl' && count !== undefined && count < 32n) {
      return b.shl(low32(b, first, depth - 1), b.constant('i32', count));
    }
  }
  return b.wrapNode(x);
}

/** The i32 whose sign extension this is, if it can be seen to be one. */
function sourceOfExtension(b: Builder, x: Value): Value | undefined {
  if (x.op === 'extendS') return x.args[0];
  const value = constantOf(x);
  if (value === undefined || BigInt.asUintN(64, BigInt.asIntN(32, value)) !== value) return undefined;
  return b.constant('i32', value);
}

/** Both as 32-bit numbers, if at least one of them is no constant. */
function bothExtended(b: Builder, left: Value, right: Value): readonly [Value, Value] | undefined {
  if (left.op !== 'extendS' && right.op !== 'extendS') return undefined;
  const first = sourceOfExtension(b, left);
  const second = sourceOfExtension(b, right);
  return first && second && [first, second];
}

function narrowShift(b: Builder, args: readonly Value[]): Value | undefined {
  const [moved, by] = args;
  const down = constantOf(by);
  if (moved?.op !== 'shl' || down === undefined || down > 32n || down === 0n) return undefined;
  const [source, up] = moved.args;
  if (!source || constantOf(up) !== 32n) return undefined;
  const low = b.extendU(low32(b, source, MAX_DEPTH));
  return down === 32n ? low : b.shl(low, b.i64(32n - down));
}

/** What to make instead of a pure operation; undefined where nothing is gained. */
export function narrow(b: Builder, op: PureName, args: readonly Value[]): Value | undefined {
  const [first, second, third] = args;
  if (!first) return undefined;
  if (op === 'wrap') return first.op === 'const' ? undefined : narrowWrap(b, first);
  if (first.type !== 'i64') return undefined;
  if (op === 'extend32S') return b.extendS(low32(b, first, MAX_DEPTH));
  if (op === 'shrU') return narrowShift(b, args);
  if (op === 'eqz' && first.op === 'extendS') return b.eqz(first.args[0] ?? first);
  if (!second) return undefined;
  if (op === 'and' && constantOf(second) === 0xffff_ffffn) return b.extendU(low32(b, first, MAX_DEPTH));
  const isBitwise = BITWISE.has(op);
  if (!isBitwise && !COMPARISONS.has(op) && op !== 'select') return undefined;
  const both = bothExtended(b, first, second);
  if (!both) return undefined;
  const [left, right] = both;
  if (op === 'select') return third && b.extendS(b.select(left, right, third));
  const narrowed = b.pure(op, left, right);
  return isBitwise ? b.extendS(narrowed) : narrowed;
}

function narrowWrap(b: Builder, x: Value): Value | undefined {
  const low = low32(b, x, MAX_DEPTH);
  return low.op === 'wrap' && low.args[0] === x ? undefined : low;
}
