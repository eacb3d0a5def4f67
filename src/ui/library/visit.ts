/** What the library does for a visit by itself: offers to go on where the last one stopped, keeps a booted machine. */
import type { MachineView } from '../../protocol/library.ts';
import { duration } from '../components/format.ts';
import { control } from '../state/page.ts';
import { usePage } from '../state/store.ts';
import { library } from './here.ts';
import { useLibrary } from './library-view.ts';
import { nameOf } from './session.ts';

/** The page's own parts come first. */
const KEEP_READY_AFTER_MS = 1000;
const FOLDER = 'trampoline-library';

export async function visitLibrary(): Promise<void> {
  if (!('storage' in navigator) || !('locks' in navigator)) return;
  void control.ready
    .then(() => setTimeout(() => void library.keepReady(), KEEP_READY_AFTER_MS))
    .catch(() => undefined);
  if (!(await hasFolder())) return;
  await library.refresh();
  const last = lastMachine();
  if (last) offer(last);
}

/** Reading the library takes a worker: only where there is something in it. */
async function hasFolder(): Promise<boolean> {
  try {
    const top = await navigator.storage.getDirectory();
    await top.getDirectoryHandle(FOLDER);
    return true;
  } catch {
    return false;
  }
}

/** The machine that was used last, unless it was switched off or another tab has it. */
function lastMachine(): MachineView | undefined {
  const machines = useLibrary.getState().view?.machines ?? [];
  return machines.find(
    ({ deletedMs, points, isDone, open }) =>
      deletedMs === null && points.length > 0 && !isDone && open === 'no',
  );
}

function offer(machine: MachineView): void {
  // A visit that brings a link or a lesson is about that.
  if (usePage.getState().started?.origin.kind === 'kept' || location.hash.length > 1) return;
  if (new URLSearchParams(location.search).has('lesson')) return;
  const agoMs = Math.max(1000, Date.now() - machine.usedMs);
  library.offer(machine, `“${nameOf(machine)}” is as you left it ${duration(agoMs)} ago.`);
}
