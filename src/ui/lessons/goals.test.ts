import { describe, expect, it } from 'vitest';
import type { MachineSample } from '../../stats/stats-source.ts';
import { type Facts, goalsHold, sameAnswer } from './goals.ts';
import type { Goal } from './schema.ts';

const sample = (instructions: number, misses: number): MachineSample => ({
  atMs: 0,
  instructions: [instructions],
  counters: { 'tlb.load.misses': [misses], 'cache.chained': null },
});

const facts = (change: Partial<Facts> = {}): Facts => ({
  state: 'paused',
  tiers: ['interpreter', 'baseline'],
  console: 'ready\nchanged\n',
  consoleAtStep: 6,
  now: sample(3_000_000, 900),
  atStep: sample(1_000_000, 100),
  before: sample(2_000_000, 400),
  answer: '',
  look: {
    pc: () => 0x8000_0004n,
    groups: () => [{ name: 'x', registers: [{ name: 'x10', alias: 'a0', value: -1n, meaning: '' }] }],
    memory: (address) => (address === 'here' ? Uint8Array.of(0x13, 0x05, 0x25, 0) : undefined),
  },
  ...change,
});

const holds = (goal: Goal, change?: Partial<Facts>): boolean => goalsHold([goal], facts(change));

describe('a goal', () => {
  it('looks at the console since the step began, or since the start', () => {
    expect(holds({ console: '^ready$' })).toBe(false);
    expect(holds({ console: '^ready$', since: 'start' })).toBe(true);
    expect(holds({ console: '^changed$' })).toBe(true);
  });

  it('looks at how far a counter grew, and at nothing that was not counted', () => {
    expect(holds({ counter: 'tlb.load.misses', atLeast: 800 })).toBe(true);
    expect(holds({ counter: 'tlb.load.misses', atLeast: 801 })).toBe(false);
    expect(holds({ counter: 'tlb.load.misses', atLeast: 900, since: 'start' })).toBe(true);
    expect(holds({ counter: 'instructions', atMost: 2_000_000 })).toBe(true);
    expect(holds({ counter: 'cache.chained', atMost: 5 })).toBe(false);
    expect(holds({ counter: 'tlb.load.misses', atLeast: 900 }, { atStep: undefined })).toBe(true);
  });

  it('has no rate of too few instructions', () => {
    expect(holds({ rate: 'tlb.load.misses', atLeast: 500 })).toBe(true);
    expect(holds({ rate: 'tlb.load.misses', atLeast: 501 })).toBe(false);
    expect(holds({ rate: 'tlb.load.misses', atMost: 1e9 }, { before: sample(2_500_000, 0) })).toBe(false);
  });

  it('looks into a machine that stands still', () => {
    expect(holds({ register: 'pc', equals: '0x80000004' })).toBe(true);
    expect(holds({ register: 'a0', atLeast: '0xffffffffffffffff' })).toBe(true);
    expect(holds({ register: 'a1', atLeast: '0' })).toBe(false);
    expect(holds({ memory: 'here', bytes: 4, equals: '0x00250513' })).toBe(true);
    expect(holds({ memory: 'here', bytes: 8, equals: '0x00250513' })).toBe(false);
    expect(holds({ register: 'pc', equals: '0x80000004' }, { look: undefined })).toBe(false);
  });

  it('compares states, tiers and answers', () => {
    expect(holds({ state: 'ended' })).toBe(false);
    expect(holds({ tiers: ['baseline', 'interpreter'] })).toBe(true);
    expect(holds({ tiers: ['baseline'] })).toBe(false);
    expect(holds({ question: '?', answers: ['0x10'] }, { answer: ' 16 ' })).toBe(true);
    expect(holds({ question: '?', answers: ['0x10'] })).toBe(false);
    expect(sameAnswer('1,234', '1234')).toBe(true);
    expect(sameAnswer(' Load  Page fault', 'load page fault')).toBe(true);
    expect(sameAnswer('sixteen', '16')).toBe(false);
  });
});
