/** The page's single machine, terminal and figures. */
import { statsFeed } from '../../stats/stats-source.ts';
import { TerminalSession } from '../terminal/session.ts';
import { isReplaying } from '../share/link-view.ts';
import { MachineControl } from './control.ts';
import { BUILD, ROOT_URL } from '../start/browser-page.ts';
import { connectMachine } from './machine-client.ts';
import { usePage } from './store.ts';
import { warms } from './warming.ts';

export const stats = statsFeed();
export const terminal = new TerminalSession();
const place = () => ({
  rootUrl: ROOT_URL,
  threads: usePage.getState().standing.isolation !== 'none',
  build: BUILD,
  warms: warms(),
});
export const control = new MachineControl(connectMachine(place), terminal, stats);

terminal.connectInput({
  typed: (bytes) => {
    // The terminal answers a guest's questions by itself; of a record, the answers are in it.
    if (isReplaying()) return;
    control.type(bytes).catch((error: unknown) => control.reportError(error));
  },
  resized: (columns, rows) => control.resize(columns, rows),
});
