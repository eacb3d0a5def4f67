/**
 * Fits virtual time to the wall clock, in real time mode.
 *
 * The rate (nanoseconds per instruction) is held at the best speed that the host has shown lately: wall time that
 * the guest slept through would only make it too high. Guest time then falls behind a little rather than running
 * ahead, and jumps forward to the wall clock ten times a second at most. It never runs backwards.
 */
import { ONE_NS_PER_INSTRUCTION, type VirtualClock } from './clock.ts';

/** Off by less than this, nothing is changed. */
const TOLERANCE_NS = 5e6;
/** Samples of fewer instructions say nothing about speed. */
const MIN_SAMPLE_INSTRUCTIONS = 10_000;
/** How fast the estimate follows a host that has become slower, per sample. */
const SLOWING = 1.1;
/** Ahead of the wall clock, guest time runs at this part of the speed until the wall has caught up. */
const CATCH_UP = 0.5;
const MIN_RATE = 0.05;
const MAX_RATE = 1000;
const FIRST_ESTIMATE = 3;

/** Who sets the time: the clock itself, or someone who notes it down. */
export type TimeSetter = Pick<VirtualClock, 'jump' | 'setRate'>;

export class Pacer {
  private readonly clock: VirtualClock;
  private readonly setter: TimeSetter;
  private lastWallNs = 0;
  private lastCount = 0;
  /** Wall nanoseconds per instruction while the guest computes. */
  private estimate = FIRST_ESTIMATE;
  private slept = false;

  constructor(clock: VirtualClock, setter: TimeSetter = clock) {
    this.clock = clock;
    this.setter = setter;
  }

  /** Every hart waits: the wall time since the last fit says nothing about speed. */
  noteIdle(): void {
    this.slept = true;
  }

  /** `count` instructions have retired at wall time `wallNs`; `idle` while every hart waits. */
  fit(wallNs: number, count: number, idle: boolean): void {
    const elapsedNs = wallNs - this.lastWallNs;
    const retired = count - this.lastCount;
    this.lastWallNs = wallNs;
    this.lastCount = count;
    if (retired >= MIN_SAMPLE_INSTRUCTIONS && elapsedNs > 0) {
      const slowest = this.slept ? this.estimate : this.estimate * SLOWING;
      this.estimate = Math.min(elapsedNs / retired, slowest);
    }
    this.slept = idle;
    const aheadNs = Number(this.clock.at(count)) - wallNs;
    if (idle || aheadNs < -TOLERANCE_NS) this.setter.jump(count, BigInt(Math.round(wallNs)));
    const wanted = aheadNs > TOLERANCE_NS ? this.estimate * CATCH_UP : this.estimate;
    const rate = Math.round(Math.min(MAX_RATE, Math.max(MIN_RATE, wanted)) * ONE_NS_PER_INSTRUCTION);
    if (Math.abs(rate - this.clock.rate) > this.clock.rate / 20) this.setter.setRate(count, rate);
  }
}
