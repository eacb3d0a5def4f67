/** What was read from the library, as a machine is started from it. */
import type { KeptMachine } from '../../src/library/kept-machine.ts';
import type { ReadState } from '../../src/library/reading.ts';
import { encodeLog } from '../../src/machine/log/codec.ts';
import { buffersOf } from '../../src/machine/snapshot/buffers.ts';
import type { KeptSource, OpenedMachine } from '../../src/protocol/library.ts';
import type { NamedFile } from '../../src/protocol/machine.ts';

export function opened(
  kept: KeptMachine,
  { snapshot, events, damage }: Pick<ReadState, 'snapshot' | 'events' | 'damage'>,
  id: string | null,
  source: KeptSource,
  disks: readonly NamedFile[],
): OpenedMachine {
  const { title, name, options } = kept.about;
  const log = events.length > 0 ? new Uint8Array(encodeLog(events)) : new Uint8Array();
  const resume = { snapshot, log, buffers: buffersOf(snapshot) };
  return { resume, source, disks, options, title, id, name, damage };
}
