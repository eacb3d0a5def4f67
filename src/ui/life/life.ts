/** Ties the page's life to its machine: hidden and shown, killed and come back, new versions, what isn't isolated. */
import { duration } from '../components/format.ts';
import { ROOT_URL } from '../start/browser-page.ts';
import { control } from '../state/page.ts';
import { forgetRemark, remark } from '../state/remarks.ts';
import { usePage } from '../state/store.ts';
import { visitSearch } from '../state/visit.ts';
import { remarkSerialPort } from './serial-port.ts';
import { remarkSlowWebAssembly } from './slow-web-assembly.ts';
import { HiddenPause } from './hidden.ts';
import { type MarkPlace, RunMarks } from './marks.ts';
import { pausesHidden, useSettings } from './settings.ts';
import { remarkStanding } from './standing.ts';
import { keepTerminalPast } from './terminal-past.ts';
import { watchUpdates } from './updates.ts';

export function liveWithPage(): void {
  remarkStanding(usePage.getState().standing);
  pauseWhenHidden();
  markRuns();
  keepTerminalPast();
  remarkSerialPort();
  // Not before: the first prompt has the network to itself.
  void control.ready
    .catch(() => undefined)
    .then(() => import('../library/visit.ts'))
    .then(({ visitLibrary }) => visitLibrary())
    .catch(() => undefined);
  // Not before: the first prompt has the network to itself.
  void control.ready
    .catch(() => undefined)
    .then(() =>
      watchUpdates({
        offered: offerUpdate,
        kept: (answer) => useSettings.setState({ offline: answer }),
      }),
    )
    .then(remarkSlowWebAssembly)
    .catch(() => undefined);
}

function pauseWhenHidden(): void {
  const clock = (ms: number): string => new Date(ms).toLocaleTimeString();
  const hidden = new HiddenPause(
    {
      isRunning: () => usePage.getState().state === 'running',
      pause: () => control.pause(),
      resume: () => control.resume(),
      wentOn: (fromMs, toMs) =>
        remark(
          'hidden',
          `Nobody was looking: the machine was paused for ${duration(toMs - fromMs)}, from ${clock(fromMs)}, and goes on where it stopped.`,
        ),
    },
    pausesHidden,
  );
  const look = (): void => {
    if (document.visibilityState === 'hidden') hidden.hidden();
    else void hidden.shown();
  };
  document.addEventListener('visibilitychange', look);
  look();
  document.addEventListener('freeze', () => hidden.frozen());
  document.addEventListener('resume', look);
  addEventListener('pagehide', ({ persisted }) => {
    if (persisted) hidden.frozen();
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) look();
  });
}

/** The page's storage and locks, where it may have them. */
function markPlace(): MarkPlace | undefined {
  try {
    const { localStorage: storage } = globalThis;
    if (!('locks' in navigator)) return undefined;
    const heldLocks = async (): Promise<ReadonlySet<string>> => {
      const { held = [] } = await navigator.locks.query();
      return new Set(held.flatMap(({ name }) => name ?? []));
    };
    return { storage, heldLocks };
  } catch {
    return undefined;
  }
}

function markRuns(): void {
  const place = markPlace();
  if (!place) return;
  const marks = new RunMarks(place, ROOT_URL, crypto.randomUUID());
  void navigator.locks.request(marks.lockName, () => new Promise(() => undefined)).catch(() => undefined);
  let marked = false;
  const look = (): void => {
    const { state, machine, started } = usePage.getState();
    const runs = machine !== undefined && (state === 'running' || state === 'paused');
    if (runs === marked) return;
    marked = runs;
    if (!runs || !machine || !started) return marks.clear();
    const search = machine.image === null ? '' : visitSearch(location.search, machine.image, started.options);
    marks.set({ title: machine.title, sinceMs: Date.now(), search });
  };
  usePage.subscribe(look);
  look();
  addEventListener('pagehide', () => {
    marked = false;
    marks.clear();
  });
  addEventListener('pageshow', look);
  void marks.takeLost().then(
    ([lost]) => {
      if (!lost) return;
      const since = new Date(lost.sinceMs).toLocaleString();
      const again = { label: 'Start the same machine', does: () => location.assign(`./${lost.search}`) };
      const differs =
        lost.search !== '' &&
        new URLSearchParams(lost.search).get('ram') !== new URLSearchParams(location.search).get('ram');
      remark(
        'lost',
        `A tab was cut off while a machine ran in it (${lost.title}, started ${since}): the browser ended it, often for want of memory. A machine that was typed into is in the library.`,
        differs ? [again] : [],
      );
    },
    () => undefined,
  );
}

function offerUpdate(accept: () => void): void {
  const runs = (): boolean => {
    const { state } = usePage.getState();
    return state === 'loading' || state === 'running' || state === 'paused';
  };
  const afterRun = (): void => {
    if (!runs()) return accept();
    remark('update', 'The new version of this page starts when this machine ends.', [
      { label: 'Not now', does: offer },
    ]);
    const unsubscribe = usePage.subscribe(() => {
      if (runs() || !wanted) return;
      unsubscribe();
      accept();
    });
  };
  let wanted = false;
  const offer = (): void => {
    wanted = false;
    remark('update', 'A new version of this page is here. What runs now is left alone.', [
      {
        label: 'Update after this run',
        does: () => {
          wanted = true;
          forgetRemark('update');
          afterRun();
        },
      },
    ]);
  };
  offer();
}
