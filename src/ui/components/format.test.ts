import { describe, expect, it } from 'vitest';
import { count, megabytes, rate, received, size } from './format.ts';

describe('figures', () => {
  it('are short and keep their unit', () => {
    expect([256 * 2 ** 20, 2 ** 30, 1.5 * 2 ** 30].map(megabytes)).toEqual(['256 MiB', '1 GiB', '1.5 GiB']);
    expect([256 * 2 ** 20, 2 ** 31].map(size)).toEqual(['256M', '2G']);
    expect(received(2_100_000, 4_600_000)).toBe('2.1 of 4.6 MB');
    expect([null, 0, 0.04, 0.06, 9.94, 312.4].map(rate)).toEqual(['–', '0', '0', '0.1', '9.9', '312']);
    expect([0, 999_999, 45_600_000, 1_234_000_000].map(count)).toEqual([
      '0',
      '999,999',
      '45.6 million',
      '1.23 billion',
    ]);
  });
});
