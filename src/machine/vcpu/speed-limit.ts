/**
 * Lets a machine retire so many instructions a second, for whoever wants to watch. They come in small portions, fifty a
 * second or one by one; what could not be run in time is not made up for, so that a held-up thread makes no rush.
 */
const PORTIONS_PER_SECOND = 50;

export class SpeedLimit {
  private allowance = 0;
  private lastMs: number | undefined;

  private static portion(perSecond: number): number {
    return Math.max(1, Math.floor(perSecond / PORTIONS_PER_SECOND));
  }

  /** Instructions that may be retired now: nothing, or at least a portion. */
  allow(perSecond: number, nowMs: number): number {
    const portion = SpeedLimit.portion(perSecond);
    const earned = ((nowMs - (this.lastMs ?? nowMs)) * perSecond) / 1000;
    this.lastMs = nowMs;
    this.allowance = Math.min(this.allowance + earned, 2 * portion);
    return this.allowance >= portion ? Math.floor(this.allowance) : 0;
  }

  spend(instructions: number): void {
    this.allowance -= instructions;
  }

  /** Until the next portion. */
  waitMs(perSecond: number): number {
    return ((SpeedLimit.portion(perSecond) - this.allowance) * 1000) / perSecond;
  }
}
