/**
 * Fused multiply-add in double precision by the host's arithmetic.
 *
 * A product of few significant bits is exact, and the host's sum then rounds once. Any other product is split into
 * its rounding and the error (Veltkamp, Dekker), and the three terms are added with the small parts rounded *to odd*,
 * which makes the last rounding correct (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008).
 * That takes operands far from both ends of the exponent's range, and the guards of {@link ./kit.ts}.
 */
import type { Builder, Value } from '../builder.ts';
import { isExactSum } from './add.ts';
import { constant, fromHost, isZero, magnitude2, toHost } from './format.ts';
import { hostMayRound, isFinite, isSafelyNormal, type Kit } from './kit.ts';
import { isShortProduct } from './multiply.ts';

/** 2^27 + 1 splits 53 bits into two halves. */
const SPLITTER = 0x41a0_0000_0200_0000n;
/** Factors between 2^-430 and 2^430, addends between 2^-900 and 2^900: no term overflows or loses bits below. */
const FACTOR_RANGE = 430;
const ADDEND_RANGE = 900;
const BIAS = 1023;

interface Sum {
  readonly high: Value;
  /** What `high` lacks, exactly. */
  readonly low: Value;
}

/** Knuth's two-sum. */
export function twoSum(b: Builder, x: Value, y: Value): Sum {
  const high = b.pure('hostAdd', x, y);
  const part = b.pure('hostSub', high, x);
  const lostX = b.pure('hostSub', x, b.pure('hostSub', high, part));
  return { high, low: b.pure('hostAdd', lostX, b.pure('hostSub', y, part)) };
}

/** The bits (i64) of the sum rounded to odd: an inexact one of even significand moves toward what it lacks. */
export function roundToOdd(b: Builder, { high, low }: Sum): Value {
  const error = b.pure('reinterpretI64', low);
  const bits = b.pure('reinterpretI64', high);
  const inexact = b.test(error, (1n << 63n) - 1n);
  const step = b.or(b.shrS(b.xor(bits, error), b.i64(63)), b.i64(1));
  const even = b.eqz(b.and(bits, b.i64(1)));
  return b.select(b.add(bits, step), bits, b.and(inexact, even));
}

function halves(b: Builder, x: Value): Sum {
  const scaled = b.pure('hostMul', x, b.constant('f64', SPLITTER));
  const high = b.pure('hostSub', scaled, b.pure('hostSub', scaled, x));
  return { high, low: b.pure('hostSub', x, high) };
}

/** What the host's product lacks, exactly. */
function productError(b: Builder, x: Value, y: Value, product: Value): Value {
  const [left, right] = [halves(b, x), halves(b, y)];
  const times = (p: Value, q: Value): Value => b.pure('hostMul', p, q);
  const plus = (p: Value, q: Value): Value => b.pure('hostAdd', p, q);
  const outer = b.pure('hostSub', times(left.high, right.high), product);
  const inner = plus(plus(outer, times(left.high, right.low)), times(left.low, right.high));
  return plus(inner, times(left.low, right.low));
}

function isWithin(b: Builder, x: Value, range: number): Value {
  const exponent = b.shrU(b.shl(x, b.i64(1)), b.i64(53));
  return b.leU(b.sub(exponent, b.i64(BIAS - range)), b.i64(2 * range));
}

/** Returns x · y + z where the host can tell; goes on where it cannot. */
export function fusedByHost(
  b: Builder,
  kit: Kit,
  operands: readonly [Value, Value, Value],
  mode: Value,
): void {
  const { format } = kit;
  const [x, y, z] = operands;
  const [hostX, hostY, hostZ] = [toHost(b, format, x), toHost(b, format, y), toHost(b, format, z)];
  const product = b.pure('hostMul', hostX, hostY);
  const bits = fromHost(b, format, product);
  const isNothing = b.and(b.or(isZero(b, format, x), isZero(b, format, y)), isFinite(b, format, bits));
  const isExact = b.and(isShortProduct(b, format, x, y), b.or(isSafelyNormal(b, format, bits), isNothing));
  const mayRound = hostMayRound(b, kit, mode);
  b.if(isExact, () => {
    const sum = b.pure('hostAdd', product, hostZ);
    const result = fromHost(b, format, sum);
    const isSure = b.and(
      isExactSum(b, product, hostZ, sum),
      b.ne(magnitude2(b, format, result), constant(b, format, 0n)),
    );
    b.if(b.and(isFinite(b, format, result), b.or(mayRound, isSure)), () => b.return(result));
  });
  const inRange = b.and(isWithin(b, x, FACTOR_RANGE), isWithin(b, y, FACTOR_RANGE));
  b.if(b.and(b.and(inRange, isWithin(b, z, ADDEND_RANGE)), mayRound), () => {
    const small = twoSum(b, hostZ, productError(b, hostX, hostY, product));
    const large = twoSum(b, product, small.high);
    const rest = b.pure('reinterpretF64', roundToOdd(b, twoSum(b, small.low, large.low)));
    const result = fromHost(b, format, b.pure('hostAdd', large.high, rest));
    b.if(isSafelyNormal(b, format, result), () => b.return(result));
  });
}
