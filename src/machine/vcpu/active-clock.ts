/**
 * Wall time as a machine may know it: only while it runs or waits for an event, never while it is paused, and never
 * a jump. A thread looks at the clock at least ten times a second, so a longer gap means that the computer slept or
 * the thread was held up, and the machine has not lived through it.
 *
 * Example: `clock.setActive(true, now)` … `clock.activeMs(later)`.
 */

/** What of a gap counts: far above what a busy computer takes from a thread, far below what a guest notices. */
export const MAX_GAP_MS = 1000;

export class ActiveClock {
  private gatheredMs = 0;
  private lastMs: number | undefined;
  private active = false;
  private gapMs = 0;

  /** Back to zero; an active clock stays active. */
  restart(nowMs: number): void {
    this.gatheredMs = 0;
    this.lastMs = nowMs;
  }

  setActive(active: boolean, nowMs: number): void {
    this.advance(nowMs);
    this.active = active;
  }

  activeMs(nowMs: number): number {
    this.advance(nowMs);
    return this.gatheredMs;
  }

  /** What an active machine has not lived through since this was last asked. */
  takeGapMs(nowMs: number): number {
    this.advance(nowMs);
    const { gapMs } = this;
    this.gapMs = 0;
    return gapMs;
  }

  private advance(nowMs: number): void {
    const elapsedMs = nowMs - (this.lastMs ?? nowMs);
    this.lastMs = nowMs;
    if (!this.active) return;
    const livedMs = Math.min(elapsedMs, MAX_GAP_MS);
    this.gatheredMs += livedMs;
    this.gapMs += elapsedMs - livedMs;
  }
}
