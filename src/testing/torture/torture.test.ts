/** The test command's share of `npm run torture`: every shape of machine under every mixture, one program each. */
import { describe, expect, test } from 'vitest';
import { at } from '../../base/assert.ts';
import { riscv64 } from '../../isa/riscv64/instruction-set.ts';
import { MIXTURES } from './mixture.ts';
import { reduce } from './reduce.ts';
import { SHAPES, Torturer } from './run.ts';
import { Session } from './session.ts';
import { tortureProgram } from './program.ts';

const INSTRUCTIONS_EACH = 12_000;
/** In `fflags`. */
const INVALID = 16;
const TIMEOUT_MS = 300_000;

describe('torture programs', () => {
  test('reach one state under every mixture of tiers', { timeout: TIMEOUT_MS }, () => {
    const session = new Session({ instructionsEach: INSTRUCTIONS_EACH });
    const programs = MIXTURES.length * SHAPES.length;
    const findings = Array.from({ length: programs }, (_, seed) => session.run(seed + 1));
    expect(findings.filter((finding) => finding !== undefined)).toEqual([]);
    const { totals } = session;
    console.log(totals);
    // What they did, so that a generator that has stopped to do something is noticed.
    expect(totals.instructions).toBeGreaterThan(0.9 * programs * INSTRUCTIONS_EACH);
    expect(totals.translatedInstructions / totals.instructions).toBeGreaterThan(0.15);
    for (const name of ['exceptions', 'interrupts', 'codeStores', 'invalidations', 'flushes'] as const) {
      expect([name, totals[name] / programs > 10]).toEqual([name, true]);
    }
  });

  test('hold every encoding of the tables', () => {
    const found = new Set<string>();
    for (let seed = 1; seed <= 120; seed++) {
      const { ram, starts } = tortureProgram(seed, 1);
      const view = new DataView(ram.buffer);
      for (const start of starts) {
        const decoded = riscv64.decode(view.getUint32(start, true));
        if (decoded) found.add((decoded.short ?? decoded.row).mnemonic);
      }
    }
    const missing = [...riscv64.rows, ...riscv64.shortRows].filter(({ mnemonic }) => !found.has(mnemonic));
    expect(missing.map(({ mnemonic }) => mnemonic)).toEqual([]);
  });

  test('are the same program for the same seed, and another for another', () => {
    expect(tortureProgram(3, 1).ram).toEqual(tortureProgram(3, 1).ram);
    expect(tortureProgram(3, 1).ram).not.toEqual(tortureProgram(4, 1).ram);
  });
});

describe('a failure', () => {
  test('is found and made small', { timeout: TIMEOUT_MS }, () => {
    // A machine that loses a bit of a register wherever an invalid operation was flagged.
    const torturer = new Torturer(at(SHAPES, 0), ({ harts: [hart] }) => {
      if (hart && (hart.state.fflags & INVALID) !== 0) hart.state.x[11] = (hart.state.x[11] ?? 0n) ^ 1n;
    });
    const mixture = at(MIXTURES, 1);
    const failure = (seed: number) => {
      const program = tortureProgram(seed, 1);
      const { disagreement } = torturer.run(program, mixture, { instructions: 3000 });
      return disagreement && { program, disagreement };
    };
    let found: ReturnType<typeof failure>;
    for (let seed = 1; seed <= 30 && !found; seed++) found = failure(seed);
    if (!found) throw new Error('nothing was found');
    const { program, disagreement } = found;
    const reduced = reduce(torturer, program, mixture, disagreement, 80);
    expect(reduced.disagreement.what.join()).toContain('x11');
    expect(reduced.instructionsLeft).toBeLessThan(60);
    expect(program.starts.length).toBeGreaterThan(200);
    // Runs of nothing, and little else.
    expect(reduced.lines.filter((line) => !line.endsWith('nop')).length).toBeLessThan(6);
  });
});
