import { describe, expect, it } from 'vitest';
import { ActiveClock, MAX_GAP_MS } from './active-clock.ts';

describe('the clock of a machine’s running time', () => {
  it('stands still while the machine is paused', () => {
    const clock = new ActiveClock();
    clock.setActive(true, 100);
    expect(clock.activeMs(150)).toBe(50);
    clock.setActive(false, 160);
    expect(clock.activeMs(900)).toBe(60);
    clock.setActive(true, 1000);
    expect(clock.activeMs(1005)).toBe(65);
  });

  it('takes no jump when the computer slept, and says how long that was', () => {
    const clock = new ActiveClock();
    clock.setActive(true, 0);
    expect(clock.takeGapMs(100)).toBe(0);
    // Whoever looks first, for whatever reason: the gap is told once.
    clock.activeMs(100 + 3_600_000);
    expect(clock.takeGapMs(3_600_101)).toBe(3_600_000 - MAX_GAP_MS);
    expect(clock.takeGapMs(3_600_102)).toBe(0);
    expect(clock.activeMs(3_600_150)).toBe(100 + MAX_GAP_MS + 50);
  });

  it('begins again from zero without forgetting that it runs', () => {
    const clock = new ActiveClock();
    clock.setActive(true, 0);
    clock.restart(500);
    expect(clock.activeMs(700)).toBe(200);
  });
});
