/**
 * Which tiers run the harts' instructions, changeable between two slices. Nothing of it shows in the guest.
 *
 * Off means: the interpreter no longer runs what a region can run (code is translated when it is first reached; the
 * end of a budget, rare faults and what no region can do it runs all the same, and that is counted); of a
 * translating tier, that no region is left and none is made.
 */
import { assert } from '../../base/assert.ts';
import type { CacheOptions } from '../../exec/jit/cache-options.ts';
import type { RegionCache } from '../../exec/jit/region-cache.ts';
import type { Translation } from '../../exec/jit/translation.ts';
import type { WarmStart } from '../../exec/warm/file.ts';
import type { MemoryPlan } from '../../memory/layout.ts';
import { AVAILABLE_TIERS, availableTiers, type Tier } from '../config/tiers.ts';
import type { Hart } from './hart.ts';
import { regionHost } from './region-host.ts';
import type { Translating } from './translating.ts';

/** From so many retired instructions on a run is long, and worth the code that translates. */
const LONG_RUN = 32_000_000;

/** In real time a visit may be about something else than the one before: longer, what is hot is looked for anew. */
const MOST_KNOWN = 256_000_000;

/** What a machine is told of its translated code. Nothing of it shows in the guest. */
export interface CodeCacheParts extends CacheOptions {
  /** Given where an earlier run is gone on from, or a later one will go on from this. */
  readonly start?: WarmStart;
  /** The run is likely to go as an earlier one did. */
  readonly repeats?: boolean;
}

export class Tiers {
  private readonly harts: readonly Hart[];
  private readonly plan: MemoryPlan;
  private readonly buffer: ArrayBufferLike;
  private readonly cache: CodeCacheParts;
  private readonly translating: Translating;
  /** Translated code; made when a translating tier is first on, and kept for its counters. */
  regions: RegionCache | undefined;
  private on: readonly Tier[] = ['interpreter'];
  /** Places at which the loop has to stop: nothing runs translated meanwhile. */
  private hasStops = false;
  /** Whether what is known of code is used before it first runs. */
  private warms = true;
  /** The bits that were last followed. */
  private followed = 0;

  constructor(
    harts: readonly Hart[],
    plan: MemoryPlan,
    buffer: ArrayBufferLike,
    cache: CodeCacheParts,
    translating: Translating,
  ) {
    this.harts = harts;
    this.plan = plan;
    this.buffer = buffer;
    this.cache = cache;
    this.translating = translating;
    const [first] = harts;
    if (!first) return;
    first.predecoder.whenStops = (any) => {
      this.hasStops = any;
      this.suspendAsNeeded();
    };
  }

  /** Those of the build that are on, in the order of the table. */
  get current(): readonly Tier[] {
    return this.on;
  }

  set(tiers: readonly Tier[]): void {
    const wanted = availableTiers(tiers);
    assert(wanted.length > 0, 'some tier is on');
    this.on = wanted;
    const translates = this.on.includes('baseline');
    if (translates) this.regions ??= this.createRegions();
    this.suspendAsNeeded();
    // As long as nothing can be translated there is no other way.
    const interprets = this.on.includes('interpreter') || !this.regions;
    this.setWarming(this.warms);
    if (this.regions) this.regions.guestCode.takesUnreached = !interprets;
    for (const hart of this.harts) hart.execute(translates ? this.regions : undefined, interprets);
    // What is decoded would be interpreted without another look.
    if (!interprets) this.harts[0]?.predecoder.forgetEntries();
  }

  /** Without, known code is still found by its bytes when a place has become hot, and saves its translation. */
  setWarming(warms: boolean): void {
    this.warms = warms;
    const fills = warms && this.on.includes('interpreter');
    for (const { predecoder } of this.harts) predecoder.fills = fills;
  }

  /**
   * Asked between two slices. Sets what bits from elsewhere ask for, if they are others than the last time; 0 asks for
   * nothing. What translates may arrive late, and is asked for when so much was retired that the run is a long one.
   */
  follow(bits: number, retired: number): void {
    if (bits !== this.followed && bits !== 0)
      this.set(AVAILABLE_TIERS.filter((_, index) => (bits >>> index) & 1));
    this.followed = bits;
    if (this.regions || !this.on.includes('baseline')) return;
    if (this.translating.Regions) this.set(this.on);
    else if (retired >= LONG_RUN) this.translating.fetch();
  }

  /** Whether translated code counts what it does. */
  get isCounting(): boolean {
    return this.cache.counts?.isOn ?? false;
  }

  /** What is translated is made anew when that changes. Between two slices only. */
  setCounting(on: boolean): void {
    const { counts } = this.cache;
    if (!counts || counts.isOn === on) return;
    counts.isOn = on;
    this.regions?.clear();
  }

  /** Of earlier runs; they are handed on by a run that translates nothing, too. */
  get knownTranslations(): readonly Translation[] {
    return this.cache.start?.translations ?? [];
  }

  /** Instructions of the longest run of which something is known. */
  get knownUntil(): number {
    return this.cache.start?.retired ?? 0;
  }

  private suspendAsNeeded(): void {
    this.regions?.suspend(this.hasStops || !this.on.includes('baseline'));
  }

  private createRegions(): RegionCache | undefined {
    const [first, ...others] = this.harts;
    if (!first) return undefined;
    const { Regions } = this.translating;
    if (!Regions) {
      const isWarm = (this.cache.start?.translations.length ?? 0) > 0;
      if (isWarm || !this.on.includes('interpreter')) this.translating.fetch();
      return undefined;
    }
    const host = regionHost(first, ...others);
    const regions = new Regions(first.code, this.plan, this.buffer, host, this.cache);
    const { counts, start } = this.cache;
    if (counts) for (const hart of this.harts) hart.countWith(counts.hit);
    if (start && !counts?.isOn) regions.warm(start.translations);
    const until = this.cache.repeats ? this.knownUntil : Math.min(this.knownUntil, MOST_KNOWN);
    for (const hart of this.harts) hart.knowHotCode(until);
    // Without the interpreter each place is asked for when it is come to.
    first.predecoder.afterNew = (page) => {
      if (this.warms && this.on.includes('interpreter')) regions.pageDecoded(page);
    };
    first.predecoder.beforeDrop = (page) => regions.invalidate(page);
    return regions;
  }
}
