/** Threads of harts as Node's workers: `workers/hart.node.ts`, which is built next to the command. */
import { Worker } from 'node:worker_threads';
import { noteBroken } from '../machine/concurrent/leading.ts';
import type { HartThreadData, MachineHost } from '../machine/run/host.ts';

export const hartStarter =
  (memory: HartThreadData['memory']): NonNullable<MachineHost['startHart']> =>
  (start) => {
    const workerData: HartThreadData = { start, memory };
    const worker = new Worker(new URL('./hart.node.mjs', import.meta.url), { workerData });
    // A machine that nobody waits for any more does not keep the process.
    worker.unref();
    worker.on('error', (error) => {
      console.error(error);
      noteBroken(start, memory.buffer);
    });
    return { end: () => void worker.terminate() };
  };
