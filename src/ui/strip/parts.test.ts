import { expect, it } from 'vitest';
import { RecentSamples } from '../statistics/recent.ts';
import { lastSecond, PARTS, percentages, sinceStart } from './parts.ts';

it('rounds to whole per cent that add up to 100', () => {
  expect(percentages([1, 1, 1])).toEqual([34, 33, 33]);
  expect(percentages([0, 0])).toEqual([0, 0]);
  for (const values of [[5, 7, 11, 0.001, 3], [1e9, 1, 1, 1], [1]]) {
    expect(percentages(values).reduce((sum, value) => sum + value, 0)).toBe(100);
  }
});

it('has no shares of what was not measured, nor before a second reading', () => {
  const recent = new RecentSamples();
  const counters = (scale: number) =>
    Object.fromEntries(PARTS.map(({ counter }, index) => [counter, [index * scale]]));
  recent.push({ atMs: 0, instructions: [0], counters: counters(1) });
  expect(lastSecond(recent)).toBeUndefined();
  recent.push({ atMs: 500, instructions: [9], counters: counters(3) });
  expect(lastSecond(recent)?.map(({ spent }) => spent)).toEqual([0, 2, 4, 6, 8, 10, 12]);
  expect(sinceStart(recent)?.at(-1)?.spent).toBe(18);
  recent.push({ atMs: 900, instructions: [9], counters: { 'time.waiting': null } });
  expect(sinceStart(recent)).toBeUndefined();
});
