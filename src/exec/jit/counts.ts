/**
 * Exact counts of what translated code does: entries, executions of each block, exits. The code itself calls
 * {@link RegionCounts.hit}, so it is slower and is only made where somebody asked for it; nothing is estimated.
 *
 * A translation that stands in several pages, or runs on several harts, is counted once for all of them. Beyond
 * {@link MAX_SITES} further translations are made without counters.
 */
import type { BlockCode, RegionObserver, Site } from './observer.ts';

/** Places that are counted; a region has a few for each block. */
const MAX_SITES = 1 << 20;
const FIRST_SITES = 4096;

export interface CountedSite {
  readonly site: Site;
  readonly count: number;
}

export interface CountedBlock {
  /** From the start of the region's page. */
  readonly offset: number;
  /** Where its instructions begin. */
  readonly instructions: readonly number[];
}

export interface RegionCount {
  readonly blocks: readonly CountedBlock[];
  readonly sites: readonly CountedSite[];
}

interface Numbered {
  readonly site: Site;
  readonly number: number;
}

/** Watches one translation; `done` is told the body that came of it. */
export interface CountingObserver extends RegionObserver {
  done(body: Uint8Array): void;
}

export class RegionCounts {
  /** Whether what is translated from now on counts. */
  isOn: boolean;
  private values = new Float64Array(0);
  private used = 0;
  private readonly known = new WeakMap<
    Uint8Array,
    { readonly blocks: readonly CountedBlock[]; readonly sites: readonly Numbered[] }
  >();

  constructor(isOn: boolean) {
    this.isOn = isOn;
  }

  /** Called by translated code. */
  readonly hit = (number: number): void => {
    this.values[number] = (this.values[number] ?? 0) + 1;
  };

  private take(): number | undefined {
    if (this.used === MAX_SITES) return undefined;
    if (this.used === this.values.length) {
      const grown = new Float64Array(Math.max(FIRST_SITES, this.values.length * 2));
      grown.set(this.values);
      this.values = grown;
    }
    return this.used++;
  }

  /** For the next translation; undefined where it does not count. */
  begin(): CountingObserver | undefined {
    if (!this.isOn) return undefined;
    const sites: Numbered[] = [];
    let blocks: readonly CountedBlock[] = [];
    let complete = true;
    return {
      stage: (_, code: readonly BlockCode[]) => {
        blocks = code.map(({ block: { offset, instructions } }) => ({
          offset,
          instructions: instructions.map((instruction) => instruction.offset),
        }));
      },
      site: (site) => {
        const number = this.take();
        if (number === undefined) complete = false;
        else sites.push({ site, number });
        return number;
      },
      done: (body) => {
        if (complete) this.known.set(body, { blocks, sites });
      },
    };
  }

  /** What was counted of a body; undefined if it has no counters. */
  of(body: Uint8Array): RegionCount | undefined {
    const found = this.known.get(body);
    if (!found) return undefined;
    const sites = found.sites.map(({ site, number }) => ({ site, count: this.values[number] ?? 0 }));
    return { blocks: found.blocks, sites };
  }

  /** Numbers the sites of the same translation as the first time, so that it comes out the same. */
  again(body: Uint8Array): RegionObserver['site'] {
    const sites = this.known.get(body)?.sites ?? [];
    let next = 0;
    return () => sites[next++]?.number;
  }
}
