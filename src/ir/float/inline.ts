/**
 * Arithmetic in place: what the host computes, where one test of the result shows that nothing but the inexact flag
 * can have been raised and that flag is set already; the routine otherwise. For callers that would rather not call:
 * the same values and flags as the routine, always.
 */
import type { Builder, Value } from '../builder.ts';
import type { FunctionDefinition } from '../node.ts';
import type { PureName } from '../operations.ts';
import { type Format, fromHost, toHost } from './format.ts';
import { type FloatOptions, hostMayRound, isFinite, isSafelyNormal } from './kit.ts';

type Arithmetic = (b: Builder, x: Value, y: Value, mode: Value) => Value;
type Comparison = (b: Builder, x: Value, y: Value) => Value;

/** `value`, or where the condition (i32) does not hold what the routine gives. */
function orCall(b: Builder, condition: Value, value: Value, call: () => Value): Value {
  const result = b.variable('float', value);
  b.if(b.eqz(condition), () => result.set(call()));
  return result.get();
}

const arithmetic =
  (
    options: FloatOptions,
    format: Format,
    operation: PureName,
    isSound: typeof isFinite,
    routine: FunctionDefinition,
  ): Arithmetic =>
  (b, x, y, mode) => {
    const value = fromHost(b, format, b.pure(operation, toHost(b, format, x), toHost(b, format, y)));
    const condition = b.and(isSound(b, format, value), hostMayRound(b, options, mode));
    return orCall(b, condition, value, () => b.call(routine, x, y, mode));
  };

const comparison =
  (format: Format, operation: PureName, routine: FunctionDefinition): Comparison =>
  (b, x, y) => {
    const [left, right] = [toHost(b, format, x), toHost(b, format, y)];
    const ordered = b.and(b.pure('hostEq', left, left), b.pure('hostEq', right, right));
    return orCall(b, ordered, b.pure(operation, left, right), () => b.call(routine, x, y));
  };

type Routines = Readonly<
  Record<'add' | 'sub' | 'mul' | 'div' | 'sqrt' | 'eq' | 'lt' | 'le', FunctionDefinition>
>;

/** Each takes what the routine of the same name takes. */
export function defineInline(options: FloatOptions, format: Format, routines: Routines) {
  const { add, sub, mul, div, sqrt, eq, lt, le } = routines;
  return {
    // A sum in the subnormal range is exact, so finite is all that must be shown.
    add: arithmetic(options, format, 'hostAdd', isFinite, add),
    sub: arithmetic(options, format, 'hostSub', isFinite, sub),
    mul: arithmetic(options, format, 'hostMul', isSafelyNormal, mul),
    div: arithmetic(options, format, 'hostDiv', isSafelyNormal, div),
    sqrt: (b: Builder, x: Value, mode: Value): Value => {
      const value = fromHost(b, format, b.pure('hostSqrt', toHost(b, format, x)));
      const condition = b.and(isFinite(b, format, value), hostMayRound(b, options, mode));
      return orCall(b, condition, value, () => b.call(sqrt, x, mode));
    },
    eq: comparison(format, 'hostEq', eq),
    lt: comparison(format, 'hostLt', lt),
    le: comparison(format, 'hostLe', le),
  };
}

export type InlineArithmetic = ReturnType<typeof defineInline>;
