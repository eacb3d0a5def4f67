import { describe, expect, it } from 'vitest';
import { captionsOf } from './boot.ts';

const names = (counters: Parameters<typeof captionsOf>[0]): string[] =>
  captionsOf(counters).map(({ name }) => name);

describe('the captions of a boot', () => {
  it('come one after the other, as the counters say', () => {
    expect(names({})).toEqual(['Interpreting']);
    expect(names({ 'tier.interpreter.instructions': [5], 'cache.translations': [0] })).toEqual([
      'Interpreting',
    ]);
    expect(names({ 'cache.translations': [3] })).toEqual(['Interpreting', 'Translating']);
    expect(names({ 'cache.translations': [3], 'cache.warmed': [7] })).toEqual([
      'Interpreting',
      'Translating',
      'From the cache',
    ]);
  });

  it('leave out what was not counted', () => {
    expect(names({ 'cache.translations': null, 'cache.warmed': null })).toEqual(['Interpreting']);
  });

  it('tell the figures of all harts and of both translating tiers', () => {
    const [interpreting, translating] = captionsOf({
      'tier.interpreter.instructions': [1_000_000, 500_000],
      'tier.baseline.instructions': [2_000_000, 1_000_000],
      'tier.optimizing.instructions': [4_000_000, 0],
      'cache.translations': [12],
    });
    expect(interpreting?.text).toBe('1.5 million instructions, one by one.');
    expect(translating?.text).toBe('what runs often becomes WebAssembly: 12 pieces ran 7.0 million more.');
  });
});
