/**
 * Wall time as a machine may know it: only while it runs or waits for an event, never while it is paused.
 *
 * Example: `clock.setActive(true, now)` … `clock.activeMs(later)`.
 */
export class ActiveClock {
  private gatheredMs = 0;
  private activeSinceMs: number | undefined;

  /** Back to zero; an active clock stays active. */
  restart(nowMs: number): void {
    this.gatheredMs = 0;
    if (this.activeSinceMs !== undefined) this.activeSinceMs = nowMs;
  }

  setActive(active: boolean, nowMs: number): void {
    if (active === (this.activeSinceMs !== undefined)) return;
    this.gatheredMs = this.activeMs(nowMs);
    this.activeSinceMs = active ? nowMs : undefined;
  }

  activeMs(nowMs: number): number {
    return this.gatheredMs + (this.activeSinceMs === undefined ? 0 : nowMs - this.activeSinceMs);
  }
}
