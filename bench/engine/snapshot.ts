/** Times saving a Linux machine at its prompt as a file in memory, packing included. */
import { bootedMachine, save } from './booted.ts';
import { betweenMarks } from './marks.ts';

const machine = bootedMachine();
await betweenMarks(async () => {
  await save(machine);
});
