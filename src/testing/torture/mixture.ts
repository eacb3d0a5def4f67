/**
 * How the machine under test is run: cut into slices, with code translated at every opportunity or at random
 * moments, and dropped again. Everything that reaches into tiers and caches from here stands in this file.
 */
import { Random } from '../../base/random.ts';
import type { CacheBudget } from '../../exec/jit/cache-options.ts';
import type { Tier } from '../../machine/config/configuration.ts';
import type { Machine } from '../../machine/machine.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';

export interface Mixture {
  readonly name: string;
  readonly tiers: readonly Tier[];
  /** What translated code may take; what the machine allows by default without. */
  readonly budget?: CacheBudget;
  /** Begins with what an earlier run of the same program came to know. */
  readonly isWarmed?: boolean;
  /** Blocks translated before the first instruction. */
  readonly eagerBlocks: number;
  /** The most instructions of a slice. */
  readonly sliceInstructions: number;
  /** Between slices, once in so many; 0 is never. */
  readonly translateHereOneIn: number;
  readonly translateAgainOneIn: number;
  readonly dropOneIn: number;
  readonly flushOneIn: number;
  readonly switchOneIn: number;
}

const ALL: readonly Tier[] = ['interpreter', 'baseline', 'optimizing'];
/** What tiers are switched to under way. */
const SUBSETS: readonly (readonly Tier[])[] = [
  ALL,
  ['interpreter'],
  ['baseline'],
  ['interpreter', 'baseline'],
  ['baseline', 'optimizing'],
];
const NEVER = {
  eagerBlocks: 0,
  translateHereOneIn: 0,
  translateAgainOneIn: 0,
  dropOneIn: 0,
  flushOneIn: 0,
  switchOneIn: 0,
} as const;

export const MIXTURES: readonly Mixture[] = [
  {
    ...NEVER,
    name: 'early, long slices',
    tiers: ALL,
    eagerBlocks: 40,
    sliceInstructions: 5000,
    translateHereOneIn: 1,
    translateAgainOneIn: 2,
  },
  {
    ...NEVER,
    name: 'early, short slices',
    tiers: ALL,
    eagerBlocks: 40,
    sliceInstructions: 150,
    translateHereOneIn: 2,
  },
  {
    ...NEVER,
    name: 'where it stands, slices of any size',
    tiers: ALL,
    sliceInstructions: 600,
    translateHereOneIn: 1,
  },
  {
    name: 'changing under way',
    tiers: ALL,
    eagerBlocks: 10,
    sliceInstructions: 500,
    translateHereOneIn: 2,
    translateAgainOneIn: 20,
    dropOneIn: 5,
    flushOneIn: 8,
    switchOneIn: 8,
  },
  {
    ...NEVER,
    name: 'at first execution, long slices',
    tiers: ['baseline', 'optimizing'],
    sliceInstructions: 5000,
  },
  {
    ...NEVER,
    name: 'hardly any room for translations',
    tiers: ALL,
    budget: { bytes: 40_000, modules: 6, translations: 12 },
    eagerBlocks: 10,
    sliceInstructions: 800,
    translateHereOneIn: 1,
    translateAgainOneIn: 10,
  },
  {
    ...NEVER,
    name: 'after an earlier run',
    tiers: ALL,
    isWarmed: true,
    eagerBlocks: 20,
    sliceInstructions: 2000,
    translateHereOneIn: 3,
    dropOneIn: 20,
  },
  {
    ...NEVER,
    name: 'the interpreter in slices',
    tiers: ['interpreter'],
    sliceInstructions: 100,
    dropOneIn: 10,
    flushOneIn: 4,
  },
];

export interface Code {
  /** Places worth translating, from the start of RAM. */
  readonly entries: readonly number[];
}

/** One run under a mixture: the same seed does the same things at the same instruction counts. */
export class MixedRun {
  private readonly machine: Machine;
  private readonly mixture: Mixture;
  private readonly code: Code;
  private readonly random: Random;

  constructor(machine: Machine, mixture: Mixture, code: Code, seed: number) {
    this.machine = machine;
    this.mixture = mixture;
    this.code = code;
    this.random = new Random(seed ^ 0x6d69_78);
    this.translateSome(mixture.eagerBlocks);
  }

  /** Translates blocks of the program, with neighbours of their pages that are right, wrong or missing. */
  private translateSome(blocks: number): void {
    const { tiers } = this.machine;
    if (blocks === 0 || !this.random.oneIn(2)) return this.translateBlocks(blocks);
    // With the interpreter off, translations also take what was never reached.
    const { current } = tiers;
    if (!current.includes('baseline')) return;
    tiers.set(['baseline']);
    this.translateBlocks(blocks);
    tiers.set(current);
  }

  private translateBlocks(blocks: number): void {
    const { regions } = this.machine;
    const { entries } = this.code;
    for (let count = 0; regions && count < blocks; count++) {
      const offset = this.random.pick(entries);
      const page = Math.floor(offset / PAGE_BYTES);
      const kind = this.random.below(4);
      const other = Math.floor(this.random.pick(entries) / PAGE_BYTES);
      const neighbour = (distance: number): number | undefined => {
        if (kind === 0) return undefined;
        return kind === 1 && distance === 1 ? other : Math.max(0, page + distance);
      };
      regions.translate(page, offset % PAGE_BYTES, neighbour);
    }
  }

  /** The length of the next slice. */
  nextSlice(): number {
    return 1 + this.random.below(this.random.oneIn(4) ? 12 : this.mixture.sliceInstructions);
  }

  private isDue(oneIn: number): boolean {
    return oneIn !== 0 && this.random.oneIn(oneIn);
  }

  /** What happens between two slices. */
  disturb(): void {
    const { machine, mixture, random } = this;
    if (this.isDue(mixture.switchOneIn)) machine.tiers.set(random.pick(SUBSETS));
    if (this.isDue(mixture.dropOneIn)) this.drop();
    if (this.isDue(mixture.flushOneIn)) for (const hart of machine.harts) hart.flush();
    if (this.isDue(mixture.translateAgainOneIn)) this.translateSome(random.oneIn(8) ? 12 : 2);
    if (this.isDue(mixture.translateHereOneIn)) for (const hart of machine.harts) hart.translateHere();
  }

  /** All translations go, or the decoded entries and translated code of some page. */
  private drop(): void {
    if (this.random.oneIn(4)) return this.machine.regions?.clear();
    const page = Math.floor(this.random.pick(this.code.entries) / PAGE_BYTES);
    const { buffer, memoryPlan } = this.machine;
    const [entries] = new Uint32Array(buffer, memoryPlan.decodedIndexBase + page * 4, 1);
    if (entries !== 0) this.machine.hart(0).predecoder.dropPage(page);
  }
}
