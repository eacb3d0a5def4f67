/**
 * "Prove it": a small A/B of one performance toggle on the reader's own machine.
 *
 * Both ways of it do the same work in turn, after one round that warms up; the order changes from round to round.
 */
import { compareSamples, intervalOf, type Ratio } from '../../base/sampling.ts';

/** Does a fixed piece of work with the toggle on or off, and resolves to the seconds it took. */
export type MeasureToggle = (on: boolean) => Promise<number>;

export const PROOF_SAMPLES = 9;

/** Time with the toggle on divided by time with it off, with the interval. */
export async function prove(measure: MeasureToggle): Promise<Ratio> {
  const [on, off]: [number[], number[]] = [[], []];
  for (let round = -1; round < PROOF_SAMPLES; round++) {
    const order = round % 2 === 0 ? [true, false] : [false, true];
    for (const state of order) {
      const seconds = await measure(state);
      if (round >= 0) (state ? on : off).push(seconds);
    }
  }
  return compareSamples(on, off);
}

/** A toggle is offered only where its effect is larger than the doubt about it. */
export function hasEffect(ratio: Ratio): boolean {
  const interval = intervalOf(ratio);
  return interval !== undefined && (interval.low > 1 || interval.high < 1);
}

/** `12 times as fast with it`, `3 % slower with it`: a ratio of times in words. */
export function inWords({ ratio }: Pick<Ratio, 'ratio'>): string {
  if (ratio <= 0.5) return `${(1 / ratio).toPrecision(2)} times as fast with it`;
  const percent = Math.round(Math.abs(1 / ratio - 1) * 100);
  return `${percent} % ${ratio < 1 ? 'faster' : 'slower'} with it`;
}
