/** How a start's first machine begins: at power-on, with a link's record to go along, or from a kept state. */
import type { Verdict } from '../../src/machine/log/reproduction.ts';
import type { Machine } from '../../src/machine/machine.ts';
import type { History } from '../../src/machine/time-travel/history.ts';
import type { VcpuStart } from '../../src/machine/vcpu/messages.ts';
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

export type Resumption = (machine: Machine, print: (byte: number) => void) => Resumed;

/** Without a record from the first instruction on, the run could not be run again. */
export const resumedDrive = (history: History, { past }: Resumed): Driver =>
  past ? recorded(history, past, past.events.length) : unrecorded(history);

/** How a start's first machine gets the state that it goes on from. */
export async function resumption(
  { resume: state }: VcpuStart,
  tail: ConsoleTail,
  alive: () => void,
): Promise<Resumption | undefined> {
  if (!state) return undefined;
  // Many visits begin at power-on.
  const { resume } = await import('./resuming.ts');
  return (machine, print) => resume(machine, state, tail, print, alive);
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
