/**
 * How much of a run may go into translating: one part in {@link SHARE} of what the guest's instructions take
 * interpreted, so that a guest with a flat profile is not held up. What is not spent is kept for a while, and what was
 * spent too much is forgiven beyond a while: long ago says little about now.
 */

const SHARE = 4;
/** What the interpreter takes for an instruction. */
const INTERPRETED_NS = 2.5;
const MOST_KEPT_NS = 200e6;
const MOST_OWED_NS = 50e6;

export class Allowance {
  private balanceNs = 0;
  private retiredBefore = 0;

  /** Whether anything may be spent, so many instructions into the run. */
  allows(retired: number): boolean {
    // A run that was put back earns nothing by it.
    const earnedNs = (Math.max(0, retired - this.retiredBefore) * INTERPRETED_NS) / SHARE;
    this.retiredBefore = retired;
    this.balanceNs = Math.min(MOST_KEPT_NS, this.balanceNs + earnedNs);
    return this.balanceNs > 0;
  }

  spend(ns: number): void {
    this.balanceNs = Math.max(-MOST_OWED_NS, this.balanceNs - ns);
  }
}
