import { describe, expect, it } from 'vitest';
import { Heat } from './heat.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** A tight loop: nothing else is found. */
function looksUntilDue(heat: Heat, page: number, retired: number, most = 1000): number {
  for (let looks = 1; looks <= most; looks++) if (heat.look(page, 0, false, retired)) return looks;
  return NEVER;
}

describe('heat', () => {
  it('finds a loop that stays within two million instructions, and then counts anew', () => {
    const heat = new Heat();
    const first = looksUntilDue(heat, 1, 1e8);
    expect(first * heat.interval).toBeLessThan(2e6);
    expect(looksUntilDue(heat, 1, 1e8)).toBe(first);
  });

  it('waits a little longer for the first loop of a short run', () => {
    const heat = new Heat();
    const first = looksUntilDue(heat, 1, 1e7) * heat.interval;
    expect(first).toBeGreaterThan(4e6);
    expect(first).toBeLessThan(8e6);
    heat.noteCost(1e6);
    expect(looksUntilDue(heat, 1, 1e7) * heat.interval).toBeLessThan(2e6);
  });

  it('forgets what was hot for a moment', () => {
    const heat = new Heat();
    for (let round = 0; round < 40; round++) {
      expect(looksUntilDue(heat, 1, 1e6, 10)).toBe(NEVER);
      for (let page = 100; page < 200; page++) heat.look(page * 7 + round, 0, false, 1e6);
    }
  });

  it('finds what comes back again and again, once a run is long', () => {
    const rounds = (retired: number): number => {
      const heat = new Heat();
      for (let round = 0; round < 200; round++) {
        if (heat.look(1, 0, false, retired)) return round;
        for (let page = 100; page < 120; page++) heat.look(round * 1000 + page, 0, false, retired);
      }
      return NEVER;
    };
    expect(rounds(1e9)).toBeLessThan(100);
    expect(rounds(1e6)).toBe(NEVER);
  });

  it('asks for more looks where translations cost more, and for fewer where they cost less', () => {
    const due = (ns: number): number => {
      const heat = new Heat();
      for (let count = 0; count < 40; count++) heat.noteCost(ns);
      return looksUntilDue(heat, 1, 1e12);
    };
    expect(due(3_000_000)).toBeGreaterThan(due(1_000_000));
    expect(due(100_000_000)).toBeLessThan(1000);
    expect(due(1)).toBeGreaterThan(8);
  });

  it('holds back once translating has had its share of the run, and goes on when the run has', () => {
    const heat = new Heat();
    for (let count = 0; count < 15; count++) heat.noteCost(5e6);
    expect(looksUntilDue(heat, 1, 5e7)).toBe(NEVER);
    expect(heat.mayTranslate(5e7)).toBe(false);
    expect(looksUntilDue(heat, 1, 1e9)).toBe(1);
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
    expect(looksUntilDue(heat, 1, 1e9)).toBe(NEVER);
  });
});
