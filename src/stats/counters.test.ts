import { describe, expect, it } from 'vitest';
import { cacheCounters, hartCounters } from './counters.ts';
import { timeCounters } from './time-counters.ts';

/** The names that scripts rely on: once released, a name stays. */
const RELEASED = [
  ...['tier.interpreter.instructions', 'tier.baseline.instructions', 'tier.optimizing.instructions'],
  ...['cache.hits', 'cache.misses', 'cache.chained', 'cache.translations', 'cache.translationNs'],
  ...['cache.evictions', 'cache.invalidations', 'cache.bytes', 'cache.capacity', 'cache.warmed'],
  ...['tlb.fetch.hits', 'tlb.fetch.misses', 'tlb.fetch.elided'],
  ...['tlb.load.hits', 'tlb.load.misses', 'tlb.load.elided'],
  ...['tlb.store.hits', 'tlb.store.misses', 'tlb.store.elided'],
  ...[
    'mmu.walks',
    'tlb.flushes',
    'trap.exceptions',
    'trap.interrupts',
    'sbi.calls',
    'code.stores',
    'harts.stops',
  ],
  ...['time.interpreter', 'time.baseline', 'time.optimizing', 'time.translating', 'time.answering'],
  ...['time.waiting', 'time.housekeeping'],
];

describe('the counters', () => {
  const names = [...hartCounters, ...cacheCounters, ...timeCounters].map(({ name }) => name);

  it('have every released name, once', () => {
    expect(names.toSorted()).toEqual(RELEASED.toSorted());
  });
});
