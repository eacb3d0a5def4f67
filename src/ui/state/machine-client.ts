/** The page's end of the machine worker: guarded calls, a port for events, and one notice when it dies. */
import * as Comlink from 'comlink';
import { type Problem, problem } from '../../base/problem.ts';
import type { ConnectMessage, CreditMessage, MachineEvent, MachineService } from '../../protocol/machine.ts';
import { type GuardedCalls, guardCalls } from './guarded-calls.ts';

export interface MachineClient {
  readonly calls: GuardedCalls<MachineService>;
  /** Gives output credit back: this many bytes were shown. */
  returnCredit(shownBytes: number): void;
  /** Gives the worker and its machine up; pending calls end. */
  end(): void;
}

export interface MachineListener {
  event(event: MachineEvent): void;
  /** The worker is gone; nothing further arrives. */
  died(reason: Problem): void;
}

export type ConnectMachine = (listener: MachineListener) => MachineClient;

const WHERE = 'the machine worker';

export const connectMachine: ConnectMachine = (listener) => {
  const worker = new Worker(new URL('../../../workers/machine.ts', import.meta.url), {
    type: 'module',
    name: 'machine',
  });
  const { port1: events, port2: remotePort } = new MessageChannel();
  const remote = Comlink.wrap<MachineService>(worker);
  const calls = guardCalls<MachineService>(remote, WHERE);
  let over = false;

  const end = (reason: Problem): void => {
    if (over) return;
    over = true;
    calls.fail(reason);
    events.close();
    remote[Comlink.releaseProxy]();
    worker.terminate();
  };
  const die = (what: string): void => {
    if (over) return;
    const reason = problem('internal', 'worker.died', WHERE, what, 'restart the machine, or reload the page');
    end(reason);
    listener.died(reason);
  };

  worker.addEventListener('error', (event) => {
    event.preventDefault();
    die(event.message ? `it stopped: ${event.message}` : 'it could not be loaded or stopped');
  });
  worker.addEventListener('messageerror', () => die('it sent what cannot be read'));
  events.onmessage = ({ data }: MessageEvent<MachineEvent>) => {
    if (!over) listener.event(data);
  };
  const connect: ConnectMessage = { connect: true, pageUrl: document.baseURI };
  worker.postMessage(connect, [remotePort]);

  return {
    calls,
    returnCredit(shownBytes) {
      const message: CreditMessage = { shownBytes };
      if (!over) events.postMessage(message);
    },
    end: () => end(problem('internal', 'worker.ended', WHERE, 'it was given up', 'start the machine again')),
  };
};
