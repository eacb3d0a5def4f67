import * as Comlink from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import { problem, type Result, success } from '../../base/problem.ts';
import { guardCalls } from './guarded-calls.ts';

interface Service {
  double(value: number): Promise<Result<number>>;
  never(): Promise<Result<null>>;
  breaks(): Promise<Result<null>>;
}

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function connect(deadlineMs?: number) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const service: Service = {
    double: (value) => Promise.resolve(success(value * 2)),
    never: () => new Promise(() => undefined),
    breaks: () => Promise.reject(new Error('out of luck')),
  };
  Comlink.expose(service, port2);
  return guardCalls<Service>(Comlink.wrap<Service>(port1), 'the worker', deadlineMs);
}

const dead = problem('internal', 'worker.died', 'the worker', 'it stopped', 'restart the machine');

describe('guarded calls', () => {
  it('pass arguments and results through', async () => {
    expect(await connect().call('double', 21)).toEqual({ ok: true, value: 42 });
  });

  it('turn a rejection into a problem that names the call', async () => {
    const result = await connect().call('breaks');
    expect(result.ok ? '' : result.problem.what).toBe('"breaks" failed: out of luck');
  });

  it('end at their deadline', async () => {
    const result = await connect(20).call('never');
    expect(result.ok ? '' : result.problem.what).toBe('no answer to "never" within 0.02 seconds');
  });

  it('all end at once when the worker dies, and later ones never start', async () => {
    const calls = connect();
    const waiting = [calls.call('never'), calls.callWithoutDeadline('never')];
    calls.fail(dead);
    calls.fail(problem('internal', 'second', '', '', ''));
    expect(await Promise.all(waiting)).toEqual([
      { ok: false, problem: dead },
      { ok: false, problem: dead },
    ]);
    expect(await calls.call('double', 1)).toEqual({ ok: false, problem: dead });
  });
});
