import { describe, expect, it } from 'vitest';
import type { MachineSample } from '../../stats/stats-source.ts';
import { figureOf, ratio, RecentSamples } from './recent.ts';

const sample = (atMs: number, walks: number[] | null, instructions = [atMs]): MachineSample => ({
  atMs,
  instructions,
  counters: { 'mmu.walks': walks },
});
const walks = (each: MachineSample | undefined) => figureOf(each, 'mmu.walks');

describe('what the machine did of late', () => {
  it('is the difference over about a second, summed over harts', () => {
    const recent = new RecentSamples();
    for (let ms = 0; ms <= 3000; ms += 100) recent.push(sample(ms, [ms, 2 * ms]));
    expect(recent.seconds).toBe(1);
    expect(recent.grown(walks)).toBe(3000);
  });

  it('is unknown before two readings, after a start, and for what nobody counted', () => {
    const recent = new RecentSamples();
    expect(recent.grown(walks)).toBeNull();
    recent.push(sample(0, [5]));
    expect(recent.grown(walks)).toBeNull();
    recent.push(sample(100, null));
    expect(recent.grown(walks)).toBeNull();
    recent.push(sample(200, [9], [0]));
    expect(recent.grown(walks)).toBeNull();
    recent.push(undefined);
    expect(recent.latest).toBeUndefined();
  });

  it('has no rate without events', () => {
    expect(ratio(0, 0)).toBeNull();
    expect(ratio(null, 3)).toBeNull();
    expect(ratio(0, 4)).toBe(0);
  });
});
