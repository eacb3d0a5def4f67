/** The code cache, for whoever has all code from the beginning. */
import { RegionCache } from '../../exec/jit/region-cache.ts';
import type { Translating } from './translating.ts';

export { DEFAULT_BUDGET } from '../../exec/jit/cache-options.ts';

export const translatingHere: Translating = { Regions: RegionCache, fetch: () => undefined };
