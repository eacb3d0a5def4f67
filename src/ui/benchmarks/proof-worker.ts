/** Measures in a worker of its own, which ends with the measurement: nothing of the page's machine is touched. */
import type { Ratio } from '../../base/sampling.ts';
import type { ProofAnswer, ProofRequest, ProofSubject } from '../../protocol/proof.ts';
import { prove } from './prove.ts';

/** The ratio for one subject; `signal` gives it up. */
export async function proveHere(subject: ProofSubject, signal: AbortSignal): Promise<Ratio> {
  const worker = new Worker(new URL('../../../workers/proof.ts', import.meta.url), {
    type: 'module',
    name: 'proof',
  });
  const measure = (on: boolean): Promise<number> =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<ProofAnswer>) => {
        if ('seconds' in data) resolve(data.seconds);
        else reject(new Error(data.failed));
      };
      worker.onerror = () => reject(new Error('the worker could not be loaded, or stopped'));
      signal.addEventListener('abort', () => reject(new Error('given up')), { once: true });
      worker.postMessage({ subject, on } satisfies ProofRequest);
    });
  try {
    return await prove(measure);
  } finally {
    worker.terminate();
  }
}
