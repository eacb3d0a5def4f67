/**
 * "Prove it": a small A/B of one performance toggle on the reader's own machine.
 *
 * Both ways of it do the same work in turn, after one round that warms up; the order changes from round to round.
 */
import { compareSamples, type Ratio } from '../../base/sampling.ts';

export interface PerformanceToggle {
  /** Accessible name of the switch. */
  readonly name: string;
  readonly what: string;
  /** Does a fixed piece of work with the toggle on or off, and resolves to the seconds it took. */
  measure(on: boolean): Promise<number>;
}

export const PROOF_SAMPLES = 9;

/** Time with the toggle on divided by time with it off, with the interval. */
export async function prove(toggle: PerformanceToggle): Promise<Ratio> {
  const [on, off]: [number[], number[]] = [[], []];
  for (let round = -1; round < PROOF_SAMPLES; round++) {
    const order = round % 2 === 0 ? [true, false] : [false, true];
    for (const state of order) {
      const seconds = await toggle.measure(state);
      if (round >= 0) (state ? on : off).push(seconds);
    }
  }
  return compareSamples(on, off);
}

/** A toggle is offered only where its effect is larger than the doubt about it. */
export const hasEffect = ({ low, high }: Ratio): boolean => low > 1 || high < 1;
