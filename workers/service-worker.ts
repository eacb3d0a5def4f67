/**
 * The page's service worker: isolation where the host sends no headers, and the page itself without a network.
 *
 * One build of the page has one cache, filled from a list that scripts/pack-site.mjs writes beside the build. Every
 * answer gets the headers that allow shared memory. A new version installs beside the old one and waits: it takes
 * over when the page says so or when no tab is left, never by itself. Caches of older builds stay as long as a tab
 * runs them, so that a machine can start its late workers after an update was deployed.
 *
 * The very first installation fetches nothing, because the first prompt must not wait for it; the page asks for the
 * rest (`keep`) once its terminal takes input. Images aren't cached here: the machine worker keeps them by hash.
 */
/// <reference lib="webworker" />
import type { KeepAnswer, ServiceWorkerMessage } from '../src/protocol/service-worker.ts';
import { buildLock, cacheName, cachePrefix } from '../src/protocol/service-worker.ts';

declare const self: ServiceWorkerGlobalScope;

/** Both are written by the build. Paths are relative to this file, separated by blanks; the first is the page. */
const BUILD = 'TRAMPOLINE_BUILD';
const ROOT_FILES = 'TRAMPOLINE_FILES'.split(' ');
/** The build's own files, and their list; it is long, and not needed before the first prompt. */
const OWN = `v/${BUILD}/`;
const LIST = `${OWN}files.txt`;
const PAGE = './';

const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-credentialless',
};

const { scope } = self.registration;
const CACHE = cacheName(scope, BUILD);
const addressOf = (path: string): string => new URL(path, self.location.href).href;

self.addEventListener('install', (event) => {
  // Beside a version that works, the new one must be whole before it's offered.
  if (self.registration.active) event.waitUntil(keepAll());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), dropUnused()]));
});

self.addEventListener('message', (event) => {
  const message = event.data as ServiceWorkerMessage;
  if (message.kind === 'activate') event.waitUntil(self.skipWaiting());
  else event.waitUntil(answerKeep(event.ports[0]));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || request.headers.has('range')) return;
  if (!request.url.startsWith(scope) || request.url.endsWith('.bin')) return;
  const answering = request.mode === 'navigate' ? navigation(request) : file(request);
  event.respondWith(answering.then(isolated));
  if (request.mode === 'navigate') event.waitUntil(dropUnused());
});

async function answerKeep(port: MessagePort | undefined): Promise<void> {
  let answer: KeepAnswer = { kept: true };
  try {
    await keepAll();
  } catch (error) {
    answer = { kept: false, why: error instanceof Error ? error.message : String(error) };
  }
  port?.postMessage(answer);
}

/** Fetches what the cache doesn't have. Fails if the page on the server is no longer this build's. */
async function keepAll(): Promise<void> {
  const kept = await caches.open(CACHE);
  const keep = async (path: string): Promise<void> => {
    if (await kept.match(addressOf(path))) return;
    const cache = path.startsWith(OWN) ? 'force-cache' : 'no-cache';
    const response = await fetch(path, { cache });
    if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
    if (path === PAGE && !(await response.clone().text()).includes(`data-build="${BUILD}"`)) {
      throw new Error('the server has another version by now');
    }
    await kept.put(addressOf(path), response);
  };
  await keep(LIST);
  const list = (await (await kept.match(addressOf(LIST)))?.text()) ?? '';
  const own = list.split(' ').map((name) => OWN + name);
  await Promise.all([...ROOT_FILES, ...own].map(keep));
}

/** Only the page itself comes from this build; the pages of kept builds come from the network or their cache. */
async function navigation(request: Request): Promise<Response> {
  const path = new URL(request.url).href.slice(scope.length).replace(/[?#].*$/, '');
  const isPage = path === '' || path === 'index.html';
  const kept = isPage ? await matchIn(CACHE, addressOf(PAGE)) : undefined;
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch {
    return (await matchAnywhere(isPage ? addressOf(PAGE) : request.url)) ?? unreachable();
  }
}

async function file(request: Request): Promise<Response> {
  const address = request.url.replace(/[?#].*$/, '');
  const kept = (await matchIn(CACHE, address)) ?? (await matchAnywhere(address));
  if (kept) return kept;
  // What is named by its contents need not be asked for again, whatever the host says or doesn't say of its age.
  const isImmutable = address.startsWith(addressOf(OWN));
  const response = await fetch(request, isImmutable ? { cache: 'force-cache' } : {});
  // The rest is kept by `keepAll` alone, which looks at its build.
  if (response.ok && isImmutable) {
    const copy = response.clone();
    void caches
      .open(CACHE)
      .then((cache) => cache.put(address, copy))
      .catch(() => undefined);
  }
  return response;
}

async function matchIn(name: string, address: string): Promise<Response | undefined> {
  try {
    return (await caches.has(name)) ? await (await caches.open(name)).match(address) : undefined;
  } catch {
    return undefined;
  }
}

async function matchAnywhere(address: string): Promise<Response | undefined> {
  for (const name of await ownCaches()) {
    const found = await matchIn(name, address);
    if (found) return found;
  }
  return undefined;
}

async function ownCaches(): Promise<string[]> {
  const names = await caches.keys().catch(() => []);
  return names.filter((name) => name.startsWith(cachePrefix(scope)));
}

/** Drops the caches of builds that no tab runs. A tab holds a lock in its build's name. */
async function dropUnused(): Promise<void> {
  if (self.registration.active === null || !('locks' in navigator)) return;
  const { held = [], pending = [] } = await navigator.locks.query();
  const inUse = new Set([...held, ...pending].map(({ name }) => name));
  for (const name of await ownCaches()) {
    const build = name.slice(cachePrefix(scope).length);
    if (build === BUILD || inUse.has(buildLock(scope, build))) continue;
    // A version that waits has filled its cache and runs in no tab yet.
    if (self.registration.waiting || self.registration.installing) continue;
    await caches.delete(name);
  }
}

function isolated(response: Response): Response {
  if (response.type === 'opaque' || response.type === 'opaqueredirect' || response.type === 'error') {
    return response;
  }
  const headers = new Headers(response.headers);
  const fromHost = headers.has('Cross-Origin-Embedder-Policy');
  for (const [name, value] of Object.entries(isolationHeaders)) headers.set(name, value);
  // The body arrives here decoded.
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  headers.set('Server-Timing', `isolation;desc="${fromHost ? 'host' : 'service worker'}"`);
  const { status, statusText } = response;
  const body = [204, 205, 304].includes(status) ? null : response.body;
  return new Response(body, { status, statusText, headers });
}

const unreachable = (): Response =>
  new Response(
    '<!doctype html><title>Trampoline</title><p>There is no connection, and this page was not kept for use without one. <a href="">Try again</a>',
    { status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8' } },
  );
