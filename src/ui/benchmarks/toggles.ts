/**
 * Every switch of the page, in two lists: those that change how fast it is, each with its proof, and those that
 * change what it does, which need none. e2e/benchmarks.spec.ts holds both to the switches that the page shows.
 */
import type { PerformanceToggle } from './prove.ts';

/** None yet: the page has no switch for the tiers. */
export const PERFORMANCE_TOGGLES: readonly PerformanceToggle[] = [];

/** Accessible names. */
export const FUNCTION_TOGGLES: readonly string[] = ['Pause when hidden', 'Screen reader mode'];
