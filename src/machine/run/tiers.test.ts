/** Tiers switched under a running guest: what they mean, by the counters. */
import { describe, expect, it } from 'vitest';
import { programGuest, type TestGuest } from '../../testing/machines.ts';
import type { Tier } from '../config/configuration.ts';

/** A loop with a call in it, for ever. */
const ENDLESS = `
_start: addi t1, t1, 3
        jal ra, more
        csrr t3, mscratch
        j _start
more:   xor t2, t2, t1
        ret
`;

const figure = ({ machine }: TestGuest, name: string): number => machine.counters()[name]?.[0] ?? -1;

/** What each tier retires of the next so many instructions. */
function shares(
  guest: TestGuest,
  count: number,
): { readonly interpreted: number; readonly translated: number } {
  const names = ['tier.interpreter.instructions', 'tier.baseline.instructions'] as const;
  const before = names.map((name) => figure(guest, name));
  guest.machine.run(count);
  const [interpreted = 0, translated = 0] = names.map(
    (name, index) => figure(guest, name) - (before[index] ?? 0),
  );
  expect(interpreted + translated).toBe(count);
  return { interpreted, translated };
}

const guestWith = (...tiers: Tier[]): TestGuest => programGuest(ENDLESS, { tiers });

describe('the tiers of a machine', () => {
  it('translates at first execution without the interpreter, which makes only what no region can', () => {
    const guest = guestWith('baseline');
    const { interpreted, translated } = shares(guest, 60_000);
    // One CSR instruction in six, and the ends of the pieces.
    expect(interpreted).toBeGreaterThanOrEqual(10_000);
    expect(interpreted).toBeLessThan(11_000);
    expect(translated).toBeGreaterThan(49_000);
    expect(figure(guest, 'cache.translations')).toBeGreaterThan(1);
  });

  it('runs nothing translated once the baseline tier is off, and goes on where it is on again', () => {
    const guest = guestWith('baseline');
    guest.machine.run(10_000);
    guest.machine.tiers.set(['interpreter']);
    expect(shares(guest, 50_000).translated).toBe(0);
    guest.machine.tiers.set(['baseline']);
    expect(shares(guest, 60_000).translated).toBeGreaterThan(49_000);
  });

  it('leaves what was interpreted before once the interpreter is off', () => {
    const guest = guestWith('interpreter', 'baseline');
    expect(shares(guest, 10_000).translated).toBe(0);
    guest.machine.tiers.set(['baseline']);
    expect(shares(guest, 60_000).translated).toBeGreaterThan(49_000);
  });

  it('is not translated for the end of a budget', () => {
    const guest = guestWith('baseline');
    for (let count = 0; count < 50; count++) guest.machine.run(3);
    expect(figure(guest, 'cache.translations')).toBe(0);
    expect(figure(guest, 'tier.interpreter.instructions')).toBe(150);
  });

  it('counts the look-ups of regions, those that found one and those that found none', () => {
    const guest = guestWith('baseline');
    guest.machine.run(12_000);
    const before = ['cache.hits', 'cache.misses'].map((name) => figure(guest, name));
    guest.machine.run(6_000);
    const [hits = 0, misses = 0] = ['cache.hits', 'cache.misses'].map(
      (name, index) => figure(guest, name) - (before[index] ?? 0),
    );
    // Each round of six instructions: from the CSR instruction into a region, and from a region to the CSR instruction.
    expect(misses).toBe(1_000);
    // And once more where the run was cut.
    expect(hits).toBe(1_001);
  });

  it('needs one tier at least', () => {
    const { machine } = guestWith('interpreter');
    expect(() => machine.tiers.set([])).toThrow('some tier is on');
    expect(machine.tiers.current).toEqual(['interpreter']);
  });
});
