/** Times reading a snapshot of Linux at its prompt into a new machine, unpacking and the check of its hash included. */
import { unwrap } from '../../src/base/problem.ts';
import { nodePacker } from '../../src/host/node/packer.ts';
import { SEMANTICS } from '../../src/machine/machine.ts';
import { readSnapshot, restoreSnapshots } from '../../src/machine/snapshot/file.ts';
import { bootedMachine, newMachine, save } from './booted.ts';
import { betweenMarks } from './marks.ts';

const WHERE = 'the snapshot';
const bytes = await save(bootedMachine());
await betweenMarks(async () => {
  const snapshot = unwrap(await readSnapshot(bytes, WHERE, nodePacker));
  unwrap(restoreSnapshots(newMachine(), [snapshot], SEMANTICS, WHERE));
});
