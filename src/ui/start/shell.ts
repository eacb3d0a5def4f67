/**
 * The page before React: what index.html holds, brought to life. It shows how far loading is, and the terminal.
 */
import { received } from '../components/format.ts';
import { usePage } from '../state/store.ts';
import type { TerminalSession } from '../terminal/session.ts';
import { showTour } from './shell-tour.ts';
import { showStuck } from './stuck.ts';

export interface Shell {
  /** Where the whole page goes. */
  readonly root: HTMLElement;
  /** Takes the shell away; the terminal must have moved out of it. */
  readonly leave: () => void;
}

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no element "${id}"`);
  return found;
};

export function showShell(terminal: TerminalSession): Shell {
  const shell = element('shell');
  const card = element('shell-card');
  const status = element('shell-status');
  const show = (): void => {
    const { state, progress } = usePage.getState();
    card.hidden = state !== 'loading';
    status.textContent = state === 'running' ? 'Running' : 'Loading';
    status.className = `state state-${state === 'running' ? 'running' : 'loading'}`;
    if (!card.hidden) showProgress(element('shell-progress'), progress);
  };
  const unsubscribe = usePage.subscribe(show);
  const endTour = showTour(element('shell-tour'));
  show();
  void terminal.mount(element('shell-terminal')).catch(showStuck);
  return {
    root: element('root'),
    leave() {
      unsubscribe();
      endTour();
      shell.remove();
    },
  };
}

function showProgress(list: HTMLElement, parts: ReturnType<typeof usePage.getState>['progress']): void {
  if (list.children.length !== 3 * parts.length) {
    list.replaceChildren(
      ...parts.flatMap(() => ['span', 'progress', 'span'].map((name) => document.createElement(name))),
    );
  }
  for (const [index, { part, receivedBytes, totalBytes }] of parts.entries()) {
    const [name, bar, bytes] = [...list.children].slice(3 * index);
    if (!name || !bytes || !(bar instanceof HTMLProgressElement)) return;
    name.textContent = part;
    bar.setAttribute('aria-label', part);
    bar.max = totalBytes;
    bar.value = receivedBytes;
    bytes.textContent = received(receivedBytes, totalBytes);
  }
}
