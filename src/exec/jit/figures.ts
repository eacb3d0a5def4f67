/** What is known of each translation that is kept, for whoever shows or inspects it. */
import { type Content, sizeOf } from './content.ts';
import type { RegionCount, RegionCounts } from './counts.ts';
import type { RegionObserver } from './observer.ts';
import type { Translation } from './translation.ts';

/** A figure that nobody counted is null. */
export interface RegionFigures {
  /** Where it begins in its page, and the RAM pages in which it begins now. */
  readonly offset: number;
  readonly pages: readonly number[];
  readonly tier: 'baseline';
  readonly origin: Content['origin'];
  readonly instructions: number;
  readonly bytes: number;
  readonly translationNs: number | null;
  readonly ageNs: number | null;
  /** Times that it was entered. */
  readonly executions: number | null;
}

/** One translation with its code. */
export interface KeptRegion {
  readonly translation: Translation;
  readonly figures: RegionFigures;
  /** What it did; undefined where it was made without counters. */
  readonly counted: RegionCount | undefined;
  /** Numbers its sites as they were, for making the same code again. */
  readonly renumber: RegionObserver['site'];
}

export function keptRegion(
  { translation, madeAtNs, origin, residences }: Content,
  counts: RegionCounts | undefined,
  nowNs: number | undefined,
): KeptRegion {
  const counted = counts?.of(translation.body);
  const figures: RegionFigures = {
    offset: translation.offset,
    pages: [...residences].map(({ pages }) => pages[0] ?? 0),
    tier: 'baseline',
    origin,
    instructions: translation.instructions,
    bytes: sizeOf(translation),
    translationNs: translation.translationNs ?? null,
    ageNs: nowNs === undefined || madeAtNs === undefined ? null : nowNs - madeAtNs,
    executions: counted?.sites.find(({ site }) => site.kind === 'entry')?.count ?? null,
  };
  return { translation, figures, counted, renumber: counts?.again(translation.body) };
}
