/** The tiers' names, apart from the configuration's schema: a machine that runs needs these, and no schema. */

/** Ways to execute, cheapest to start first. */
export const TIERS = ['interpreter', 'baseline', 'optimizing'] as const;
export type Tier = (typeof TIERS)[number];
/** Those of them that this build has. */
export const AVAILABLE_TIERS: readonly Tier[] = ['interpreter', 'baseline'];

/** What of a list of tiers this build has. */
export const availableTiers = (tiers: readonly Tier[]): readonly Tier[] =>
  AVAILABLE_TIERS.filter((tier) => tiers.includes(tier));

/** A list of tiers as a number, for shared memory: a bit for each in the order of the table. */
export const tierBits = (tiers: readonly Tier[]): number =>
  AVAILABLE_TIERS.reduce((bits, tier, index) => bits | (tiers.includes(tier) ? 1 << index : 0), 0);
