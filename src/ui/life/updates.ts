/**
 * New versions of the page, and keeping this one for use without a network. A new version is fetched beside the
 * running one and offered; it takes over when the user has agreed and no machine runs.
 */
import type { KeepAnswer, ServiceWorkerMessage } from '../../protocol/service-worker.ts';
import { registerWorker } from '../start/browser-page.ts';

/** Looking for a new version is one small request. */
const LOOK_EVERY_MS = 3_600_000;

export interface UpdateListener {
  /** A new version is complete; `accept` has it take over, which reloads the page. */
  offered(accept: () => void): void;
  /** Whether the page works without a network now. */
  kept(answer: KeepAnswer): void;
}

/** To be called when the network is free: registers the service worker and has it keep the page. */
export async function watchUpdates(listener: UpdateListener): Promise<void> {
  const registration = await registerWorker();
  if (!registration) {
    return listener.kept({ kept: false, why: 'this browser gives the page no service worker here' });
  }
  const offer = (): void => {
    const { waiting } = registration;
    // Without an active one this is the first visit: what waits is this very version.
    if (!waiting || !registration.active) return;
    listener.offered(() => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      tell(waiting, { kind: 'activate' });
    });
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer);
  });
  offer();
  const look = (): void => void registration.update().catch(() => undefined);
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
  });
  listener.kept(await keep());
}

async function keep(): Promise<KeepAnswer> {
  const { active } = await navigator.serviceWorker.ready;
  if (!active) return { kept: false, why: 'the service worker did not start' };
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<KeepAnswer>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<KeepAnswer>) => resolve(data);
  });
  tell(active, { kind: 'keep' }, [port2]);
  return answer;
}

const tell = (worker: ServiceWorker, message: ServiceWorkerMessage, transfer: Transferable[] = []): void =>
  worker.postMessage(message, transfer);
