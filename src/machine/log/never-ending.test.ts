/** A guest that traps for ever retires nothing: a replay of it gives its driver a turn all the same. */
import { expect, it } from 'vitest';
import { machineOf, programParts } from '../../testing/histories.ts';
import { Reproduction } from './reproduction.ts';

const TRAPS = `
.globl _start
_start:
  la t0, again
  csrw mtvec, t0
.balign 4
again:
  .word 0
`;

it('gives way after a bounded number of traps', () => {
  const machine = machineOf(programParts(TRAPS));
  const record = {
    events: [],
    instructions: 1000,
    stateHash: '0'.repeat(64),
    end: undefined,
    checkpoints: [],
    spacing: 4096,
  };
  const reproduction = new Reproduction(machine, record);
  for (let slice = 0; slice < 3; slice++) expect(reproduction.run(100_000)).toBeUndefined();
  expect(machine.retired()).toBeLessThan(10);
  const [traps = 0] = machine.counters()['trap.exceptions'] ?? [];
  expect(traps).toBeGreaterThan(0);
  expect(traps).toBeLessThan(3_000_000);
});
