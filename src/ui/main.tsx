/**
 * Starts the page once its isolation is settled. The machine is asked for before anything is drawn, because
 * fetching and building it takes longest. Until the terminal takes input, the page is what index.html holds, with
 * the terminal in it; React and all that needs it come after the first prompt, or as soon as they have something to
 * say or to do.
 */
import type { installApi } from './page-api.ts';
import { holdBuild } from './life/build-lock.ts';
import { takeDroppedFiles } from './start/dropped-files.ts';
import { missingFromEnvironment } from './start/environment.ts';
import { followAddress } from './share/address.ts';
import type { Standing } from './start/isolation.ts';
import { showShell } from './start/shell.ts';
import { showStuck } from './start/stuck.ts';
import { provideHook } from './state/create.ts';
import { control, stats, terminal } from './state/page.ts';
import { usePage } from './state/store.ts';
import { readVisit, visitSearch } from './state/visit.ts';
import { readPast } from './terminal/past.ts';
import { followBoot } from './tour/boot.ts';

/** The rest of the page leaves network and processor to the prompt for a moment. */
const AFTER_PROMPT_MS = 300;
/** A boot that takes longer than this gets the whole page beside it. */
const SHELL_AT_MOST_MS = 10_000;

export function startPage(standing: Standing, connectApi: ReturnType<typeof installApi>): void {
  usePage.setState({ standing });
  connectApi(control, terminal);
  const missing = missingFromEnvironment();
  if (missing) control.refuse(missing);
  else {
    const visit = readVisit(location.search, location.hash);
    terminal.recall(readPast(visitSearch('', visit.image, visit.options)));
    followBoot(visit, stats, control.ready);
    void control.begin(visit);
  }
  followAddress();
  holdBuild();
  takeDroppedFiles((files) => void control.openFiles(files));
  const shell = showShell(terminal);
  void shellIsEnough()
    .then(() => Promise.all([import('./app.tsx'), import('./state/hook.ts'), import('./life/life.ts')]))
    .then(([{ renderApp }, { useStore }, { liveWithPage }]) => {
      provideHook(useStore);
      renderApp(shell.root, shell.leave);
      liveWithPage();
      terminal.complete();
    })
    .catch(showStuck);
}

/** Resolves when the page is needed: the machine takes input, or the visitor wants or must know something. */
function shellIsEnough(): Promise<unknown> {
  const asked = new Promise<void>((resolve) => {
    for (const kind of ['pointerdown', 'keydown'])
      addEventListener(kind, () => resolve(), { once: true, passive: true });
    setTimeout(resolve, SHELL_AT_MOST_MS);
    const look = (): void => {
      const { state, problem } = usePage.getState();
      // A machine is built paused, so that state alone says nothing.
      if (problem || state === 'empty' || state === 'ended' || state === 'failed') resolve();
    };
    usePage.subscribe(look);
    look();
  });
  const prompt = control.ready
    .catch(() => undefined)
    .then(() => new Promise((resolve) => setTimeout(resolve, AFTER_PROMPT_MS)));
  return Promise.race([asked, prompt]);
}
