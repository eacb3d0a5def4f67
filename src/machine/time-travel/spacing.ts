/**
 * How far apart the kept states of a run are, in instructions.
 *
 * Keeping a state costs a copy of what was written since the one before, and every page its place in the store TLBs. So
 * states grow apart with the length of the run; and where there is a clock, keeping them takes at most one part in
 * {@link SHARE} of the time: a guest that writes all its memory again and again has them far apart.
 */

const DEFAULT_INTERVAL = 8_000_000;
/** A state is as far from the one before as a part of the run so far, at most so many intervals. */
const WIDENING = 16;
const MAX_WIDENING = 16;
/** Beyond what the length of the run asks for. */
const MAX_INTERVAL = 2_000_000_000;
const SHARE = 10;

export class Spacing {
  private readonly interval: number;
  private readonly nowMs: (() => number) | undefined;
  private keptAtMs: number | undefined;
  private keptCount = 0;
  /** What the time that the last state took asks for. */
  private paid = 0;

  constructor(interval = DEFAULT_INTERVAL, nowMs?: () => number) {
    this.interval = interval;
    this.nowMs = nowMs;
  }

  /** The count of the state after the one at `last`. */
  next(last: number): number {
    const byLength = Math.min(
      Math.max(this.interval, Math.ceil(last / WIDENING)),
      this.interval * MAX_WIDENING,
    );
    return last + Math.max(byLength, this.paid);
  }

  /** Keeps a state at a count, and notes what that took. */
  timed(count: number, keep: () => void): void {
    const startMs = this.nowMs?.();
    keep();
    const endMs = this.nowMs?.();
    if (startMs === undefined || endMs === undefined) return;
    const ranMs = startMs - (this.keptAtMs ?? startMs);
    const perMs = ranMs > 0 ? Math.max(0, count - this.keptCount) / ranMs : 0;
    this.paid = Math.min(MAX_INTERVAL, Math.ceil(perMs * (endMs - startMs) * SHARE));
    this.keptAtMs = endMs;
    this.keptCount = count;
  }
}
