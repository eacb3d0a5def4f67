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
  /** The virtual address when it was last found here, and what stood there: code may be replaced. */
  pc: bigint;
  half: number;
  count: number;
  /** Instructions of the steps that ended here. */
  instructions: number;
}

export type FoundAt = Pick<Sample, 'page' | 'offset' | 'pc' | 'half'>;

export class Samples {
  private readonly places = new Map<number, Sample>();

  note({ page, offset, pc, half }: FoundAt, instructions: number): void {
    const key = page * 4096 + offset;
    const known = this.places.get(key);
    if (known) {
      known.pc = pc;
      known.half = half;
      known.count++;
      known.instructions += instructions;
      return;
    }
    if (this.places.size === MAX_PLACES) this.forgetHalf();
    this.places.set(key, { page, offset, pc, half, count: 1, instructions });
  }

  private forgetHalf(): void {
    const rare = [...this.places].sort(([, a], [, b]) => a.count - b.count).slice(0, MAX_PLACES / 2);
    for (const [key] of rare) this.places.delete(key);
  }

  all(): Iterable<Sample> {
    return this.places.values();
  }
}
