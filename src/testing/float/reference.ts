/**
 * IEEE 754 arithmetic from the definition: every operand is an exact rational (a bigint times a power of
 * two), every operation is exact, and one function rounds. Slow, and written to share no idea with
 * `src/ir/float`: it is the witness for every mode and flag.
 */

export interface Outcome {
  readonly bits: bigint;
  /** Inexact 1, underflow 2, overflow 4, divide by zero 8, invalid 16. */
  readonly flags: number;
  /** True where the result underflows if tininess is detected before rounding. */
  readonly underflowsBefore?: boolean;
}

interface Parameters {
  readonly precision: number;
  readonly exponentBits: number;
}

const FORMATS = {
  f32: { precision: 24, exponentBits: 8 },
  f64: { precision: 53, exponentBits: 11 },
} as const satisfies Record<string, Parameters>;

export type FormatName = keyof typeof FORMATS;

/** A finite number: (-1)^negative · size · 2^scale. */
interface Exact {
  readonly negative: boolean;
  readonly size: bigint;
  readonly scale: number;
}

type Datum =
  | { readonly kind: 'nan'; readonly signalling: boolean }
  | { readonly kind: 'infinite'; readonly negative: boolean }
  | ({ readonly kind: 'finite' } & Exact);

const NX = 1;
const UF = 2;
const OF = 4;
const DZ = 8;
const NV = 16;

const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);
const limits = (format: FormatName) => {
  const { precision, exponentBits } = FORMATS[format];
  const bias = 2 ** (exponentBits - 1) - 1;
  return { precision, exponentBits, bias, width: precision + exponentBits };
};

function decode(format: FormatName, bits: bigint): Datum {
  const { precision, exponentBits, bias, width } = limits(format);
  const negative = ((bits >> BigInt(width - 1)) & 1n) === 1n;
  const fraction = bits & ((1n << BigInt(precision - 1)) - 1n);
  const field = Number((bits >> BigInt(precision - 1)) & ((1n << BigInt(exponentBits)) - 1n));
  if (field === 2 ** exponentBits - 1) {
    if (fraction === 0n) return { kind: 'infinite', negative };
    return { kind: 'nan', signalling: ((fraction >> BigInt(precision - 2)) & 1n) === 0n };
  }
  const size = field === 0 ? fraction : fraction | (1n << BigInt(precision - 1));
  return { kind: 'finite', negative, size, scale: Math.max(field, 1) - bias - (precision - 1) };
}

const signed = (format: FormatName, negative: boolean, magnitude: bigint): bigint =>
  negative ? magnitude | (1n << BigInt(limits(format).width - 1)) : magnitude;

const infinityBits = (format: FormatName): bigint => {
  const { precision, exponentBits } = limits(format);
  return ((1n << BigInt(exponentBits)) - 1n) << BigInt(precision - 1);
};

const nanBits = (format: FormatName): bigint =>
  infinityBits(format) | (1n << BigInt(limits(format).precision - 2));

/** size / 2^drop as an integer, by the rounding mode. */
function roundInteger(size: bigint, drop: number, negative: boolean, mode: number) {
  if (drop <= 0) return { value: size << BigInt(-drop), exact: true };
  const unit = 1n << BigInt(drop);
  const floor = size / unit;
  const twice = (size % unit) * 2n;
  const up = {
    0: twice > unit || (twice === unit && floor % 2n === 1n),
    1: false,
    2: negative && twice > 0n,
    3: !negative && twice > 0n,
    4: twice >= unit,
  }[mode];
  return { value: up ? floor + 1n : floor, exact: twice === 0n };
}

