/** Everything that the page can be told by name. */
import type { PageState } from '../../protocol/page.ts';
import { openBenchmarks } from '../benchmarks/opening.ts';
import { copyCrashReport } from '../components/crash-report.ts';
import { saveFile } from '../components/save-file.ts';
import { openLesson } from '../lessons/opening.ts';
import { OWN_LESSONS } from '../lessons/own.ts';
import { setLibraryOpen } from '../library/library-view.ts';
import { chooseScheme } from '../looks/scheme.ts';
import { chooseLayout } from '../panels/layout.ts';
import { PANELS, setPanelOpen, usePanels } from '../panels/panels.ts';
import { setSharing } from '../share/link-view.ts';
import { control, terminal } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { step } from '../travel/step.ts';
import { figureLog } from './figure-log.ts';

export interface Command {
  readonly name: string;
  readonly run: () => unknown;
  /** Left out where it could do nothing now. */
  readonly in?: readonly PageState[];
}

const panelCommands = (): readonly Command[] =>
  PANELS.map((name) => {
    const isOpen = usePanels.getState().open.includes(name);
    return { name: `${isOpen ? 'Close' : 'Open'} ${name}`, run: () => setPanelOpen(name, !isOpen) };
  });

const slow = (name: string, perSecond: number): Command => ({ name, run: () => control.setSpeed(perSecond) });

const fixed: readonly Command[] = [
  { name: 'Run', run: () => control.run(), in: ['empty', 'paused', 'ended', 'failed'] },
  { name: 'Pause', run: () => control.pause(), in: ['running'] },
  { name: 'Step', run: () => step(1), in: ['paused'] },
  { name: 'Step back', run: () => step(-1), in: ['paused', 'ended'] },
  { name: 'Reset', run: () => control.reset(), in: ['running', 'paused', 'ended', 'failed'] },
  { name: 'Share', run: () => setSharing(true), in: ['running', 'paused', 'ended'] },
  slow('Full speed', 0),
  slow('Slow down to 1 million instructions a second', 1_000_000),
  slow('Slow down to 1,000 instructions a second', 1000),
  slow('Slow down to 10 instructions a second', 10),
  { name: 'Library', run: () => setLibraryOpen(true) },
  { name: 'Benchmarks', run: openBenchmarks },
  { name: 'Layout: default', run: () => chooseLayout('default') },
  { name: 'Layout: lecture, large text with Tiers and Code cache', run: () => chooseLayout('lecture') },
  { name: 'Colours: light', run: () => chooseScheme('light') },
  { name: 'Colours: dark', run: () => chooseScheme('dark') },
  { name: 'Colours: as the system', run: () => chooseScheme('system') },
  { name: 'Save console output', run: () => terminal.saveTranscript() },
  {
    name: 'Save figures as CSV',
    run: () => saveFile('trampoline-figures.csv', figureLog.csv(), 'text/csv'),
    in: ['running', 'paused', 'ended'],
  },
  { name: 'Copy a report for whoever mends faults', run: () => copyCrashReport(usePage.getState().problem) },
];

export function commandsIn(state: PageState): readonly Command[] {
  const lessons: readonly Command[] = OWN_LESSONS.map(({ name, title }) => ({
    name: `Lesson: ${title}`,
    run: () => openLesson(name),
  }));
  return [...fixed, ...panelCommands(), ...lessons].filter(
    (command) => command.in === undefined || command.in.includes(state),
  );
}
