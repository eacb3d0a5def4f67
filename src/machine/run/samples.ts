/**
 * Where a hart was found: its pc is looked at between two steps of a run, anyway. A sample stands for the instructions
 * of its step; steps differ in length, so both are kept. Samples say where time goes, and count nothing.
 */

/** Places remembered; beyond that the half with the fewest samples is forgotten. */
const MAX_PLACES = 8192;

export interface Sample {
  /** RAM page, and offset in it. */
  readonly page: number;
  readonly offset: number;
  /** The virtual address when it was last found here. */
  pc: bigint;
  count: number;
  /** Instructions of the steps that ended here. */
  instructions: number;
}

export class Samples {
  private readonly places = new Map<number, Sample>();

  note(page: number, offset: number, pc: bigint, instructions: number): void {
    const key = page * 4096 + offset;
    const known = this.places.get(key);
    if (known) {
      known.pc = pc;
      known.count++;
      known.instructions += instructions;
      return;
    }
    if (this.places.size === MAX_PLACES) this.forgetHalf();
    this.places.set(key, { page, offset, pc, count: 1, instructions });
  }

  private forgetHalf(): void {
    const rare = [...this.places].sort(([, a], [, b]) => a.count - b.count).slice(0, MAX_PLACES / 2);
    for (const [key] of rare) this.places.delete(key);
  }

  all(): Iterable<Sample> {
    return this.places.values();
  }
}
