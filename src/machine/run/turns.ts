/**
 * Whose turn it is. Harts take turns of {@link TURN_INSTRUCTIONS} retired instructions or up to their wait, in
 * the order of their numbers; harts that wait or are stopped are left out. Nothing but the guest's own course
 * decides: a slice of the host's that ends in the middle of a turn leaves the turn as it is.
 */
import { at } from '../../base/assert.ts';
import type { Hart } from './hart.ts';

const TURN_INSTRUCTIONS = 10_000;

export class Turns {
  /** The hart whose turn it is, and what it has used of it. */
  hart = 0;
  used = 0;
  private readonly harts: readonly Hart[];
  private readonly isRunnable: (hart: Hart) => boolean;

  /** `isRunnable` may end a hart's wait; it is asked only where a turn could begin or go on. */
  constructor(harts: readonly Hart[], isRunnable: (hart: Hart) => boolean) {
    this.harts = harts;
    this.isRunnable = isRunnable;
  }

  /** The hart that goes on: the one whose turn it is, or the next one that can run. */
  next(): Hart | undefined {
    const last = at(this.harts, this.hart);
    if (this.used < TURN_INSTRUCTIONS && this.isRunnable(last)) return last;
    for (let step = 1; step <= this.harts.length; step++) {
      const index = (this.hart + step) % this.harts.length;
      const hart = at(this.harts, index);
      if (!this.isRunnable(hart)) continue;
      // Another hart may write before the last one goes on: its reservation does not outlive that.
      if (hart !== last) last.state.reservationValid = 0;
      this.hart = index;
      this.used = 0;
      return hart;
    }
    return undefined;
  }

  /** What is left of the turn. A hart alone goes on for ever. */
  get left(): number {
    return this.harts.length === 1 ? Number.POSITIVE_INFINITY : TURN_INSTRUCTIONS - this.used;
  }

  /** The hart whose turn it is has retired so many; its wait, or its stop, ends the turn. */
  spend({ state }: Hart, instructions: number): void {
    if (this.harts.length > 1) this.used += instructions;
    if (state.waiting !== 0 || state.hsmState !== 0) this.used = TURN_INSTRUCTIONS;
  }
}