/** Rounds a number that is not zero. Its lowest bit may be sticky if it has a few bits more than needed. */
function round(format: FormatName, { negative, size, scale }: Exact, mode: number): Outcome {
  const { precision, bias } = limits(format);
  const lowest = 1 - bias;
  const leading = scale + bitLength(size) - 1;
  const quantum = Math.max(leading, lowest) - (precision - 1);
  const { value, exact } = roundInteger(size, quantum - scale, negative, mode);
  const free = roundInteger(size, leading - (precision - 1) - scale, negative, mode).value;
  const freeLeading = leading - (precision - 1) + bitLength(free) - 1;
  const tiny = freeLeading < lowest;
  if (quantum + bitLength(value) - 1 > bias) {
    const toInfinity = mode === 0 || mode === 4 || mode === (negative ? 2 : 3);
    const magnitude = toInfinity ? infinityBits(format) : infinityBits(format) - 1n;
    return { bits: signed(format, negative, magnitude), flags: OF | NX };
  }
  // Fields are adjacent: a carry out of the fraction is a carry into the exponent.
  const field = BigInt(quantum + (precision - 1) + bias);
  const isNormal = value >= 1n << BigInt(precision - 1);
  const magnitude = isNormal
    ? (field << BigInt(precision - 1)) + value - (1n << BigInt(precision - 1))
    : value;
  return {
    bits: signed(format, negative, magnitude),
    flags: exact ? 0 : tiny ? NX | UF : NX,
    underflowsBefore: !exact && leading < lowest,
  };
}

const zero = (format: FormatName, negative: boolean): Outcome => ({
  bits: signed(format, negative, 0n),
  flags: 0,
});
const infinity = (format: FormatName, negative: boolean, flags = 0): Outcome => ({
  bits: signed(format, negative, infinityBits(format)),
  flags,
});
const invalid = (format: FormatName): Outcome => ({ bits: nanBits(format), flags: NV });

function nan(format: FormatName, operands: readonly Datum[]): Outcome | undefined {
  if (!operands.some((x) => x.kind === 'nan')) return undefined;
  const signalling = operands.some((x) => x.kind === 'nan' && x.signalling);
  return { bits: nanBits(format), flags: signalling ? NV : 0 };
}

const numeric = ({ negative, size }: Exact): bigint => (negative ? -size : size);

/** The exact sum, rounded; a sum of zero has the sign that the standard's clause 6.3 gives it. */
function sum(format: FormatName, x: Exact, y: Exact, mode: number): Outcome {
  const scale = Math.min(x.scale, y.scale);
  const total = (numeric(x) << BigInt(x.scale - scale)) + (numeric(y) << BigInt(y.scale - scale));
  if (total !== 0n) {
    return round(format, { negative: total < 0n, size: total < 0n ? -total : total, scale }, mode);
  }
  const sameSign = x.negative === y.negative && x.size === 0n && y.size === 0n;
  return zero(format, sameSign ? x.negative : mode === 2);
}

function add(format: FormatName, p: bigint, q: bigint, mode: number): Outcome {
  const x = decode(format, p);
  const y = decode(format, q);
  const special = nan(format, [x, y]);
  if (special || x.kind === 'nan' || y.kind === 'nan') return special ?? invalid(format);
  if (x.kind === 'finite' && y.kind === 'finite') return sum(format, x, y, mode);
  if (x.kind === 'infinite' && y.kind === 'infinite' && x.negative !== y.negative) return invalid(format);
  return infinity(format, x.kind === 'infinite' ? x.negative : y.negative);
}

const flip = (format: FormatName, bits: bigint): bigint => bits ^ (1n << BigInt(limits(format).width - 1));

function multiply(format: FormatName, p: bigint, q: bigint, mode: number): Outcome {
  const x = decode(format, p);
  const y = decode(format, q);
  const special = nan(format, [x, y]);
  if (special || x.kind === 'nan' || y.kind === 'nan') return special ?? invalid(format);
  const negative = x.negative !== y.negative;
  if (x.kind === 'finite' && y.kind === 'finite') {
    const size = x.size * y.size;
    return size === 0n
      ? zero(format, negative)
      : round(format, { negative, size, scale: x.scale + y.scale }, mode);
  }
  const hasZero = [x, y].some((operand) => operand.kind === 'finite' && operand.size === 0n);
  return hasZero ? invalid(format) : infinity(format, negative);
}

