/** Keeps the terminal's latest lines for the case that the page is loaded again, or killed. */
import { terminal } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { visitSearch } from '../state/visit.ts';
import { keepPast, PAST_LINES } from '../terminal/past.ts';
import { useSettings } from './settings.ts';

/** A page that is killed loses at most what was printed in so long. */
const KEEP_EVERY_MS = 5000;

export function keepTerminalPast(): void {
  let keptBytes = 0;
  const keep = (): void => {
    const { started } = usePage.getState();
    // The user's own files are gone after a reload, and their machine with them.
    if (started?.origin.kind !== 'image' || terminal.writtenBytes === keptBytes) return;
    keptBytes = terminal.writtenBytes;
    const machine = visitSearch('', started.origin.id, started.options);
    const keepsPast = keepPast({ machine, untilMs: Date.now(), text: terminal.lines(PAST_LINES) });
    if (keepsPast !== useSettings.getState().keepsPast) useSettings.setState({ keepsPast });
  };
  keep();
  setInterval(keep, KEEP_EVERY_MS);
  addEventListener('pagehide', keep);
  document.addEventListener('visibilitychange', keep);
}
