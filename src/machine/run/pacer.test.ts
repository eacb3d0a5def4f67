import { describe, expect, it } from 'vitest';
import { VirtualClock } from './clock.ts';
import { Pacer } from './pacer.ts';

/** A host that retires `speed` instructions a nanosecond while the guest is busy, paced ten times a second. */
function simulate(parts: readonly { readonly seconds: number; readonly busy: number }[], speed: number) {
  const clock = new VirtualClock();
  const pacer = new Pacer(clock);
  const deviations: number[] = [];
  let wallNs = 0;
  let count = 0;
  let last = 0n;
  for (const { seconds, busy } of parts) {
    for (let step = 0; step < seconds * 10; step++) {
      wallNs += 1e8;
      count += Math.round(1e8 * busy * speed);
      if (busy < 1) pacer.noteIdle();
      pacer.fit(wallNs, count, busy === 0);
      const now = clock.at(count);
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
      deviations.push(Number(now) - wallNs);
    }
  }
  return deviations;
}

describe('pacing', () => {
  it('keeps a busy guest within 10 ms of the wall clock once the speed is known', () => {
    for (const speed of [0.05, 0.4, 2]) {
      const deviations = simulate([{ seconds: 5, busy: 1 }], speed);
      expect(Math.max(...deviations.slice(20).map(Math.abs))).toBeLessThan(10e6);
    }
  });

  it('does not run ahead when a guest that mostly slept becomes busy', () => {
    const parts = [
      { seconds: 2, busy: 1 },
      { seconds: 3, busy: 0.01 },
      { seconds: 2, busy: 1 },
    ];
    expect(Math.max(...simulate(parts, 0.4))).toBeLessThan(60e6);
  });

  it('follows the wall clock exactly while every hart waits', () => {
    expect(simulate([{ seconds: 1, busy: 0 }], 0.4).every((deviation) => deviation === 0)).toBe(true);
  });
});
