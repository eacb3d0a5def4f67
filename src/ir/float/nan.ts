/** NaN operands: the result follows the NaN rule, and a signalling one raises invalid. */
import { type Builder, defineFunction, type Value } from '../builder.ts';
import type { FunctionDefinition } from '../node.ts';
import { type Format, isNan, isSignalling } from './format.ts';
import { define, INVALID, type Kit, raise } from './kit.ts';

/** True (i32) when one of the operands is a NaN. */
export const anyNan = (b: Builder, format: Format, operands: readonly Value[]): Value =>
  operands.map((x) => isNan(b, format, x)).reduce((a, x) => b.or(a, x));

export const anySignalling = (b: Builder, format: Format, operands: readonly Value[]): Value =>
  operands.map((x) => isSignalling(b, format, x)).reduce((a, x) => b.or(a, x));

/** (operands…) → the NaN that an operation with at least one NaN operand yields. */
export function definePropagate(kit: Kit, count: 1 | 2 | 3): FunctionDefinition {
  const { format } = kit;
  const types = Array.from({ length: count }, () => format.type);
  return defineFunction(define(kit, `propagate${count}`), types, [format.type], (b, ...parameters) => {
    const operands = parameters.map((parameter) => parameter.get());
    b.if(anySignalling(b, format, operands), () => raise(b, kit, INVALID));
    b.return(kit.nan(b, format, operands));
  });
}
