/** The shape of the recorded comparison: the cases follow from it. */
export const RECORDED_CASES = { seed: 1, perCsr: 12, traps: 2000 } as const;
