/** Installs `globalThis.trampoline`; its promises are in src/protocol/page.ts. */
import { ProblemError, problem } from '../base/problem.ts';
import type { TrampolineApi } from '../protocol/page.ts';
import type { MachineControl } from './state/control.ts';
import type { TerminalSession } from './terminal/session.ts';

declare global {
  var trampoline: TrampolineApi;
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

export function installApi(control: MachineControl, terminal: TerminalSession): void {
  const encoder = new TextEncoder();
  globalThis.trampoline = {
    get ready() {
      return control.ready;
    },
    stats: () => Promise.resolve(control.readStats()),
    type: (text) => control.type(encoder.encode(text.replaceAll('\n', '\r'))),
    screen: () => terminal.screen(),
    pause: () => control.pause(),
    resume: () => control.resume(),
    async step(n) {
      if (!Number.isSafeInteger(n) || n < 1) {
        const what = `${n} is not a number of instructions`;
        throw new ProblemError(
          problem('usage', 'api.step', 'trampoline.step', what, 'give a whole number, 1 or more'),
        );
      }
      await control.step(n);
      return control.readStats();
    },
    async stateHash() {
      await control.pause();
      return control.stateHash();
    },
    snapshot: () => unsupported('snapshot', 'this build takes no snapshots'),
    link: () => unsupported('link', 'this build makes no links'),
    open: (panel) => unsupported('open', `this build has no panels, so none called "${panel}"`),
  };
}
