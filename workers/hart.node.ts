/** A hart's thread in Node. */
import { workerData } from 'node:worker_threads';
import { moduleHost } from '../src/host/node/web-assembly.ts';
import { HartThread } from '../src/machine/concurrent/hart-thread.ts';
import type { HartThreadData } from '../src/machine/run/host.ts';
import { translatingHere } from '../src/machine/run/translating-here.ts';

const { start, memory } = workerData as HartThreadData;

new HartThread({ ...start, host: moduleHost(memory), translating: translatingHere }).run();
