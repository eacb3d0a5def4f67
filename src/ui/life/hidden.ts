/**
 * A page that nobody sees pauses its machine after a while: hidden, frozen by the browser, or put aside for the Back
 * button. The machine's clock stands still meanwhile, and on return the page says so and goes on. What the user had
 * paused stays paused. Whether hidden pages pause is a setting; a frozen one always does, since the browser stops it
 * in any case and could end a thread at any moment.
 */

/** How long a page may be hidden before its machine is paused. */
export const HIDDEN_LIMIT_MS = 5 * 60_000;

export interface HiddenMachine {
  readonly isRunning: () => boolean;
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** The machine went on after having been paused here, between these two times. */
  readonly wentOn: (fromMs: number, toMs: number) => void;
}

export class HiddenPause {
  private readonly machine: HiddenMachine;
  private readonly nowMs: () => number;
  private readonly isOn: () => boolean;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pausedAtMs: number | undefined;

  /** `isOn`: whether a hidden page pauses. */
  constructor(machine: HiddenMachine, isOn: () => boolean, nowMs: () => number = Date.now) {
    this.machine = machine;
    this.isOn = isOn;
    this.nowMs = nowMs;
  }

  hidden(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.isOn()) this.frozen();
    }, HIDDEN_LIMIT_MS);
  }

  frozen(): void {
    clearTimeout(this.timer);
    if (this.pausedAtMs !== undefined || !this.machine.isRunning()) return;
    this.pausedAtMs = this.nowMs();
    this.machine.pause().catch(() => {
      this.pausedAtMs = undefined;
    });
  }

  async shown(): Promise<void> {
    clearTimeout(this.timer);
    const { pausedAtMs } = this;
    if (pausedAtMs === undefined) return;
    this.pausedAtMs = undefined;
    try {
      await this.machine.resume();
      this.machine.wentOn(pausedAtMs, this.nowMs());
    } catch {
      // The machine is gone or broke meanwhile, and the page says that by itself.
    }
  }
}
