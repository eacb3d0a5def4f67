/** Hart states of the HSM extension (chapter 9, table 1), as `hsmState` holds them. */
export const HartStatus = {
  STARTED: 0,
  STOPPED: 1,
  START_PENDING: 2,
  SUSPENDED: 4,
} as const;
