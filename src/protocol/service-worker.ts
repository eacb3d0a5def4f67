/** What the page and its service worker agree on: messages, and the names of caches and locks. */

export type ServiceWorkerMessage =
  /** Take over now: asked for by the user. */
  | { readonly kind: 'activate' }
  /** Fetch everything that the page needs without a network; answered on the port that comes along. */
  | { readonly kind: 'keep' };

export type KeepAnswer = { readonly kept: true } | { readonly kept: false; readonly why: string };

/** Several deployments may share an origin, so every name holds the scope. */
export const cachePrefix = (scope: string): string => `trampoline ${scope} `;
export const cacheName = (scope: string, build: string): string => cachePrefix(scope) + build;
/** Held by every tab that runs a build; its files stay as long. */
export const buildLock = (scope: string, build: string): string => `trampoline build ${scope} ${build}`;
