/** The tiers as the page names them, in the order in which they are always named. */
export interface TierName {
  readonly tier: string;
  /** Of the switch. */
  readonly name: string;
  readonly what: string;
}

export const TIER_NAMES: readonly TierName[] = [
  {
    tier: 'interpreter',
    name: 'Interpreter',
    what: 'Runs each instruction from a table. Off: code is translated when it is first reached.',
  },
  {
    tier: 'baseline',
    name: 'Baseline JIT',
    what: 'Translates code that is run often to WebAssembly. Off: what it made is dropped.',
  },
  {
    tier: 'optimizing',
    name: 'Optimizing JIT',
    what: 'Translates the hottest code once more, with more effort. Off: what it made is dropped.',
  },
];

/** A list of tiers with one of them switched. */
export const switched = (on: readonly string[], tier: string): readonly string[] =>
  on.includes(tier) ? on.filter((other) => other !== tier) : [...on, tier];
