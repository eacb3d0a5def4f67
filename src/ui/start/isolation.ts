/**
 * The isolation ladder: how this page comes to share memory with its workers, settled before anything else loads.
 *
 * 1. `headers`: the host sends them, nothing is to be done. 2. `service worker`: ours adds them; that takes one
 * reload on the first visit, and one more after a reload that went past the service worker (shift). 3. `none`: all
 * runs in one worker. How often a visit reloaded stands in its history entry, which needs no storage permission and
 * survives the reload: a page that can't be isolated never reloads for ever.
 */

export type Isolation = 'headers' | 'service worker' | 'none';

/** Why there is no isolation; each has its own way on. */
export type NotIsolated =
  /** Plain http from another host. */
  | 'insecure'
  /** Inside a page of another site. */
  | 'frame'
  /** The browser, or a setting of it, allows no service worker. */
  | 'refused'
  /** The browser is isolated, but has no shared memory. */
  | 'no shared memory';

export interface Standing {
  readonly isolation: Isolation;
  /** Set where `isolation` is `none`. */
  readonly reason?: NotIsolated;
}

/** What the ladder needs of a page. */
export interface LadderPage {
  readonly isSecure: boolean;
  readonly isIsolated: boolean;
  readonly hasSharedMemory: boolean;
  readonly isFrame: boolean;
  /** Whether the page came through the service worker, which says so in its answer. */
  readonly cameThroughWorker: () => boolean;
  /** Whether the service worker answers this page's requests. */
  readonly isControlled: () => boolean;
  /** Resolves when the service worker is active; false if there will be none. */
  readonly activateWorker: () => Promise<boolean>;
  readonly reloads: () => number;
  readonly setReloads: (count: number) => void;
  readonly reload: () => void;
}

/** Where the page stands; undefined if it's about to reload. */
export async function settleIsolation(page: LadderPage): Promise<Standing | undefined> {
  if (page.isIsolated) {
    page.setReloads(0);
    if (!page.hasSharedMemory) return { isolation: 'none', reason: 'no shared memory' };
    return { isolation: page.cameThroughWorker() ? 'service worker' : 'headers' };
  }
  if (!page.isSecure) return { isolation: 'none', reason: 'insecure' };
  const refused: Standing = { isolation: 'none', reason: page.isFrame ? 'frame' : 'refused' };
  const reloads = page.reloads();
  // Controlled, and still not isolated: the service worker did what it can.
  if (reloads > 1 || (reloads === 1 && page.isControlled())) return refused;
  if (!(await page.activateWorker())) return refused;
  page.setReloads(reloads + 1);
  page.reload();
  return undefined;
}
