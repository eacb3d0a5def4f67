/** Alone, because whoever only compares versions should not have to load a machine. */

/** Raised by every change after which some deterministic run ends in another state. */
export const SEMANTICS = 1;
