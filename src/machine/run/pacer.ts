/**
 * Fits virtual time to the wall clock, in real time mode. A busy guest's rate (nanoseconds per instruction) is
 * set from what the host really retires; an idle guest's time jumps. Time never runs backwards.
 */
import { ONE_NS_PER_INSTRUCTION, type VirtualClock } from './clock.ts';

/** Off by less than this, nothing is changed. */
const TOLERANCE_NS = 5e6;
/** A deviation is worked off over this long. */
const CORRECTION_NS = 2e8;
const MIN_RATE = 0.05;
const MAX_RATE = 1000;

export class Pacer {
  private readonly clock: VirtualClock;
  private lastWallNs = 0;
  private lastCount = 0;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  /** `count` instructions have retired at wall time `wallNs`. */
  fit(wallNs: number, count: number, idle: boolean): void {
    const elapsedNs = wallNs - this.lastWallNs;
    const retired = count - this.lastCount;
    this.lastWallNs = wallNs;
    this.lastCount = count;
    if (idle) return this.clock.jump(count, BigInt(Math.round(wallNs)));
    if (elapsedNs <= 0 || retired < 1000) return;
    const aheadNs = Number(this.clock.at(count)) - wallNs;
    if (Math.abs(aheadNs) < TOLERANCE_NS) return;
    const wallPerInstruction = elapsedNs / retired;
    const corrected = wallPerInstruction * (1 - aheadNs / CORRECTION_NS);
    const rate = Math.min(MAX_RATE, Math.max(MIN_RATE, corrected));
    this.clock.setRate(count, Math.round(rate * ONE_NS_PER_INSTRUCTION));
  }
}
