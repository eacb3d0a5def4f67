import { describe, expect, it } from 'vitest';
import { Spacing } from './spacing.ts';

/** Keeps states in a guest of so many instructions a millisecond, each in `keepMs`; how far apart the last two were. */
function settled(perMs: number, keepMs: number, states: number): { apart: number; share: number } {
  let nowMs = 0;
  const spacing = new Spacing(1000, () => nowMs);
  let [count, apart, keptMs] = [0, 0, 0];
  for (let state = 0; state < states; state++) {
    const next = spacing.next(count);
    apart = next - count;
    nowMs += apart / perMs;
    count = next;
    spacing.timed(count, () => {
      nowMs += keepMs;
    });
    keptMs += keepMs;
  }
  return { apart, share: keptMs / nowMs };
}

describe('kept states', () => {
  it('grow apart with the run, to a limit', () => {
    const spacing = new Spacing(1000);
    expect(spacing.next(0)).toBe(1000);
    expect(spacing.next(32_000)).toBe(34_000);
    expect(spacing.next(1e9)).toBe(1e9 + 16_000);
  });

  it('take a small part of the time, however long each takes', () => {
    expect(settled(1000, 40, 50).share).toBeLessThan(0.12);
    expect(settled(1000, 40, 50).apart).toBe(400_000);
  });

  it('are near each other where keeping them is cheap', () => {
    expect(settled(1000, 0.001, 200).apart).toBe(16_000);
  });
});
