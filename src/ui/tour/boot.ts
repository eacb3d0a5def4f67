/**
 * The first visit: the boot is the tour. While the machine starts, one caption after the other says what it does,
 * as its counters show it doing so: it interprets, it translates, it takes from the cache. What was not counted, or
 * did not happen, has no caption: a boot may be over before anything is worth translating, and the caption comes with
 * the first thing that is tried. When the machine takes input, three things to try stand beside the captions (Tour.tsx).
 * Shown once: a browser that has seen a boot to its end is not shown around again.
 *
 * Before React is there, start/shell.ts shows the captions; what both read is here.
 */
import type { MachineSample, StatsSource } from '../../stats/stats-source.ts';
import { count } from '../components/format.ts';
import { create } from '../state/create.ts';
import { DEFAULT_IMAGE, type Visit } from '../state/visit.ts';
import { setToured, wasToured } from './visited.ts';

export interface Caption {
  /** The mark that stands before it. */
  readonly mark: 'interpreter' | 'baseline' | 'cache';
  readonly name: string;
  readonly text: string;
}

export const useTour = create<{
  readonly isOpen: boolean;
  readonly captions: readonly Caption[];
  /** The machine takes input: there is something to try. */
  readonly isBooted: boolean;
}>()(() => ({ isOpen: false, captions: [], isBooted: false }));

const sum = (values: readonly number[] | null | undefined): number =>
  values?.reduce((total, value) => total + value, 0) ?? 0;

/** What the machine has been seen to do. */
export function captionsOf(counters: MachineSample['counters']): readonly Caption[] {
  const figure = (name: string): number => sum(counters[name]);
  const translated = figure('tier.baseline.instructions') + figure('tier.optimizing.instructions');
  const pieces = figure('cache.translations');
  const warmed = figure('cache.warmed');
  const captions: Caption[] = [
    {
      mark: 'interpreter',
      name: 'Interpreting',
      text: `${count(figure('tier.interpreter.instructions'))} instructions, one by one.`,
    },
  ];
  if (pieces > 0) {
    const text = `what runs often becomes WebAssembly: ${count(pieces)} pieces ran ${count(translated)} more.`;
    captions.push({ mark: 'baseline', name: 'Translating', text });
  }
  if (warmed > 0) {
    const text = `${count(warmed)} pieces were ready from an earlier start.`;
    captions.push({ mark: 'cache', name: 'From the cache', text });
  }
  return captions;
}

/** Follows the first boot of a first visit. */
export function followBoot(visit: Visit, stats: StatsSource, ready: Promise<void>): void {
  const { image, options, waits, lesson } = visit;
  if (wasToured() || image !== DEFAULT_IMAGE || options.mode === 'deterministic' || waits || lesson) return;
  const show = (): void => useTour.setState({ captions: captionsOf(stats.latest()?.counters ?? {}) });
  show();
  useTour.setState({ isOpen: true });
  const unfollow = stats.subscribe(show);
  const unsubscribe = useTour.subscribe(({ isOpen }) => {
    if (isOpen) return;
    unfollow();
    unsubscribe();
  });
  ready.then(
    () => {
      useTour.setState({ isBooted: true });
      setToured();
    },
    // A boot that failed is no tour, and the next one may be.
    () => useTour.setState({ isOpen: false }),
  );
}

/** What the visitor doesn't want once is not shown again. */
export function skipTour(): void {
  setToured();
  useTour.setState({ isOpen: false });
}
