import { describe, expect, it } from 'vitest';
import { Heat } from './heat.ts';

const looksUntilDue = (heat: Heat, page: number, retired: number): number => {
  for (let looks = 1; looks <= 1000; looks++) if (heat.look(page, 0, false, retired)) return looks;
  return Number.POSITIVE_INFINITY;
};

describe('heat', () => {
  it('finds a page due after so many looks, and then counts anew', () => {
    const heat = new Heat();
    const first = looksUntilDue(heat, 1, 1e9);
    expect(first).toBeGreaterThan(1);
    expect(looksUntilDue(heat, 1, 1e9)).toBe(first);
  });

  it('leaves the beginning of a run alone', () => {
    expect(looksUntilDue(new Heat(), 1, 1e6)).toBe(Number.POSITIVE_INFINITY);
  });

  it('holds back once translating has had its share of the run, and goes on when the run has', () => {
    const heat = new Heat();
    let page = 0;
    while (looksUntilDue(heat, page, 1e8) < 1000) page++;
    expect(page).toBeGreaterThan(5);
    expect(page).toBeLessThan(30);
    expect(looksUntilDue(heat, page, 1e9)).toBe(1);
  });

  it('looks seldom while translated code runs, and often again when other code does', () => {
    const heat = new Heat();
    const short = heat.interval;
    for (let looks = 0; looks < 20; looks++) heat.look(1, 0, true, 0);
    expect(heat.interval).toBeGreaterThan(short);
    heat.look(2, 0, false, 0);
    expect(heat.interval).toBe(short);
  });

  it('does not ask again for a place that was given up', () => {
    const heat = new Heat();
    heat.giveUp(1, 0);
    expect(looksUntilDue(heat, 1, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});
