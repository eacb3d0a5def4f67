/** Whatever can run cases: a tier of the engine, or an outside witness. Tests take a list of them. */
import type { Case, Outcome } from './case.ts';

export interface Executor {
  readonly name: string;
  /** The outcome of each case, in order. */
  run(cases: readonly Case[]): readonly Outcome[];
  /** Cases whose code was translated so far, for a tier that translates. */
  translated?(): number;
}
