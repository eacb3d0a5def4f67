/**
 * The case generator of the recorded floating-point witnesses, and the digest they are recorded as.
 *
 * `record.c` has the same generator in C: a witness (a processor or an emulator) runs the cases where it is,
 * and only digests of its results come here. Both start from the operation's name, so a block of cases is
 * the same everywhere and no operand is stored. Operands are drawn to meet the corners: special values,
 * subnormals, cancellation, ties, results at both ends of the exponent range.
 */
import type { OperandKind } from './harness.ts';

export const BLOCK_CASES = 5000;
export const BLOCKS = 20;

interface Shape {
  readonly bias: number;
  readonly maximum: number;
  readonly single: boolean;
}

const SHAPES: Readonly<Record<'f32' | 'f64', Shape>> = {
  f32: { bias: 127, maximum: 255, single: true },
  f64: { bias: 1023, maximum: 2047, single: false },
};

/** Stands for the exponent of 1 in {@link SPECIALS}. */
const ONE = -100;

/** Special values: the exponent from 0 or, negative, up to the maximum at -1, then the fraction's words. */
const SPECIALS: readonly (readonly [exponent: number, high: number, low: number])[] = [
  [0, 0, 0],
  [0, 0, 0],
  [0, 0, 0x2000_0000],
  [0, 0xf_ffff, 0xffff_ffff],
  [1, 0, 0],
  [1, 0, 0x2000_0000],
  [-2, 0xf_ffff, 0xffff_ffff],
  [-1, 0, 0],
  [-1, 0, 0],
  [-1, 0x8_0000, 0],
  [-1, 0, 0x2000_0000],
  [-1, 0xf_ffff, 0xffff_ffff],
  [ONE, 0, 0],
  [ONE, 0x8_0000, 0],
  [0, 0x8_0000, 0],
  [ONE, 0xf_ffff, 0xffff_ffff],
];

/** What may follow the last bit that single precision keeps of a double: a tie, and its neighbours. */
const TIES = [0x1000_0000, 0x0fff_ffff, 0x1000_0001, 0] as const;

/** A 32-bit mix of h and one word more. */
export function mix(h: number, word: number): number {
  const product = Math.imul(h ^ word, 0x9e37_79b1);
  return product ^ (product >>> 15);
}

const seedOf = (name: string): number =>
  name.split('').reduce((h, letter) => mix(h, letter.charCodeAt(0)), 0x1234_5678);

export class CaseGenerator {
  private state: number;
  private readonly narrows: boolean;
  private count = 0;
  private exponent = 0;
  private product = 0;
  private high = 0;
  private low = 0;

  /** `name` as `f64.add`. */
  constructor(name: string) {
    this.state = seedOf(name);
    this.narrows = name === 'f32.fromF64';
  }

