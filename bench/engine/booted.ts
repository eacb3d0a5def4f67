/** A Linux machine at its prompt, and what it takes to keep and bring back its state. */
import { nodePacker } from '../../src/host/node/packer.ts';
import { ConsoleScript } from '../../src/machine/console-script.ts';
import { type Machine, SEMANTICS } from '../../src/machine/machine.ts';
import { collectParts, SnapshotWriter } from '../../src/machine/snapshot/file.ts';
import { linuxParts, machineOf, typing } from '../../src/testing/histories.ts';

const parts = linuxParts({ ramBytes: 256 << 20 });
const SLICE = 100_000;
/** A boot takes some 23 million instructions. */
const MOST = 200_000_000;

export const newMachine = (): Machine => machineOf(parts);

/** Deterministic, so that it is the same machine each time. */
export function bootedMachine(): Machine {
  const script = new ConsoleScript(typing('trampoline:~# =>'));
  const machine = machineOf(parts, (byte) => void script.push(byte));
  while (script.matched === 0) {
    if (machine.retired() > MOST) throw new Error('Linux did not come to its prompt');
    machine.run(SLICE);
  }
  return machine;
}

/** The whole state as a file, as a writer that has written nothing yet makes it. */
export const save = (machine: Machine): Promise<Uint8Array<ArrayBuffer>> =>
  collectParts(new SnapshotWriter(machine, SEMANTICS).save({}, nodePacker));
