/**
 * Installs `globalThis.trampoline`; its promises are in src/protocol/page.ts.
 *
 * Scripts reach for it as soon as the page has loaded, which is before the machine's control has: the interface is
 * there from the first script on, and what is asked of it early waits.
 */
import { ProblemError, problem } from '../base/problem.ts';
import type { TrampolineApi } from '../protocol/page.ts';
import { openBenchmarks } from './benchmarks/opening.ts';
import { hasPanel, setPanelOpen } from './panels/panels.ts';
import type { MachineControl } from './state/control.ts';
import { Deferred } from './state/deferred.ts';
import type { TerminalSession } from './terminal/session.ts';

declare global {
  var trampoline: TrampolineApi;
}

interface Parts {
  readonly control: MachineControl;
  readonly terminal: TerminalSession;
}

const unsupported = (member: string, what: string): Promise<never> =>
  Promise.reject(
    new ProblemError(
      problem(
        'unsupported',
        `api.${member}`,
        `trampoline.${member}`,
        what,
        'use a later version of Trampoline',
      ),
    ),
  );

/** Installs the interface; the returned function brings it to life. */
export function installApi(): (control: MachineControl, terminal: TerminalSession) => void {
  const encoder = new TextEncoder();
  const arrival = new Deferred<Parts>();
  let parts: Parts | undefined;
  const control = async (): Promise<MachineControl> => (await arrival.promise).control;

  globalThis.trampoline = {
    get ready() {
      return parts?.control.ready ?? arrival.promise.then((arrived) => arrived.control.ready);
    },
    stats: async () => (await control()).readStats(),
    type: async (text) => (await control()).type(encoder.encode(text.replaceAll('\n', '\r'))),
    screen: () => parts?.terminal.screen() ?? '',
    pause: async () => (await control()).pause(),
    resume: async () => (await control()).resume(),
    async step(n) {
      if (!Number.isSafeInteger(n) || n < 1) {
        const what = `${n} is not a number of instructions`;
        throw new ProblemError(
          problem('usage', 'api.step', 'trampoline.step', what, 'give a whole number, 1 or more'),
        );
      }
      const machine = await control();
      await machine.step(n);
      return machine.readStats();
    },
    async stateHash() {
      const machine = await control();
      await machine.pause();
      return machine.stateHash();
    },
    snapshot: () => unsupported('snapshot', 'this build takes no snapshots'),
    link: () => unsupported('link', 'this build makes no links'),
    open(panel) {
      if (panel === 'Benchmarks') openBenchmarks();
      else if (hasPanel(panel)) setPanelOpen(panel, true);
      else return unsupported('open', `this build has no panel called "${panel}"`);
      return Promise.resolve();
    },
  };
  return (machine, terminal) => {
    parts = { control: machine, terminal };
    arrival.resolve(parts);
  };
}
