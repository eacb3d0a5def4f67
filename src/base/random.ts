/**
 * Seeded random numbers (SplitMix64): every generator in the project is replayable from its seed.
 * SplitMix64 is Steele, Lea and Flood's "Fast splittable pseudorandom number generators" (2014).
 */
export class Random {
  private state: bigint;

  constructor(seed: bigint | number) {
    this.state = BigInt.asUintN(64, BigInt(seed));
  }

  /** A uniform unsigned 64-bit bigint. */
  next64(): bigint {
    this.state = BigInt.asUintN(64, this.state + 0x9e3779b97f4a7c15n);
    let z = this.state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  }

  /** A uniform unsigned 32-bit number. */
  next32(): number {
    return Number(this.next64() >> 32n);
  }

  /** A number in 0..bound-1; bound at most 2^32. The bias is below 2^-32 per unit of bound. */
  below(bound: number): number {
    return Math.floor((this.next32() / 0x1_0000_0000) * bound);
  }

  /** One of the elements of a non-empty list. */
  pick<T>(list: readonly T[]): T {
    const value = list[this.below(list.length)];
    if (value === undefined) throw new Error('pick from an empty list');
    return value;
  }

  /** True once in `outOf` draws on average. */
  oneIn(outOf: number): boolean {
    return this.below(outOf) === 0;
  }
}
