/** Boots the Linux image in a worker, deterministically, on the production engine: `boot(request)`. */
import type { ThreadedBoot } from './threads.ts';
import type { BootRequest, BootResult, ShakenBoot } from './worker.ts';

type Answer = BootResult | ShakenBoot | ThreadedBoot;

declare global {
  var boot: (request: Omit<BootRequest, 'images'>) => Promise<Answer>;
}

globalThis.boot = (request) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Answer | { readonly error: string }>) => {
      worker.terminate();
      if ('error' in data) reject(new Error(data.error));
      else resolve(data);
    };
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ ...request, images: new URL('images/', document.baseURI).href });
  });