function divide(format: FormatName, p: bigint, q: bigint, mode: number): Outcome {
  const x = decode(format, p);
  const y = decode(format, q);
  const special = nan(format, [x, y]);
  if (special || x.kind === 'nan' || y.kind === 'nan') return special ?? invalid(format);
  const negative = x.negative !== y.negative;
  if (x.kind === 'infinite') return y.kind === 'infinite' ? invalid(format) : infinity(format, negative);
  if (y.kind === 'infinite') return zero(format, negative);
  if (y.size === 0n) return x.size === 0n ? invalid(format) : infinity(format, negative, DZ);
  if (x.size === 0n) return zero(format, negative);
  const wide = x.size << 200n;
  const rest = wide % y.size === 0n ? 0n : 1n;
  const size = (wide / y.size) * 2n + rest;
  return round(format, { negative, size, scale: x.scale - y.scale - 201 }, mode);
}

/** The integer square root, by Newton's iteration from above. */
function integerRoot(value: bigint): bigint {
  let guess = 1n << BigInt(Math.ceil(bitLength(value) / 2));
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

function squareRoot(format: FormatName, p: bigint, mode: number): Outcome {
  const x = decode(format, p);
  const special = nan(format, [x]);
  if (special || x.kind === 'nan') return special ?? invalid(format);
  if (x.kind === 'finite' && x.size === 0n) return zero(format, x.negative);
  if (x.negative) return invalid(format);
  if (x.kind === 'infinite') return infinity(format, false);
  const shift = 200 + (Math.abs(x.scale) % 2);
  const wide = x.size << BigInt(shift);
  const whole = integerRoot(wide);
  const size = whole * 2n + (whole * whole === wide ? 0n : 1n);
  return round(format, { negative: false, size, scale: (x.scale - shift) / 2 - 1 }, mode);
}

function fusedMultiplyAdd(format: FormatName, p: bigint, q: bigint, r: bigint, mode: number): Outcome {
  const [x, y, z] = [decode(format, p), decode(format, q), decode(format, r)];
  const isZero = (operand: Datum): boolean => operand.kind === 'finite' && operand.size === 0n;
  const productInvalid = (x.kind === 'infinite' && isZero(y)) || (isZero(x) && y.kind === 'infinite');
  const special = nan(format, [x, y, z]);
  if (productInvalid) return invalid(format);
  if (special || x.kind === 'nan' || y.kind === 'nan' || z.kind === 'nan') return special ?? invalid(format);
  const negative = x.negative !== y.negative;
  if (x.kind === 'infinite' || y.kind === 'infinite') {
    const cancels = z.kind === 'infinite' && z.negative !== negative;
    return cancels ? invalid(format) : infinity(format, negative);
  }
  if (z.kind === 'infinite') return infinity(format, z.negative);
  return sum(format, { negative, size: x.size * y.size, scale: x.scale + y.scale }, z, mode);
}

/** -1, 0, 1, or undefined when unordered. Zeros are equal. */
function order(x: Datum, y: Datum): number | undefined {
  if (x.kind === 'nan' || y.kind === 'nan') return undefined;
  const rank = (operand: Exclude<Datum, { kind: 'nan' }>): bigint => {
    if (operand.kind === 'infinite') return operand.negative ? -(1n << 4000n) : 1n << 4000n;
    return numeric(operand) << BigInt(operand.scale + 1100);
  };
  const [a, c] = [rank(x), rank(y)];
  return a < c ? -1 : a > c ? 1 : 0;
}

function compare(format: FormatName, operation: 'eq' | 'lt' | 'le', p: bigint, q: bigint): Outcome {
  const x = decode(format, p);
  const y = decode(format, q);
  const relation = order(x, y);
  if (relation === undefined) {
    return { bits: 0n, flags: operation === 'eq' ? (nan(format, [x, y])?.flags ?? 0) : NV };
  }
  const holds = { eq: relation === 0, lt: relation < 0, le: relation <= 0 }[operation];
  return { bits: holds ? 1n : 0n, flags: 0 };
}

function extremum(format: FormatName, operation: 'min' | 'max', p: bigint, q: bigint): Outcome {
  const x = decode(format, p);
  const y = decode(format, q);
  const flags = nan(format, [x, y])?.flags ?? 0;
  if (x.kind === 'nan' && y.kind === 'nan') return { bits: nanBits(format), flags };
  if (x.kind === 'nan') return { bits: q, flags };
  if (y.kind === 'nan') return { bits: p, flags };
  const relation = order(x, y) || (x.negative === y.negative ? 0 : x.negative ? -1 : 1);
  return { bits: relation < 0 === (operation === 'min') ? p : q, flags };
}

function classify(format: FormatName, p: bigint): Outcome {
  const x = decode(format, p);
  const index = (): number => {
    if (x.kind === 'nan') return x.signalling ? 8 : 9;
    if (x.kind === 'infinite') return x.negative ? 0 : 7;
    if (x.size === 0n) return x.negative ? 3 : 4;
    const subnormal = bitLength(x.size) < limits(format).precision;
    if (x.negative) return subnormal ? 2 : 1;
    return subnormal ? 5 : 6;
  };
  return { bits: 1n << BigInt(index()), flags: 0 };
}

/** `width` bits of result, unsigned. */
function toInteger(format: FormatName, isSigned: boolean, width: number, p: bigint, mode: number): Outcome {
  const x = decode(format, p);
  const maximum = isSigned ? (1n << BigInt(width - 1)) - 1n : (1n << BigInt(width)) - 1n;
  const minimum = isSigned ? -(1n << BigInt(width - 1)) : 0n;
  const outcome = (value: bigint, flags: number): Outcome => ({ bits: BigInt.asUintN(width, value), flags });
  if (x.kind === 'nan') return outcome(maximum, NV);
  if (x.kind === 'infinite') return outcome(x.negative ? minimum : maximum, NV);
  const { value, exact } = roundInteger(x.size, -x.scale, x.negative, mode);
  const result = x.negative ? -value : value;
  if (result > maximum) return outcome(maximum, NV);
  if (result < minimum) return outcome(minimum, NV);
  return outcome(result, exact ? 0 : NX);
}

function fromInteger(format: FormatName, isSigned: boolean, width: number, p: bigint, mode: number): Outcome {
  const value = isSigned ? BigInt.asIntN(width, p) : BigInt.asUintN(width, p);
  if (value === 0n) return zero(format, false);
  return round(format, { negative: value < 0n, size: value < 0n ? -value : value, scale: 0 }, mode);
}

function convert(from: FormatName, to: FormatName, p: bigint, mode: number): Outcome {
  const x = decode(from, p);
  const special = nan(to, [x]);
  if (special || x.kind === 'nan') return special ?? invalid(to);
  if (x.kind === 'infinite') return infinity(to, x.negative);
  return x.size === 0n ? zero(to, x.negative) : round(to, x, mode);
}

/** The operation of the library with this name, as `f64.add`, on operand patterns in order. */
export function reference(name: string, operands: readonly bigint[], mode: number): Outcome {
  const [format, operation] = name.split('.') as [FormatName, string];
  const [x = 0n, y = 0n, z = 0n] = operands;
  const integer = /^(to|from)([IU])(\d+)$/.exec(operation);
  if (integer) {
    const convertInteger = integer[1] === 'to' ? toInteger : fromInteger;
    return convertInteger(format, integer[2] === 'I', Number(integer[3]), x, mode);
  }
  switch (operation) {
    case 'add':
      return add(format, x, y, mode);
    case 'sub':
      return add(format, x, flip(format, y), mode);
    case 'mul':
      return multiply(format, x, y, mode);
    case 'div':
      return divide(format, x, y, mode);
    case 'sqrt':
      return squareRoot(format, x, mode);
    case 'fusedMultiplyAdd':
      return fusedMultiplyAdd(format, x, y, z, mode);
    case 'min':
    case 'max':
      return extremum(format, operation, x, y);
    case 'eq':
    case 'lt':
    case 'le':
      return compare(format, operation, x, y);
    case 'classify':
      return classify(format, x);
    case 'fromF32':
      return convert('f32', format, x, mode);
    case 'fromF64':
      return convert('f64', format, x, mode);
    default:
      throw new Error(`the reference has no ${name}`);
  }
}
