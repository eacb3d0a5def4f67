/** The browser's page as the isolation ladder sees it, and where the page's own files are. */
import type { LadderPage } from './isolation.ts';

/** A service worker that isn't active by then is given up for this visit. */
const ACTIVATE_TIMEOUT_MS = 4000;

interface HistoryMark {
  readonly trampolineReloads?: number;
}

/** Written by scripts/pack-site.mjs; empty while the page is developed. */
export const BUILD = document.documentElement.dataset['build'] ?? '';
/** The deployment's root: kept builds stand two folders below it. */
export const ROOT_URL = new URL(document.documentElement.dataset['root'] ?? './', document.baseURI).href;

const mark = (): HistoryMark => (history.state as HistoryMark | null) ?? {};

function inFrame(): boolean {
  return window.self !== window.top;
}

function cameThroughWorker(): boolean {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return (
    entry?.serverTiming?.some(
      ({ name, description }) => name === 'isolation' && description === 'service worker',
    ) ?? false
  );
}

/** Registers the service worker. Undefined where there's none to be had: frames, private windows, development. */
export async function registerWorker(): Promise<ServiceWorkerRegistration | undefined> {
  if (BUILD === '' || !('serviceWorker' in navigator)) return undefined;
  try {
    const options: RegistrationOptions = { scope: ROOT_URL, updateViaCache: 'none' };
    // Some set-ups take the call and give nothing back.
    return await navigator.serviceWorker.register(`${ROOT_URL}sw.js`, options);
  } catch {
    return undefined;
  }
}

async function activateWorker(): Promise<boolean> {
  const registration = await registerWorker();
  if (!registration) return false;
  const timeout = new Promise<false>((resolve) => setTimeout(() => resolve(false), ACTIVATE_TIMEOUT_MS));
  const active = navigator.serviceWorker.ready.then(() => true);
  return (await Promise.race([active, timeout])) || registration.active !== null;
}

export const browserPage: LadderPage = {
  isSecure: globalThis.isSecureContext,
  isIsolated: globalThis.crossOriginIsolated,
  hasSharedMemory: typeof SharedArrayBuffer !== 'undefined',
  isFrame: inFrame(),
  cameThroughWorker,
  // `serviceWorker` is refused by a getter that throws in some frames.
  isControlled() {
    try {
      return navigator.serviceWorker.controller !== null;
    } catch {
      return false;
    }
  },
  activateWorker,
  reloads: () => mark().trampolineReloads ?? 0,
  setReloads(count) {
    if ((mark().trampolineReloads ?? 0) !== count)
      history.replaceState({ ...mark(), trampolineReloads: count }, '');
  },
  reload: () => location.reload(),
};
