/**
 * Installs `globalThis.trampoline`; its promises are in src/protocol/page.ts.
 *
 * Scripts reach for it as soon as the page has loaded, which is before the machine's control has: the interface is
 * there from the first script on, and what is asked of it early waits.
 */
import { ProblemError, problem } from '../base/problem.ts';
import type { TrampolineApi } from '../protocol/page.ts';
import { setLibraryOpen } from './library/library-view.ts';
import { openBenchmarks } from './benchmarks/opening.ts';
import { hasPanel, setPanelOpen } from './panels/panels.ts';
import { setSharing } from './share/link-view.ts';
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

const noCount = (member: string, given: number, range: string): ProblemError => {
  const what = `${given} is not a number of instructions`;
  return new ProblemError(
    problem('usage', `api.${member}`, `trampoline.${member}`, what, `give a whole number, ${range}`),
  );
};

const NO_FOCUS = { hart: 0, memory: '', code: '' } as const;

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
      if (!Number.isSafeInteger(n) || n === 0) throw noCount('step', n, 'not 0');
      const machine = await control();
      if (n > 0) await machine.step(n);
      else await machine.travel({ action: { kind: 'stepBack', instructions: -n }, focus: NO_FOCUS });
      return machine.readStats();
    },
    async goTo(n) {
      if (!Number.isSafeInteger(n) || n < 0) throw noCount('goTo', n, '0 or more');
      const machine = await control();
      await machine.travel({ action: { kind: 'goTo', count: n }, focus: NO_FOCUS });
      return machine.readStats();
    },
    async stateHash() {
      const machine = await control();
      await machine.pause();
      return machine.stateHash();
    },
    snapshot: async () => (await import('./library/api.ts')).takeSnapshot(),
    link: async () => (await import('./share/linking.ts')).linkAddress(await control()),
    open(panel) {
      if (panel === 'Benchmarks') openBenchmarks();
      else if (panel === 'Library') setLibraryOpen(true);
      else if (panel === 'Share') setSharing(true);
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
