/** Gives a new machine the state that it goes on from, and does again what came in after it. */
import { type Problem, problem, ProblemError, unwrap } from '../../src/base/problem.ts';
import { decodeLog } from '../../src/machine/log/codec.ts';
import { Replay } from '../../src/machine/log/replay.ts';
import { type Machine, SEMANTICS } from '../../src/machine/machine.ts';
import { restoreSnapshots } from '../../src/machine/snapshot/file.ts';
import type { KeptState } from '../../src/machine/vcpu/messages.ts';
import type { ConsoleTail } from './console-tail.ts';
import { Keeping } from './keeping.ts';

/** One piece of catching up; between two, the thread shows that it lives. */
const PIECE_INSTRUCTIONS = 20_000_000;

const WHERE = 'the kept machine';

/** Throws the problem of a snapshot that does not fit. `print` takes the console that was, then what is printed. */
export function resume(
  machine: Machine,
  { snapshot, log }: KeptState,
  tail: ConsoleTail,
  print: (byte: number) => void,
  alive: () => void,
): Keeping {
  unwrap(restoreSnapshots(machine, [snapshot], SEMANTICS, WHERE));
  // Before it goes on: what changes from here on belongs to its next state.
  const keeping = new Keeping(tail);
  keeping.begin(machine, snapshot.header.stateHash);
  const { console } = snapshot.header.origin;
  if (typeof console === 'string') for (const letter of console) print(letter.charCodeAt(0));
  alive();
  if (log.length > 0) catchUp(machine, log, alive);
  machine.enterRealTime();
  return keeping;
}

function catchUp(machine: Machine, log: Uint8Array, alive: () => void): void {
  const { events } = unwrap(decodeLog(log, WHERE));
  const last = events.at(-1);
  if (!last) return;
  const replay = new Replay(machine, events);
  while (machine.retired() < last.at) {
    const end = replay.runTo(Math.min(last.at, machine.retired() + PIECE_INSTRUCTIONS));
    alive();
    if (end.kind === 'reached') continue;
    if (end.kind === 'ended' || end.kind === 'reboot') return;
    throw new ProblemError(leftItsLog(machine.retired()));
  }
  if (replay.finish()?.kind === 'diverged') throw new ProblemError(leftItsLog(machine.retired()));
}

const leftItsLog = (count: number): Problem =>
  problem(
    'input',
    'log.diverged',
    WHERE,
    `it leaves its log at ${count} instructions`,
    'go on from its last snapshot without the log',
  );
