/**
 * Virtual time: a straight line over the instructions retired by all harts, from the last anchor on.
 *
 * Every reader (the `time` CSR in WebAssembly, devices, event budgets) evaluates the same line with the same
 * integers, so that time is a function of the count alone, however a run is cut into slices. Anchors move only
 * when the rate changes or time jumps because every hart waits.
 */

/** Nanoseconds per instruction are in units of 1/65536. */
const RATE_SHIFT = 16n;
export const ONE_NS_PER_INSTRUCTION = 1 << 16;

export interface ClockLine {
  readonly anchorNs: bigint;
  readonly anchorCount: bigint;
  /** In 1/65536 ns per instruction. */
  readonly rate: number;
}

export class VirtualClock {
  private anchorNs = 0n;
  private anchorCount = 0n;
  /** In 1/65536 ns per instruction. */
  rate = ONE_NS_PER_INSTRUCTION;

  /** Virtual nanoseconds after `count` instructions. */
  at(count: number): bigint {
    return this.anchorNs + (((BigInt(count) - this.anchorCount) * BigInt(this.rate)) >> RATE_SHIFT);
  }

  /** What {@link at} leaves out, in 1/65536 ns. */
  fractionAt(count: number): bigint {
    return ((BigInt(count) - this.anchorCount) * BigInt(this.rate)) & ((1n << RATE_SHIFT) - 1n);
  }

  /** Instructions from `count` until the line first reaches `atNs`; 0 if it has. */
  instructionsUntil(count: number, atNs: bigint): number {
    const total = (((atNs - this.anchorNs) << RATE_SHIFT) + BigInt(this.rate) - 1n) / BigInt(this.rate);
    const left = this.anchorCount + total - BigInt(count);
    return left > 0n ? Number(left) : 0;
  }

  /** Time jumps forward: the guest waits. */
  jump(count: number, toNs: bigint): void {
    if (toNs <= this.at(count)) return;
    this.anchorNs = toNs;
    this.anchorCount = BigInt(count);
  }

  setRate(count: number, rate: number): void {
    this.anchorNs = this.at(count);
    this.anchorCount = BigInt(count);
    this.rate = rate;
  }

  /** The line itself, for snapshots. */
  line(): ClockLine {
    return { anchorNs: this.anchorNs, anchorCount: this.anchorCount, rate: this.rate };
  }

  setLine({ anchorNs, anchorCount, rate }: ClockLine): void {
    this.anchorNs = anchorNs;
    this.anchorCount = anchorCount;
    this.rate = rate;
  }

  /** The line as a hart's engine fields have it: time, and the count on the hart's own scale, at the anchor. */
  anchorFor(hartRetired: number, totalRetired: number): { readonly ns: bigint; readonly count: bigint } {
    const own = BigInt(hartRetired) - (BigInt(totalRetired) - this.anchorCount);
    return { ns: this.anchorNs, count: BigInt.asUintN(64, own) };
  }
}
