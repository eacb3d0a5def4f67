/** The page's end of the machine worker: guarded calls, a port for events, and one notice when it dies. */
import * as Comlink from 'comlink';
import { type Problem, problem } from '../../base/problem.ts';
import type { ConnectMessage, MachineEvent, MachineService, PageMessage } from '../../protocol/machine.ts';
import { type GuardedCalls, guardCalls } from './guarded-calls.ts';
import { watchLife } from './heartbeat.ts';

export interface MachineClient {
  readonly calls: GuardedCalls<MachineService>;
  /** Gives output credit back: this many bytes were shown. */
  returnCredit(shownBytes: number): void;
  /** Resolves when every event that the worker had to tell by now has been told, or never will be. */
  settled(): Promise<void>;
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
export type Place = Omit<ConnectMessage, 'connect'>;

const startWorker = (): Worker =>
  new Worker(new URL('../../../workers/machine.ts', import.meta.url), { type: 'module', name: 'machine' });

const deathOf = (what: string): Problem =>
  problem('internal', 'worker.died', WHERE, what, 'restart the machine, or reload the page');

export const connectMachine =
  (place: () => Place): ConnectMachine =>
  (listener) => {
    const worker = startWorker();
    const { port1: events, port2: remotePort } = new MessageChannel();
    const remote = Comlink.wrap<MachineService>(worker);
    const calls = guardCalls<MachineService>(remote, WHERE);
    let over = false;

    const waiting = new Map<number, () => void>();
    let syncs = 0;
    const post = (message: PageMessage): void => {
      if (!over) events.postMessage(message);
    };

    const settled = (): Promise<void> =>
      new Promise((resolve) => {
        if (over) return resolve();
        waiting.set(++syncs, resolve);
        post({ kind: 'sync', number: syncs });
      });

    const end = (reason: Problem): void => {
      if (over) return;
      over = true;
      life.end();
      calls.fail(reason);
      for (const resolve of waiting.values()) resolve();
      events.close();
      remote[Comlink.releaseProxy]();
      worker.terminate();
    };
    const die = (what: string): void => {
      if (over) return;
      const reason = deathOf(what);
      end(reason);
      listener.died(reason);
    };

    worker.addEventListener('error', (event) => {
      event.preventDefault();
      die(event.message ? `it stopped: ${event.message}` : 'it could not be loaded or stopped');
    });
    worker.addEventListener('messageerror', () => die('it sent what cannot be read'));
    const life = watchLife(() => void settled(), die);
    events.onmessage = ({ data }: MessageEvent<MachineEvent>) => {
      if (over) return;
      life.heard();
      if (data.kind !== 'synced') listener.event(data);
      else {
        waiting.get(data.number)?.();
        waiting.delete(data.number);
      }
    };
    const connect: ConnectMessage = { connect: true, ...place() };
    worker.postMessage(connect, [remotePort]);

    return {
      calls,
      returnCredit: (shownBytes) => post({ kind: 'credit', shownBytes }),
      settled,
      end: () =>
        end(problem('internal', 'worker.ended', WHERE, 'it was given up', 'start the machine again')),
    };
  };
