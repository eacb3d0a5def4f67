import { describe, expect, it } from 'vitest';
import { OP } from '../../exec/wasm/opcodes.ts';
import { type HostFeature, HOST_FEATURES } from './host-features.ts';
import { hasEffect, inWords, prove, PROOF_SAMPLES } from './prove.ts';
import { FUNCTION_TOGGLES, PERFORMANCE_TOGGLES } from './toggles.ts';

describe('prove', () => {
  it('measures on and off in turn, each first as often as the other, and drops the warm-up', async () => {
    const log: boolean[] = [];
    const ratio = await prove((on) => {
      const isWarmUp = log.push(on) <= 2;
      return Promise.resolve(isWarmUp ? 100 : on ? 1 : 2);
    });
    expect(ratio).toEqual({ ratio: 0.5, low: 0.5, high: 0.5 });
    expect(log).toHaveLength(2 * (PROOF_SAMPLES + 1));
    expect(log.slice(0, 6)).toEqual([false, true, true, false, false, true]);
  });

  it('tells an effect from chance', () => {
    expect(hasEffect({ ratio: 0.9, low: 0.8, high: 0.95 })).toBe(true);
    expect(hasEffect({ ratio: 1.1, low: 1.02, high: 1.2 })).toBe(true);
    expect(hasEffect({ ratio: 0.9, low: 0.8, high: 1.01 })).toBe(false);
  });

  it('says a ratio of times in words', () => {
    expect([0.1, 0.8, 1.25].map((ratio) => inWords({ ratio }))).toEqual([
      '10 times as fast with it',
      '25 % faster with it',
      '20 % slower with it',
    ]);
  });
});

describe('toggles', () => {
  it('stand in one list only', () => {
    const names = [...PERFORMANCE_TOGGLES.map(({ name }) => name), ...FUNCTION_TOGGLES];
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('host features', () => {
  const feature = (name: string): HostFeature => {
    const found = HOST_FEATURES.find((each) => each.name === name);
    if (!found) throw new Error(`no feature ${name}`);
    return found;
  };

  it('are found by modules that are valid: Node 20 and later have these', () => {
    for (const name of ['Shared memory and atomics', 'Tail calls', 'SIMD', 'Exception handling'])
      expect([name, feature(name).detect()]).toEqual([name, true]);
  });

  it('are called unused exactly if the engine cannot write their opcodes', () => {
    const written = new Set<number>(Object.values(OP));
    const opcodes: readonly (readonly [string, readonly number[]])[] = [
      ['Shared memory and atomics', [0xfe]],
      ['Tail calls', [0x12, 0x13]],
      ['SIMD', [0xfd]],
      ['Relaxed SIMD', [0xfd]],
    ];
    for (const [name, codes] of opcodes) {
      const isUsed = codes.some((code) => written.has(code));
      expect([name, feature(name).used !== 'not yet']).toEqual([name, isUsed]);
    }
  });

  it('are unknown where a page cannot tell', () => {
    expect(feature('Branch hints').detect()).toBeNull();
  });
});
