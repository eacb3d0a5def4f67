/** The page's end of the library worker: guarded calls, events, and a new worker after one has died. */
import * as Comlink from 'comlink';
import { problem } from '../../base/problem.ts';
import type { LibraryConnectMessage, LibraryEvent, LibraryService } from '../../protocol/library.ts';
import { type GuardedCalls, guardCalls } from '../state/guarded-calls.ts';

/** States of gigabytes take a while to pack and to store. */
const DEADLINE_MS = 120_000;

export interface LibraryClient {
  readonly calls: GuardedCalls<LibraryService>;
  end(): void;
}

export function connectLibrary(listener: {
  readonly event: (event: LibraryEvent) => void;
  readonly died: () => void;
}): LibraryClient {
  const worker = new Worker(new URL('../../../workers/library.ts', import.meta.url), {
    type: 'module',
    name: 'library',
  });
  const { port1: events, port2: remotePort } = new MessageChannel();
  const calls = guardCalls<LibraryService>(Comlink.wrap<LibraryService>(worker), 'the library', DEADLINE_MS);
  const end = (what: string): void => {
    calls.fail(problem('internal', 'library.died', 'the library', what, 'try it again, or reload the page'));
    events.close();
    worker.terminate();
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    end(event.message ? `it stopped: ${event.message}` : 'it could not be loaded or stopped');
    listener.died();
  });
  events.onmessage = ({ data }: MessageEvent<LibraryEvent>) => listener.event(data);
  const connect: LibraryConnectMessage = { connect: true };
  worker.postMessage(connect, [remotePort]);
  return { calls, end: () => end('it was given up') };
}
