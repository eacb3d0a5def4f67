/** Gives a new machine the state that it goes on from, and reads what came in after it. */
import { unwrap } from '../../src/base/problem.ts';
import { decodeLog } from '../../src/machine/log/codec.ts';
import type { MachineEvent } from '../../src/machine/log/event.ts';
import { unpackPast } from '../../src/machine/log/kept-past.ts';
import type { RecordedPast } from '../../src/machine/log/recording.ts';
import { type Machine, SEMANTICS } from '../../src/machine/machine.ts';
import { restoreSnapshots } from '../../src/machine/snapshot/file.ts';
import type { KeptState } from '../../src/machine/vcpu/messages.ts';
import type { ConsoleTail } from './console-tail.ts';
import { Keeping } from './keeping.ts';

/** To the terminal, which answered them then and must not type an answer now. */
const QUESTIONS = /\x1b\[[?>=]?[\d;]*(?:[cn]|\$p)|\x1b\]\d+(?:;\d+)?;\?(?:\x07|\x1b\\)|\x1bP[$+]q.*?\x1b\\/g;

const WHERE = 'the kept machine';

export interface Resumed {
  readonly keeping: Keeping;
  /** What is recorded of the run up to that state, if that was kept. */
  readonly before: RecordedPast | undefined;
}

/** What came in after the state, in order. */
export const eventsAfter = ({ log }: KeptState): readonly MachineEvent[] =>
  log.length > 0 ? unwrap(decodeLog(log, WHERE)).events : [];

/** Throws the problem of a snapshot that does not fit. `print` takes the console that was. */
export function resume(
  machine: Machine,
  { snapshot }: KeptState,
  tail: ConsoleTail,
  print: (byte: number) => void,
): Resumed {
  unwrap(restoreSnapshots(machine, [snapshot], SEMANTICS, WHERE));
  // Before it goes on: what changes from here on belongs to its next state.
  const keeping = new Keeping(tail);
  keeping.begin(machine, snapshot.header.stateHash);
  const { console, record } = snapshot.header.origin;
  if (typeof console === 'string') {
    for (const letter of console.replace(QUESTIONS, '')) print(letter.charCodeAt(0));
  }
  return { keeping, before: unpackPast(record) };
}
