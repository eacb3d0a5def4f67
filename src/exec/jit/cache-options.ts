/** What bounds the code cache, and what it is told. */
import type { RegionCounts } from './counts.ts';
import type { ModuleBudget } from './loaded-modules.ts';

export interface CacheBudget extends ModuleBudget {
  readonly translations: number;
}

/** What is kept at most. An engine needs several times the bytes for the machine code of what really runs. */
export const DEFAULT_BUDGET: CacheBudget = { bytes: 32 << 20, modules: 2048, translations: 16_384 };

export interface CacheOptions {
  readonly budget?: CacheBudget | undefined;
  /** Translations count what they do. None is handed on then: its counters are this run's. */
  readonly counts?: RegionCounts | undefined;
}
