/** Everything that whoever mends a fault needs to see it again, as text. It is shown to nobody: it is copied. */
import { formatProblem, type Problem } from '../../base/problem.ts';
import { BUILD } from '../start/browser-page.ts';
import { control, terminal } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { visitSearch } from '../state/visit.ts';

const CONSOLE_LINES = 20;

/** A link to the very run, where there is one; else the address that starts the same machine. */
async function addressOf(): Promise<string> {
  const { started, choice, machine } = usePage.getState();
  if (machine) {
    try {
      return await (await import('../share/linking.ts')).linkAddress(control);
    } catch {
      // A machine that is gone, or one that no link can hold.
    }
  }
  const { origin, options } = started ?? choice;
  if (origin.kind !== 'image') return 'none: the program or machine was the visitor’s own';
  return new URL(visitSearch('', origin.id, options), location.href.replace(/[?#].*/, '')).href;
}

async function crashReport(problem: Problem | undefined): Promise<string> {
  const { state, machine, standing } = usePage.getState();
  const { instructions } = control.readStats();
  return [
    problem ? `${formatProblem(problem)} [${problem.code}]` : 'No problem was shown.',
    `link: ${await addressOf()}`,
    `machine: ${state}, ${JSON.stringify(machine ?? null)}`,
    `instructions: ${instructions.join(' + ') || 'none'}`,
    `build: ${BUILD || 'development'}; isolation: ${standing.isolation}`,
    `browser: ${navigator.userAgent}; ${navigator.hardwareConcurrency} processors`,
    'console:',
    terminal.lines(CONSOLE_LINES),
  ].join('\n');
}

export async function copyCrashReport(problem: Problem | undefined): Promise<void> {
  const text = await crashReport(problem);
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a clipboard it is a file.
    (await import('./save-file.ts')).saveFile('trampoline-report.txt', text, 'text/plain');
  }
}
