/**
 * Where a machine's code cache comes from. It and the translator behind it are a quarter of the engine's code, and no
 * machine needs them to begin: the browser fetches them when a run becomes long, or when the interpreter is switched off.
 */
import type { RegionCache } from '../../exec/jit/region-cache.ts';

export interface Translating {
  /** Makes the cache; undefined as long as its code is not here. */
  readonly Regions: typeof RegionCache | undefined;
  /** Has the code come, if it is not on its way yet. */
  fetch(): void;
}
