import { expect, it } from 'vitest';
import { cacheCounters, hartCounters } from '../../stats/counters.ts';
import { bytes, LABELS, meaningOf, perMillion, share, time, total } from './words.ts';

it('writes figures as they are read, and a dash for what nobody counted', () => {
  expect([share(null), share(0), share(0.5), share(0.9999)]).toEqual(['–', '0 %', '50.0 %', '100 %']);
  expect([perMillion(null), perMillion(0), perMillion(3.14e-6), perMillion(0.001204)]).toEqual([
    '–',
    '0',
    '3.1',
    '1,204',
  ]);
  expect([time(null), time(250_000), time(3.21e6), time(1.5e9)]).toEqual([
    '–',
    '0.25 ms',
    '3.21 ms',
    '1.50 s',
  ]);
  expect([bytes(null), bytes(445), bytes(20_700), bytes(33_554_432)]).toEqual([
    '–',
    '445 bytes',
    '20.2 KiB',
    '32 MiB',
  ]);
  expect([total(null), total(1234)]).toEqual(['–', '1,234']);
});

it('has words for no other counters than there are', () => {
  const names = [...hartCounters, ...cacheCounters].map(({ name }) => name);
  expect(Object.keys(LABELS).filter((name) => !names.includes(name))).toEqual([]);
  expect(Object.keys(LABELS).filter((name) => meaningOf(name) === '')).toEqual([]);
});
