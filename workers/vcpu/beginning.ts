/** How a start's first machine begins: at power-on, with a link's record to go along, or from a kept state. */
import type { Verdict } from '../../src/machine/log/reproduction.ts';
import type { Machine } from '../../src/machine/machine.ts';
import type { History } from '../../src/machine/time-travel/history.ts';
import type { VcpuMessage, VcpuStart } from '../../src/machine/vcpu/messages.ts';
import { catchingUp } from './catching-up.ts';
import type { ConsoleTail } from './console-tail.ts';
import { type Driver, recorded, unrecorded } from './driver.ts';
import type { LifeParts } from './life.ts';
import type { Resumed } from './resuming.ts';

export type Beginning = Pick<LifeParts, 'drive' | 'past'>;

/** What a restart makes is a new machine that nothing is known of. */
export const nextLife = ({ isRecorded }: VcpuStart): Beginning => ({
  drive: isRecorded ? recorded : unrecorded,
  past: {},
});

export interface Resumption {
  /** What it is to go along. */
  readonly past: LifeParts['past'];
  give(machine: Machine, print: (byte: number) => void): Resumed;
  drive(history: History, resumed: Resumed): Driver;
}

/** How a start's first machine gets the state that it goes on from. `post` is told how it catches up. */
export async function resumption(
  { resume: state }: VcpuStart,
  tail: ConsoleTail,
  post: (message: VcpuMessage) => void,
): Promise<Resumption | undefined> {
  if (!state) return undefined;
  // Many visits begin at power-on.
  const { eventsAfter, resume } = await import('./resuming.ts');
  const events = eventsAfter(state);
  return {
    past: { events, newestCount: events.at(-1)?.at ?? 0 },
    give: (machine, print) => resume(machine, state, tail, print),
    drive(history, { before }) {
      // Without a record from the first instruction on, the run could not be run again.
      const live = (): Driver => {
        if (!before) return unrecorded(history);
        const known = [...before.events, ...events.slice(0, history.happened)];
        return recorded(history, { ...before, events: known }, before.events.length);
      };
      if (events.length > 0) {
        post({ kind: 'catchUp', from: history.count, to: history.newestCount });
        return catchingUp(history, live, (left) => post({ kind: 'caughtUp', left }));
      }
      history.machine.enterRealTime();
      return live();
    },
  };
}

/** `done` is told of a record's verdict. */
export async function firstLife(start: VcpuStart, done: (verdict: Verdict) => void): Promise<Beginning> {
  const next = nextLife(start);
  if (!start.replay) return next;
  const { record, typed } = start.replay;
  if (record) {
    // Most visits bring no link.
    const { replaying } = await import('./replaying.ts');
    const { events, instructions } = record;
    return {
      drive: (history) => replaying(history, record, done),
      past: { events, newestCount: instructions },
    };
  }
  return {
    ...next,
    drive: (history) => {
      const driver = next.drive(history);
      for (const { atNs, bytes } of typed) history.scheduleInput(bytes, atNs, 0);
      return driver;
    },
  };
}
