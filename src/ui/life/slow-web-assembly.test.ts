import { describe, expect, it } from 'vitest';
import { looksInterpreted } from './slow-web-assembly.ts';

/** Each run takes the next of these times; afterwards the last one. */
function judge(...timesMs: number[]): { readonly isSlow: boolean; readonly runs: number } {
  let nowMs = 0;
  let runs = 0;
  const run = (): void => void (nowMs += timesMs[Math.min(runs++, timesMs.length - 1)] ?? 0);
  return { isSlow: looksInterpreted(run, () => nowMs), runs };
}

describe('a browser that interprets WebAssembly', () => {
  it('is known by its best time', () => {
    expect(judge(25)).toEqual({ isSlow: true, runs: 5 });
  });

  it('is not every browser that is slow at first, or busy', () => {
    expect(judge(0.3)).toEqual({ isSlow: false, runs: 1 });
    expect(judge(40, 12, 3)).toEqual({ isSlow: false, runs: 3 });
  });
});
