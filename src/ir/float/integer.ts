/**
 * Conversions between floats and integers.
 *
 * To an integer, what does not fit raises invalid (and nothing else) and saturates; a NaN gives the largest
 * value. These are RISC-V's results (unprivileged manual, "Single-Precision Floating-Point Conversion").
 */
import { type Builder, defineFunction, type Value } from '../builder.ts';
import type { FunctionDefinition } from '../node.ts';
import { fromHost, isNan, toContainer } from './format.ts';
import {
  define,
  DOWN,
  hostMayRound,
  INEXACT,
  INVALID,
  type Kit,
  NEAREST_AWAY,
  NEAREST_EVEN,
  raise,
  UP,
} from './kit.ts';
import { BIAS, unpack } from './round.ts';

export interface IntegerKind {
  readonly name: 'I32' | 'U32' | 'I64' | 'U64';
  readonly type: 'i32' | 'i64';
  readonly minimum: bigint;
  readonly maximum: bigint;
}

const integerKinds: readonly IntegerKind[] = [
  { name: 'I32', type: 'i32', minimum: -(1n << 31n), maximum: (1n << 31n) - 1n },
  { name: 'U32', type: 'i32', minimum: 0n, maximum: (1n << 32n) - 1n },
  { name: 'I64', type: 'i64', minimum: -(1n << 63n), maximum: (1n << 63n) - 1n },
  { name: 'U64', type: 'i64', minimum: 0n, maximum: (1n << 64n) - 1n },
];

const HALF = 1n << 63n;

/** 1 (i32) when `whole`, followed by the fraction `rest` / 2^64, is rounded away from zero. */
function roundsAway(b: Builder, whole: Value, rest: Value, sign: Value, mode: Value): Value {
  const half = b.i64(HALF);
  const tie = b.eq(rest, half);
  const odd = b.and(b.wrap(whole), b.i32(1));
  const toNearest = b.or(b.gtU(rest, half), b.and(tie, b.or(odd, b.eq(mode, b.i32(NEAREST_AWAY)))));
  const nearest = b.or(b.eq(mode, b.i32(NEAREST_EVEN)), b.eq(mode, b.i32(NEAREST_AWAY)));
  const directed = b.and(b.test(rest, -1n), b.select(b.eq(mode, b.i32(DOWN)), b.eq(mode, b.i32(UP)), sign));
  return b.select(toNearest, directed, nearest);
}

/** (x, mode) → integer. */
function defineToInteger(kit: Kit, kind: IntegerKind): FunctionDefinition {
  const { format } = kit;
  const name = define(kit, `to${kind.name}`);
  return defineFunction(name, [format.type, 'i32'], [kind.type], (b, xHandle, mode) => {
    const x = xHandle.get();
    const saturated = (value: bigint): Value => b.constant(kind.type, value);
    b.if(isNan(b, format, x), () => {
      raise(b, kit, INVALID);
      b.return(saturated(kind.maximum));
    });
    const { sign, exponent, significand } = unpack(b, toContainer(b, format, x));
    const scale = b.sub(exponent, b.i32(BIAS + 52));
    const whole = b.variable('whole', b.i64(0));
    const rest = b.variable('rest', b.i64(0));
    b.if(
      b.geS(scale, b.i32(0)),
      // Above 2^64 nothing fits; all ones and one more is out of every range.
      () => whole.set(b.shl(significand, b.extendU(scale))),
      () => {
        // Below 2^-10 all that is left of the number is sticky: any shift will do.
        const distance = b.sub(b.i32(0), scale);
        const shift = b.extendU(b.select(b.i32(63), distance, b.gtU(distance, b.i32(63))));
        whole.set(b.shrU(significand, shift));
        rest.set(b.shl(significand, b.sub(b.i64(64), shift)));
      },
    );
    const rounded = b.add(whole.get(), b.extendU(roundsAway(b, whole.get(), rest.get(), sign, mode.get())));
    const huge = b.gtS(scale, b.i32(11));
    const limit = b.select(b.i64(-kind.minimum), b.i64(kind.maximum), sign);
    b.if(b.or(huge, b.gtU(rounded, limit)), () => {
      raise(b, kit, INVALID);
      b.return(b.select(saturated(kind.minimum), saturated(kind.maximum), sign));
    });
    b.if(b.test(rest.get(), -1n), () => raise(b, kit, INEXACT));
    const signed = b.select(b.sub(b.i64(0), rounded), rounded, sign);
    b.return(kind.type === 'i64' ? signed : b.wrap(signed));
  });
}

/** (sign i32, magnitude i64 ≠ 0, mode) → pattern: for magnitudes that the host may round. */
function defineFromMagnitude(kit: Kit): FunctionDefinition {
  const { format, roundPack } = kit;
  const types = ['i32', 'i64', 'i32'] as const;
  return defineFunction(
    define(kit, 'fromMagnitude'),
    types,
    [format.type],
    (b, sign, magnitudeHandle, mode) => {
      const magnitude = magnitudeHandle.get();
      const zeros = b.pure('clz', magnitude);
      const exponent = b.sub(b.i32(BIAS + 63), b.wrap(zeros));
      const atTop = b.shl(magnitude, zeros);
      const significand = b.or(b.shrU(atTop, b.i64(1)), b.and(atTop, b.i64(1)));
      b.return(b.call(roundPack, sign.get(), exponent, significand, mode.get()));
    },
  );
}

/** (integer, mode) → pattern. */
function defineFromInteger(
  kit: Kit,
  kind: IntegerKind,
  fromMagnitude: FunctionDefinition,
): FunctionDefinition {
  const { format } = kit;
  const isSigned = kind.minimum < 0n;
  const host = `convert${format.name === 'f32' ? 'F32' : 'F64'}${isSigned ? 'S' : 'U'}` as const;
  const name = define(kit, `from${kind.name}`);
  return defineFunction(name, [kind.type, 'i32'], [format.type], (b, xHandle, mode) => {
    const given = xHandle.get();
    const widened = isSigned ? b.extendS : b.extendU;
    const x = kind.type === 'i64' ? given : widened(given);
    const converted = (): Value => fromHost(b, format, b.pure(host, x));
    if (kind.type === 'i32' && format.name === 'f64') return b.return(converted());
    const sign = isSigned ? b.wrap(b.shrU(x, b.i64(63))) : b.i32(0);
    const magnitude = b.select(b.sub(b.i64(0), x), x, sign);
    const fits = b.leU(magnitude, b.i64(1n << BigInt(format.fractionBits + 1)));
    b.if(b.or(fits, hostMayRound(b, kit, mode.get())), () => b.return(converted()));
    b.return(b.call(fromMagnitude, sign, magnitude, mode.get()));
  });
}

export type IntegerConversions = Readonly<
  Record<`to${IntegerKind['name']}` | `from${IntegerKind['name']}`, FunctionDefinition>
>;

/** `toI32` …: (pattern, mode) → integer. `fromI32` …: (integer, mode) → pattern. */
export function defineIntegers(kit: Kit): IntegerConversions {
  const fromMagnitude = defineFromMagnitude(kit);
  const entries = integerKinds.flatMap((kind) => [
    [`to${kind.name}`, defineToInteger(kit, kind)] as const,
    [`from${kind.name}`, defineFromInteger(kit, kind, fromMagnitude)] as const,
  ]);
  return Object.fromEntries(entries) as IntegerConversions;
}
