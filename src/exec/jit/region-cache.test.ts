/** The code cache's two levels and its budget, on a machine that translates whatever it reaches. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { programGuest, type TestGuest } from '../../testing/machines.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import { type CacheOptions, DEFAULT_BUDGET } from './cache-options.ts';
import type { RegionCache } from './region-cache.ts';

const endless = readFileSync(new URL('../../../guest/tests/endless-code.s', import.meta.url), 'utf8');

/** `count` routines of new code, in a buffer of so many bytes. */
const newCode = (count: number, bufferBytes: number): string =>
  endless
    .replace('COUNT, 0', `COUNT, ${count}`)
    .replace('BUFFER_BYTES, 0x100000', `BUFFER_BYTES, ${bufferBytes}`);

/** Two pages with the same routine, which are called in turn; then data beside it and bytes of it are written. */
const TWO_PAGES = `
.text
.globl _start
_start:
    la s0, first
    la s1, second
    jalr ra, (s0)
    jalr ra, (s1)
    wfi
.balign 4096
first:
    addi a0, a0, 1
    addi a1, a1, 2
    ret
.balign 4096
second:
    addi a0, a0, 1
    addi a1, a1, 2
    ret
.balign 4096
end:
    wfi
`;

function translating(
  source: string,
  cache?: CacheOptions,
): { readonly guest: TestGuest; readonly regions: RegionCache } {
  const guest = programGuest(source, { tiers: ['baseline'], ...(cache && { cache }) });
  const { regions } = guest.machine;
  if (!regions) throw new Error('the machine translates');
  return { guest, regions };
}

function finish({ machine }: TestGuest): string {
  for (;;) {
    const end = machine.run(1_000_000);
    if (end.kind === 'ended') return end.reason;
    if (end.kind !== 'budget') return end.kind;
  }
}

const FIRST_PAGE = 1;
const SECOND_PAGE = 2;

describe('the levels', () => {
  const run = () => {
    const made = translating(TWO_PAGES);
    expect(finish(made.guest)).toBe('idle');
    return made;
  };

  it('serve a second page with the same bytes without a translation', () => {
    const { regions } = run();
    expect(regions.reused).toBe(1);
    expect(regions.covers(FIRST_PAGE, 0)).toBe(true);
    expect(regions.covers(SECOND_PAGE, 0)).toBe(true);
    const shared = regions.inspect(FIRST_PAGE)[0]?.figures;
    expect(shared?.pages).toEqual([FIRST_PAGE, SECOND_PAGE]);
  });

  it('lose nothing to a store beside the code, and one page to a store into it', () => {
    const { regions } = run();
    const { translations } = regions;
    regions.storeTo(FIRST_PAGE, PAGE_BYTES - 8, 8);
    expect(regions.invalidations).toBe(0);
    regions.storeTo(FIRST_PAGE, 3, 1);
    expect(regions.invalidations).toBe(1);
    expect(regions.covers(SECOND_PAGE, 0)).toBe(true);
    // The bytes are the same as before: what was taken away comes back at the next look.
    expect(regions.covers(FIRST_PAGE, 0)).toBe(true);
    expect(regions.translations).toBe(translations);
  });

  it('do not bring back what other bytes have replaced', () => {
    const { guest, regions } = run();
    guest.machine.hart(0).memoryWritten(0x8000_1000, 4);
    new DataView(guest.buffer).setUint32(guest.plan.ramBase + FIRST_PAGE * PAGE_BYTES, 0x0000_0013, true);
    expect(regions.covers(FIRST_PAGE, 0)).toBe(false);
    expect(regions.covers(SECOND_PAGE, 0)).toBe(true);
  });

  it('are empty after they were cleared, and filled again by what runs', () => {
    const { regions } = run();
    regions.clear();
    expect([regions.bytes, regions.moduleCount, regions.inspect()]).toEqual([0, 0, []]);
    expect(regions.covers(FIRST_PAGE, 0)).toBe(false);
    expect(regions.translate(FIRST_PAGE, 0)).toBe(true);
  });
});

describe('the budget', () => {
  const COUNT = 3000;

  it.each([
    { name: 'of bytes', budget: { ...DEFAULT_BUDGET, bytes: 32 << 10 } },
    { name: 'of modules', budget: { ...DEFAULT_BUDGET, modules: 16 } },
    { name: 'of translations', budget: { ...DEFAULT_BUDGET, translations: 50 } },
  ])('$name is held by a guest that makes new code without end, which runs on', ({ budget }) => {
    const { guest, regions } = translating(newCode(COUNT, 0x1000), { budget });
    expect(finish(guest)).toBe('finisher');
    expect(guest.console()).toBe('ok\n');
    expect(regions.bytes).toBeLessThanOrEqual(budget.bytes);
    expect(regions.moduleCount).toBeLessThanOrEqual(budget.modules);
    expect(regions.inspect().length).toBeLessThanOrEqual(budget.translations);
    expect(regions.translations).toBeGreaterThan(COUNT * 0.9);
    expect(regions.evictions).toBeGreaterThan(0);
  });

  it('is not touched where stores take away what was made', () => {
    const { guest, regions } = translating(newCode(COUNT, 0x1000));
    expect(finish(guest)).toBe('finisher');
    expect(guest.console()).toBe('ok\n');
    // Every routine but the last 256 was overwritten by a later one.
    expect(regions.invalidations).toBeGreaterThan(COUNT * 0.8);
  });

  it('counts every translation that it gives up, each once', () => {
    const budget = { ...DEFAULT_BUDGET, translations: 50 };
    const { guest, regions } = translating(newCode(COUNT, 0x1000), { budget });
    finish(guest);
    expect(regions.evictions).toBe(regions.translations - regions.inspect().length);
  });

  it('takes numbers back when there are no more', () => {
    const { guest, regions } = translating(newCode(6000, 0x20000), {
      budget: { ...DEFAULT_BUDGET, modules: 8192 },
    });
    expect(finish(guest)).toBe('finisher');
    expect(guest.console()).toBe('ok\n');
    expect(regions.evictions).toBeGreaterThan(0);
    expect(regions.inspect().filter(({ figures }) => figures.pages.length > 0).length).toBeLessThanOrEqual(
      4096,
    );
  });
});
