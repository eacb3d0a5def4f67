/** Holds this build's files in the browser for as long as the page lives: the service worker looks at the lock. */
import { buildLock } from '../../protocol/service-worker.ts';
import { BUILD, ROOT_URL } from '../start/browser-page.ts';

export function holdBuild(): void {
  if (BUILD === '' || !('locks' in navigator)) return;
  navigator.locks
    .request(buildLock(ROOT_URL, BUILD), { mode: 'shared' }, () => new Promise(() => undefined))
    .catch(() => undefined);
}
