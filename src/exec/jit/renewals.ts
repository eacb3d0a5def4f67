/** Regions that were seen to be left for what they might have held: which of them are worth making anew. */
import type { Residence } from './content.ts';
import type { Neighbour } from './guest-code.ts';

/** How often a region is seen to be left before it is made anew; four times as often each further time. */
const RENEW_AFTER = 16;
/** What was made anew so often stays. */
export const MAX_GENERATION = 5;

export class Renewals {
  private readonly wanted = new Map<Residence, Neighbour>();

  /** A region was left; `neighbour` gives the pages around the one it begins in. */
  left(residence: Residence, neighbour: Neighbour): void {
    const { content } = residence;
    content.left++;
    const isWorthIt = content.left >= RENEW_AFTER << (2 * content.generation);
    if (isWorthIt && content.generation < MAX_GENERATION) this.wanted.set(residence, neighbour);
  }

  /** Those that are worth it, once. */
  take(): readonly (readonly [Residence, Neighbour])[] {
    const wanted = [...this.wanted];
    this.wanted.clear();
    return wanted;
  }
}
