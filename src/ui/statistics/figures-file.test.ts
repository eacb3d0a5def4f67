import { expect, it } from 'vitest';
import { statsFeed } from '../../stats/stats-source.ts';
import { FigureLog } from './figures-file.ts';

it('has a row for each second and a column for each hart, and no 0 for what was not counted', () => {
  const stats = statsFeed();
  const log = new FigureLog();
  log.follow(stats);
  for (let atMs = 5000; atMs <= 7000; atMs += 100) {
    stats.push({ atMs, instructions: [atMs, 1], counters: { 'mmu.walks': [2, 3], 'cache.chained': null } });
  }
  expect(log.csv().split('\r\n')).toEqual([
    'ms,instructions hart 0,instructions hart 1,mmu.walks hart 0,mmu.walks hart 1,cache.chained',
    '0,5000,1,2,3,',
    '1000,6000,1,2,3,',
    '2000,7000,1,2,3,',
    '',
  ]);
});

it('forgets what is older than an hour', () => {
  const stats = statsFeed();
  const log = new FigureLog();
  log.follow(stats);
  for (let second = 0; second < 4000; second++)
    stats.push({ atMs: second * 1000, instructions: [], counters: {} });
  expect(log.csv().split('\r\n')).toHaveLength(3600 + 2);
});
