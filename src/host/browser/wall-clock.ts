/** Wall time that all workers of a page agree on, in nanoseconds: each one's own clock has an origin of its own. */

/** Near enough to the present that nanoseconds since then keep most of their precision in a number. */
const EPOCH_MS = 1.7e12;

export const wallNs = (): number => (performance.timeOrigin - EPOCH_MS + performance.now()) * 1e6;
