/**
 * Random programs, some of which edit page tables and code with and without fences, gone back over in the middle, under
 * tiers and sizes of TLBs drawn anew each time: in the end everything that the guest can see is as in a run by the
 * interpreter without.
 *
 * TRAMPOLINE_PROGRAMS=1000 runs more of them.
 */
import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random.ts';
import { HostileRunner, type RunPiece } from '../../testing/system/hostile-run.ts';
import { drawTiers } from '../../testing/shaken-run.ts';
import { MAX_TLB_ENTRIES } from '../config/limits.ts';
import { SnapshotChain } from '../snapshot/chain.ts';

const PROGRAMS = Number(process.env['TRAMPOLINE_PROGRAMS'] ?? 15);

/** What is compared with. */
const interpreted: RunPiece = (machine, instructions) => {
  machine.tiers.set(['interpreter']);
  machine.setTlbEntries(MAX_TLB_ENTRIES);
  return machine.run(instructions);
};

/** Each piece is run, undone, run in two parts, half undone, and run to its end again, each time in another way. */
function withTravel(seed: number, counts: { travelled: number }): RunPiece {
  const random = new Random(seed);
  const runs: RunPiece = (machine, instructions) => {
    machine.tiers.set(drawTiers(random));
    machine.setTlbEntries(2 ** random.below(10));
    return machine.run(instructions);
  };
  return (machine, instructions) => {
    const chain = new SnapshotChain(machine, 'before');
    const start = machine.retired();
    const end = runs(machine, instructions);
    if (end.kind !== 'budget' || machine.standing !== 'settled' || machine.retired() - start < 3) return end;
    const cut = 1 + random.below(instructions - 2);
    chain.restore(0);
    runs(machine, cut);
    chain.capture('middle');
    runs(machine, instructions - cut);
    chain.restore(1);
    const again = runs(machine, instructions - cut);
    counts.travelled++;
    return again;
  };
}

describe.each([
  { harts: 1, decodedPages: 64, diskCount: 1 },
  { harts: 2, decodedPages: 8, diskCount: 2 },
])('random programs on $harts harts', (shape) => {
  it('end as if they had never been gone back over', { timeout: 3_600_000 }, () => {
    const runner = new HostileRunner(shape, () => performance.now());
    const counts = { travelled: 0 };
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const plain = runner.run(seed, interpreted);
      const expected = runner.visible().slice();
      const travelled = runner.run(seed, withTravel(seed, counts));
      expect([seed, travelled.finding, travelled.retired]).toEqual([seed, undefined, plain.retired]);
      expect([seed, Buffer.compare(runner.visible(), expected)]).toEqual([seed, 0]);
    }
    expect(counts.travelled).toBeGreaterThan(PROGRAMS * 5);
  });
});
