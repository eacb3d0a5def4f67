/**
 * Where a vCPU thread's wall time goes while its machine runs. Each moment belongs to one part, so the parts add up to
 * the time that passed; while the machine is paused, none passes.
 *
 * A slice (about 2 ms) is measured as a whole. The machine says how much of it went into translating and into answering
 * the guest; what is left is divided among the tiers by the instructions that each retired in that very slice.
 */
import { TIME_PARTS, type TimePart, timeName } from '../../stats/time-parts.ts';

export type SpentNs = Readonly<Record<TimePart, number>>;

/** What a machine counted up to now. */
export interface Effort {
  readonly retired: Readonly<Record<'interpreter' | 'baseline' | 'optimizing', number>>;
  readonly executingNs: number;
  readonly translatingNs: number;
  readonly answeringNs: number;
}

/** By the names of their counters. */
export const timeFigures = (spentNs: SpentNs): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(TIME_PARTS.map((part) => [timeName(part), [spentNs[part]]]));

const TIERS = ['interpreter', 'baseline', 'optimizing'] as const;

const nothingSpent = (): Record<TimePart, number> => ({
  interpreter: 0,
  baseline: 0,
  optimizing: 0,
  translating: 0,
  answering: 0,
  waiting: 0,
  housekeeping: 0,
});

export class TimeUse {
  private readonly nowMs: () => number;
  private lapMs: number;
  /** Time of the present slice in which it waited for room in the output ring. */
  private heldNs = 0;
  private parts = nothingSpent();

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
    this.lapMs = nowMs();
  }

  get spentNs(): SpentNs {
    return { ...this.parts };
  }

  /** Another life of the machine. */
  begin(): void {
    this.parts = nothingSpent();
  }

  private takeNs(): number {
    const beganMs = this.lapMs;
    this.lapMs = this.nowMs();
    return Math.max(0, this.lapMs - beganMs) * 1e6;
  }

  /** What passed since the last call was neither the guest's nor waiting. */
  kept(): void {
    this.parts.housekeeping += this.takeNs();
  }

  waited(): void {
    this.parts.waiting += this.takeNs();
  }

  /** The machine was paused: that time is nobody's. */
  paused(): void {
    this.takeNs();
  }

  /** In the middle of a slice: waits for whoever reads the console. */
  holding(wait: () => void): void {
    const beganMs = this.nowMs();
    wait();
    this.heldNs += (this.nowMs() - beganMs) * 1e6;
  }

  /** A slice of the guest passed since the last call. */
  ran(before: Effort, after: Effort): void {
    let leftNs = this.takeNs();
    const take = (wantedNs: number): number => {
      const taken = Math.min(leftNs, Math.max(0, wantedNs));
      leftNs -= taken;
      return taken;
    };
    const held = take(this.heldNs);
    const answering = take(after.answeringNs - before.answeringNs - held);
    const translating = take(after.translatingNs - before.translatingNs);
    const executing = take(after.executingNs - before.executingNs - held - answering - translating);
    this.parts.waiting += held;
    this.parts.answering += answering;
    this.parts.translating += translating;
    this.parts.housekeeping += leftNs;
    this.heldNs = 0;
    this.divide(executing, before, after);
  }

  private divide(executingNs: number, before: Effort, after: Effort): void {
    const retired = TIERS.map((tier) => Math.max(0, after.retired[tier] - before.retired[tier]));
    const total = retired.reduce((sum, count) => sum + count, 0);
    // A guest that traps all the time retires nothing, and is interpreted.
    if (total === 0) this.parts.interpreter += executingNs;
    else TIERS.forEach((tier, index) => (this.parts[tier] += executingNs * ((retired[index] ?? 0) / total)));
  }
}
