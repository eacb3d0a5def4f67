/** The page's single machine, terminal and figures. */
import { statsFeed } from '../../stats/stats-source.ts';
import { TerminalSession } from '../terminal/session.ts';
import { MachineControl } from './control.ts';
import { connectMachine } from './machine-client.ts';

export const stats = statsFeed();
export const terminal = new TerminalSession();
export const control = new MachineControl(connectMachine, terminal, stats);

terminal.connectInput({
  typed: (bytes) => {
    control.type(bytes).catch((error: unknown) => control.reportError(error));
  },
});
