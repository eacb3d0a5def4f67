/** What one machine leaves for the next shows in nothing but the work that the next is spared. */
import { describe, expect, it } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { decodeWarmStart, encodeWarmStart, type WarmStart } from '../../exec/warm/file.ts';
import { type GuestOptions, linuxGuest, programGuest, type TestGuest } from '../../testing/machines.ts';
import type { Tier } from '../config/configuration.ts';
import { COLD_START } from './warm-start.ts';

const INSTRUCTIONS = 12_000_000;

/** Through a file, as from one process to another. */
const handOn = ({ machine }: TestGuest): WarmStart =>
  unwrap(decodeWarmStart(encodeWarmStart(machine.warmStart(), 'build'), 'build', 'test'));

function linux(start: WarmStart, options: GuestOptions = {}): TestGuest {
  const guest = linuxGuest({ ...options, cache: { start } });
  guest.machine.run(INSTRUCTIONS);
  return guest;
}

describe('a boot of Linux', () => {
  it('reaches the same state warm and cold, in each mixture of tiers, and decodes next to nothing', () => {
    const cold = linux(COLD_START);
    const hash = cold.machine.stateHash();
    const decoded = cold.machine.hart(0).predecoder.decoded;
    const start = handOn(cold);
    expect(start.pages.length).toBeGreaterThan(100);
    const mixtures: readonly (readonly Tier[])[] = [['interpreter'], ['interpreter', 'baseline']];
    for (const tiers of mixtures) {
      const warm = linux(start, { tiers });
      expect(warm.machine.stateHash()).toBe(hash);
      const { predecoder } = warm.machine.hart(0);
      expect(predecoder.decoded).toBeLessThan(decoded * 0.1);
      expect(predecoder.filled).toBeGreaterThan(decoded * 0.8);
      expect(warm.machine.hasNews(start)).toBe(false);
    }
  }, 120_000);

  it('keeps its state when what is known is switched off and on under way', () => {
    const cold = linux(COLD_START);
    const guest = linuxGuest({ cache: { start: handOn(cold) } });
    for (let slice = 0; slice < 12; slice++) {
      guest.machine.tiers.setWarming(slice % 2 === 0);
      guest.machine.run(INSTRUCTIONS / 12);
    }
    expect(guest.machine.stateHash()).toBe(cold.machine.stateHash());
  }, 120_000);
});

describe('a file of another program', () => {
  const program = (number: number): string => `
.globl _start
_start:
    li a0, ${number}
    li s0, 3000000
1:  addi a0, a0, ${number}
    addi s0, s0, -1
    bnez s0, 1b
    li t0, 0x100000
    li t1, 0x5555
    sw t1, (t0)
    j .
`;
  const run = (number: number, start: WarmStart): TestGuest => {
    const guest = programGuest(program(number), { cache: { start } });
    while (guest.machine.run(1_000_000).kind === 'budget');
    return guest;
  };

  it('is used where its bytes are the same, and nowhere else', () => {
    const start = handOn(run(5, COLD_START));
    expect(start.translations.length).toBeGreaterThan(0);
    const same = run(5, start);
    expect(same.machine.regions?.translations).toBe(0);
    const other = run(7, start);
    expect(other.machine.stateHash()).toBe(run(7, COLD_START).machine.stateHash());
    expect(other.machine.hart(0).state.x[10]).toBe(7n + 3_000_000n * 7n);
  });

  it('is handed on by a run that translates nothing', () => {
    const start = handOn(run(5, COLD_START));
    const guest = programGuest(program(5), { tiers: ['interpreter'], cache: { start } });
    guest.machine.run(1_000_000);
    expect(handOn(guest).translations.length).toBe(start.translations.length);
  });

  it('does not believe a page hash: entries and translations are compared with the bytes', () => {
    const donor = handOn(run(5, COLD_START));
    const seen = run(7, COLD_START);
    const hash = seen.machine.hart(0).predecoder.pageHash(0);
    if (hash === undefined) throw new Error('pages are kept');
    const lying: WarmStart = {
      ...donor,
      pages: donor.pages.map((page) => ({ ...page, hash })),
      translations: donor.translations.map((one) => ({ ...one, pageHash: hash })),
    };
    expect(run(7, lying).machine.stateHash()).toBe(seen.machine.stateHash());
  });
});
