/**
 * Random programs against the whole machine: the engine never throws, hangs, or changes what is not the
 * guest's; and nothing that is kept for speed (TLBs, decoded code) can be seen from inside.
 *
 * TRAMPOLINE_HOSTILE=COUNT and TRAMPOLINE_HOSTILE_SEED=FIRST run other programs than the test command's.
 */
import { describe, expect, test } from 'vitest';
import {
  type HostileOutcome,
  HostileRunner,
  inOneGo,
  translatingAll,
  withInterruptions,
} from './hostile-run.ts';

const COUNT = Number(process.env['TRAMPOLINE_HOSTILE'] ?? 80);
const FIRST_SEED = Number(process.env['TRAMPOLINE_HOSTILE_SEED'] ?? 1);
/** Pieces are of 350 instructions at most, or of 16,000 traps; the host may be busy with something else. */
const LONGEST_PIECE_MS = 20_000;
const COMPARED_OF = 4;

const shapes = [
  { name: 'one hart', harts: 1, decodedPages: 64, diskCount: 0 },
  { name: 'one hart, hardly any decoded pages', harts: 1, decodedPages: 2, diskCount: 1 },
  { name: 'two harts, no tail calls', tailCalls: false, harts: 2, decodedPages: 8, diskCount: 2 },
] as const;

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const index = a.findIndex((byte, at) => byte !== b[at]);
  return index < 0 ? undefined : index;
}

const sumOf = ({ counters }: HostileOutcome, name: string): number =>
  counters[name]?.reduce((a, b) => a + b, 0) ?? 0;

describe.each(shapes)('hostile programs: $name', ({ name, ...shape }) => {
  test(`${COUNT} of them leave the machine whole`, { timeout: 3_600_000 }, () => {
    const runner = new HostileRunner(shape, () => performance.now());
    const totals = {
      retired: 0,
      longestMs: 0,
      compared: 0,
      translated: 0,
      exceptions: 0,
      flushes: 0,
      codeStores: 0,
      sbiCalls: 0,
    };
    const findings: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT; seed++) {
      const outcome = runner.run(seed, inOneGo);
      const sum = (counter: string): number => sumOf(outcome, counter);
      totals.retired += outcome.retired;
      totals.longestMs = Math.max(totals.longestMs, outcome.longestMs);
      totals.exceptions += sum('trap.exceptions');
      totals.flushes += sum('tlb.flushes');
      totals.codeStores += sum('code.stores');
      totals.sbiCalls += sum('sbi.calls');
      if (outcome.finding) findings.push(`seed ${seed}: ${outcome.finding}`);
      if (seed % COMPARED_OF !== 0) continue;
      const visible = runner.visible();
      const again = runner.run(seed, withInterruptions(seed));
      const difference = firstDifference(visible, runner.visible());
      if (again.finding) findings.push(`seed ${seed}, interrupted: ${again.finding}`);
      if (difference !== undefined) findings.push(`seed ${seed}: interruptions change byte ${difference}`);
      const translated = runner.run(seed, translatingAll(seed));
      const changed = firstDifference(visible, runner.visible());
      if (translated.finding) findings.push(`seed ${seed}, translated: ${translated.finding}`);
      if (changed !== undefined) findings.push(`seed ${seed}: translation changes byte ${changed}`);
      totals.translated += sumOf(translated, 'tier.baseline.instructions');
      totals.compared++;
    }
    console.log(name, totals);
    expect(findings).toEqual([]);
    expect(totals.longestMs).toBeLessThan(LONGEST_PIECE_MS);
    // What the programs did, so that a generator that does nothing is noticed.
    expect(totals.retired / COUNT).toBeGreaterThan(2000);
    for (const total of [totals.exceptions, totals.flushes, totals.codeStores])
      expect(total).toBeGreaterThan(COUNT);
    expect(totals.translated / totals.compared).toBeGreaterThan(500);
  });
});
