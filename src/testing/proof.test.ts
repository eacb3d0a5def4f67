/** "Prove it": each piece of work really is done in the two ways that it compares, and to the same end. */
import { describe, expect, it } from 'vitest';
import { createModuleHost } from '../host/node/web-assembly.ts';
import type { ProofSubject } from '../protocol/proof.ts';
import { ProofBench } from '../../workers/proof/bench.ts';
import { WORKS } from '../../workers/proof/works.ts';
import { programGuest, type TestGuest } from './machines.ts';

const SUBJECTS = Object.keys(WORKS) as ProofSubject[];
/** Enough for hot code to be found. */
const INSTRUCTIONS = 10_000_000;

const figure = ({ machine }: TestGuest, name: string): number => machine.counters()[name]?.[0] ?? 0;

describe.each(SUBJECTS)('the work for %s', (subject) => {
  const work = WORKS[subject];

  it('ends in one state either way', () => {
    const [on, off] = [work.on, work.off].map(({ tiers }) => {
      const guest = programGuest(work.source, { tiers });
      guest.machine.run(work.begins === 'fresh' ? work.instructions : INSTRUCTIONS);
      return guest;
    });
    expect(on?.machine.stateHash()).toBe(off?.machine.stateHash());
    if (!on || !off || (subject !== 'interpreter' && subject !== 'baseline')) return;
    // What is switched off takes no part.
    const name = `tier.${subject}.instructions`;
    expect(figure(off, name)).toBeLessThan(figure(on, name));
  });

  it('is measured', () => {
    let nowMs = 0;
    const bench = new ProofBench({
      nowMs: () => (nowMs += 500),
      createHost: (totalBytes) => createModuleHost(totalBytes),
    });
    expect(bench.measure({ subject, on: true })).toBe(0.5);
  });
});
