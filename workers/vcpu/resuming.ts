/** Gives a new machine the state that it goes on from, and does again what came in after it. */
import { type Problem, problem, ProblemError, unwrap } from '../../src/base/problem.ts';
import { decodeLog } from '../../src/machine/log/codec.ts';
import type { MachineEvent } from '../../src/machine/log/event.ts';
import { unpackPast } from '../../src/machine/log/kept-past.ts';
import type { RecordedPast } from '../../src/machine/log/recording.ts';
import { Replay } from '../../src/machine/log/replay.ts';
import { type Machine, SEMANTICS } from '../../src/machine/machine.ts';
import { restoreSnapshots } from '../../src/machine/snapshot/file.ts';
import type { KeptState } from '../../src/machine/vcpu/messages.ts';
import type { ConsoleTail } from './console-tail.ts';
import { Keeping } from './keeping.ts';

/** One piece of catching up; between two, the thread shows that it lives. */
const PIECE_INSTRUCTIONS = 20_000_000;

/** To the terminal, which answered them then and must not type an answer now. */
const QUESTIONS = /\x1b\[[?>=]?[\d;]*(?:[cn]|\$p)|\x1b\]\d+(?:;\d+)?;\?(?:\x07|\x1b\\)|\x1bP[$+]q.*?\x1b\\/g;

const WHERE = 'the kept machine';

export interface Resumed {
  readonly keeping: Keeping;
  /** What is recorded of the run so far, if that was kept. */
  readonly past: RecordedPast | undefined;
}

/** Throws the problem of a snapshot that does not fit. `print` takes the console that was, then what is printed. */
export function resume(
  machine: Machine,
  { snapshot, log }: KeptState,
  tail: ConsoleTail,
  print: (byte: number) => void,
  alive: () => void,
): Resumed {
  unwrap(restoreSnapshots(machine, [snapshot], SEMANTICS, WHERE));
  // Before it goes on: what changes from here on belongs to its next state.
  const keeping = new Keeping(tail);
  keeping.begin(machine, snapshot.header.stateHash);
  const { console, record } = snapshot.header.origin;
  if (typeof console === 'string') {
    for (const letter of console.replace(QUESTIONS, '')) print(letter.charCodeAt(0));
  }
  alive();
  const came = log.length > 0 ? catchUp(machine, log, alive) : [];
  machine.enterRealTime();
  const before = unpackPast(record);
  return { keeping, past: before && { ...before, events: [...before.events, ...came] } };
}

/** Returns what came in on the way. */
function catchUp(machine: Machine, log: Uint8Array, alive: () => void): readonly MachineEvent[] {
  const { events } = unwrap(decodeLog(log, WHERE));
  const last = events.at(-1);
  if (!last) return [];
  const replay = new Replay(machine, events);
  while (machine.retired() < last.at) {
    const end = replay.runTo(Math.min(last.at, machine.retired() + PIECE_INSTRUCTIONS));
    alive();
    if (end.kind === 'reached') continue;
    if (end.kind === 'ended' || end.kind === 'reboot') return events;
    throw new ProblemError(leftItsLog(machine.retired()));
  }
  if (replay.finish()?.kind === 'diverged') throw new ProblemError(leftItsLog(machine.retired()));
  return events;
}

const leftItsLog = (count: number): Problem =>
  problem(
    'input',
    'log.diverged',
    WHERE,
    `it leaves its log at ${count} instructions`,
    'go on from its last snapshot without the log',
  );
