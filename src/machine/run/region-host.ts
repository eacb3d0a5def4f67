/** What a region cache needs of the harts that run its code. */
import type { RegionHost } from '../../exec/jit/region-cache.ts';
import { exportName } from '../../exec/jit/export-name.ts';
import type { Hart, RegionExports } from './hart.ts';

export function regionHost(first: Hart, ...others: readonly Hart[]): RegionHost {
  return {
    hints: first.hasHints,
    install: (module) => new Map([first, ...others].map((hart) => [hart, hart.instantiateRegions(module)])),
    place: (handle, index, number) => {
      for (const [hart, exports] of handle as ReadonlyMap<Hart, RegionExports>) {
        hart.placeRegion(number, exports[exportName(index)]);
      }
    },
    release: (number) => {
      for (const hart of [first, ...others]) hart.placeRegion(number, undefined);
    },
    decodePage: (page) => first.predecoder.pageEntries(page),
    decode: (entry) => first.predecoder.decode(entry),
    pageHash: (page) => first.predecoder.pageHash(page),
    nowNs: () => first.hostNowNs(),
  };
}