  /** SplitMix-like: a Weyl sequence through a 32-bit finalizer. */
  private next(): number {
    this.state = (this.state + 0x9e37_79b9) | 0;
    let z = this.state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  /** Fills one case: two words (low, high) per operand from `offset`. */
  fill(kinds: readonly OperandKind[], words: Uint32Array, offset: number): void {
    this.count++;
    this.product = 0;
    this.high = 0;
    this.low = 0;
    kinds.forEach((kind, position) => {
      const at = offset + position * 2;
      if (kind === 'f32' || kind === 'f64') this.fillFloat(SHAPES[kind], position, words, at);
      else this.fillInteger(words, at);
    });
  }

  private fillInteger(words: Uint32Array, at: number): void {
    const r = this.next();
    const high = this.next();
    const low = this.next();
    const shift = BigInt((r >>> 8) & 63);
    let value = ((BigInt(high) << 32n) | BigInt(low)) >> shift;
    if ((r & 1) !== 0) value = (1n << shift) + BigInt((r >>> 16) & 3) - 1n;
    if ((r & 2) !== 0) value = -value;
    if ((r & 12) === 4) value = (value >> BigInt((r >>> 20) & 63)) << BigInt((r >>> 20) & 63);
    value = BigInt.asUintN(64, value);
    words[at] = Number(value & 0xffff_ffffn);
    words[at + 1] = Number(value >> 32n);
  }

  private fillFloat(shape: Shape, position: number, words: Uint32Array, at: number): void {
    const { bias, single } = shape;
    if (position === 0)
      this.exponent = this.narrows ? ((this.count & 1) !== 0 ? bias - 128 : bias + 127) : bias;
    if (position === 2) this.exponent = this.product;
    const r = this.next();
    const high = this.next() >>> 12;
    const low = this.next();
    this.drawFraction(shape, r, high, low);
    const exponent = this.drawExponent(shape, r);
    this.product += exponent - (position === 0 ? bias : 0);
    this.exponent = exponent;
    const sign = ((r >>> 4) & 1) << 31;
    words[at] = single ? sign | (exponent << 23) | (this.high << 3) | (this.low >>> 29) : this.low;
    words[at + 1] = single ? 0 : sign | (exponent << 20) | this.high;
  }

  /** `r & 15` is the kind of operand; the other bits of `r` are its parameters. */
  private drawFraction({ single }: Shape, r: number, high: number, low: number): void {
    const [lastHigh, lastLow] = [this.high, this.low];
    const tie = ((low & 0xe000_0000) | (TIES[(r >>> 16) & 3] ?? 0)) >>> 0;
    const run = (r >>> 8) & 31;
    const set = (upper: number, lower: number): void => {
      this.high = upper & 0xf_ffff;
      this.low = lower >>> 0;
    };
    set(high, low);
    switch (r & 15) {
      case 0: {
        const [, upper, lower] = SPECIALS[(r >>> 8) & 15] ?? [0, 0, 0];
        return set(upper, lower);
      }
      case 2: {
        const kind = (r >>> 5) & 3;
        return set(
          kind === 1 ? 0xf_ffff : 0,
          [0, 0xffff_ffff, 1 << ((r >>> 20) & 31), 0x2000_0000][kind] ?? 0,
        );
      }
      case 5: {
        if (this.narrows) return set(0xf_ffff, tie | 0xe000_0000);
        // -2f after 1 + f: the product is 2 - 2f², a power of two approached from below.
        const doubled = (2 * lastLow) >>> 0;
        return set(-2 * lastHigh - (lastLow >>> 31) - (doubled === 0 ? 0 : 1), -doubled);
      }
      case 6:
        return set(lastHigh, lastLow ^ ((r >>> 16) & 3) ^ (((r >>> 18) & 3) << 29));
      case 7:
        return set(high & 0xf_f000, 0);
      case 12:
        if (this.narrows) return set(high, tie);
        return set(0, single ? low & 0xe000_0000 : low >>> 7);
      case 13:
        return set((r & 32) !== 0 ? 0xf_ffff : 0, (r & 64) !== 0 ? 0xffff_ffff >>> run : 0xffff_ffff << run);
    }
  }

  private drawExponent({ bias, maximum }: Shape, r: number): number {
    const near = this.exponent;
    const wide = ((r >>> 8) & 127) - 64;
    const close = ((r >>> 8) & 7) - 4;
    const finite = (exponent: number): number => Math.min(Math.max(exponent, 0), maximum - 1);
    switch (r & 15) {
      case 0: {
        const [exponent] = SPECIALS[(r >>> 8) & 15] ?? [0, 0, 0];
        if (exponent === ONE) return bias;
        return exponent < 0 ? maximum + 1 + exponent : exponent;
      }
      case 1:
        return 0;
      case 2:
        return finite((r >>> 8) & maximum);
      case 3:
        return (r >>> 8) & maximum;
      case 5:
        return finite(this.narrows ? near + close : bias - near + ((r >>> 8) & 1));
      case 6:
        return finite(near + ((r >>> 8) & 3) - 1);
      case 7:
        return bias + ((r >>> 8) & 31);
      case 8:
        return finite(maximum + bias - near + close);
      case 9:
        return finite(bias - near + wide);
      case 10:
        return finite(near + bias + wide);
      case 11:
        return finite(near - bias + close);
      case 12:
        return finite(this.narrows ? near + wide : near - ((r >>> 8) & 127));
      case 13:
        return bias + ((r >>> 13) & 15) - 8;
      case 14:
        return bias + ((r >>> 8) & 63) - 32;
      default:
        return finite(near + wide);
    }
  }
}
