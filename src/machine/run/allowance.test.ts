import { describe, expect, it } from 'vitest';
import { Allowance } from './allowance.ts';

describe('what a run may spend on translating', () => {
  it('is earned by the instructions that it retires', () => {
    const allowance = new Allowance();
    expect(allowance.allows(0)).toBe(false);
    expect(allowance.allows(1e6)).toBe(true);
    allowance.spend(1e6);
    expect(allowance.allows(1e6)).toBe(false);
    expect(allowance.allows(2e6)).toBe(true);
  });

  it('is forgiven beyond a while', () => {
    const allowance = new Allowance();
    for (let count = 0; count < 1000; count++) allowance.spend(1e9);
    expect(allowance.allows(50e6)).toBe(false);
    expect(allowance.allows(100e6)).toBe(true);
  });

  it('is not kept for ever', () => {
    const allowance = new Allowance();
    expect(allowance.allows(1e12)).toBe(true);
    allowance.spend(0.5e9);
    expect(allowance.allows(1e12)).toBe(false);
  });

  it('is not earned by going back', () => {
    const allowance = new Allowance();
    expect(allowance.allows(1e8)).toBe(true);
    allowance.spend(1e9);
    expect(allowance.allows(0)).toBe(false);
    expect(allowance.allows(1e7)).toBe(false);
  });
});
