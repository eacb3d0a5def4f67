import { describe, expect, it, vi } from 'vitest';
import { type MachineSample, statsFeed } from './stats-source.ts';

const sample = (atMs: number, ...instructions: number[]): MachineSample => ({
  atMs,
  instructions,
  counters: {},
});

describe('a statistics feed', () => {
  it('has no rate before two readings, then counts retired instructions of all harts per wall time', () => {
    const feed = statsFeed();
    feed.push(sample(1000, 0, 0));
    expect(feed.mips()).toBeNull();
    feed.push(sample(1100, 20_000_000, 10_000_000));
    expect(feed.mips()).toBe(300);
    feed.push(sample(1300, 20_000_000, 10_000_000));
    expect(feed.mips()).toBe(0);
  });

  it('measures over whole intervals, however close the readings', () => {
    const feed = statsFeed();
    for (let ms = 0; ms <= 80; ms += 10) feed.push(sample(ms, ms * 1000));
    expect(feed.mips()).toBe(1);
  });

  it('tells its listeners until they leave, and forgets on clear', () => {
    const feed = statsFeed();
    const listener = vi.fn<() => void>();
    const leave = feed.subscribe(listener);
    feed.push(sample(0, 1));
    feed.push(sample(100, 2));
    feed.clear();
    expect(listener).toHaveBeenCalledTimes(3);
    expect(feed.latest()).toBeUndefined();
    expect(feed.mips()).toBeNull();
    leave();
    feed.push(sample(0, 1));
    expect(listener).toHaveBeenCalledTimes(3);
  });
});
