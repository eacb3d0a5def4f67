import { beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, ProblemError, problem, type Result, success } from '../../base/problem.ts';
import type { MachineEvent, MachineService, StartedMachine } from '../../protocol/machine.ts';
import { statsFeed } from '../../stats/stats-source.ts';
import { choiceDiffers } from './choice.ts';
import { MachineControl } from './control.ts';
import { guardCalls } from './guarded-calls.ts';
import type { MachineListener } from './machine-client.ts';
import { type PageView, usePage } from './store.ts';
import { readVisit } from './visit.ts';

const machine: StartedMachine = {
  image: 'linux',
  title: 'Linux',
  ramBytes: 2 ** 28,
  harts: 1,
  mode: 'realtime',
  tiers: ['interpreter', 'baseline'],
  availableTiers: ['interpreter', 'baseline'],
};
const broken = problem('input', 'elf.cut', 'bad.elf', 'it is cut', 'copy it again');
const initial: PageView = usePage.getInitialState();

function setUp(change: Partial<MachineService> = {}) {
  const start = vi.fn<MachineService['start']>(() => Promise.resolve(success(machine)));
  const service: MachineService = {
    images: () => Promise.resolve(success([])),
    start,
    pause: () => Promise.resolve(success(null)),
    resume: () => Promise.resolve(success(null)),
    reset: () => Promise.resolve(success(null)),
    step: () => Promise.resolve(success(true)),
    stepDone: () => Promise.resolve(success(true)),
    keep: () => Promise.resolve(success(null)),
    stateHash: () => Promise.resolve(success('ab')),
    travel: () => Promise.resolve(failure(broken)),
    setSpeed: () => Promise.resolve(success(null)),
    setWarming: () => Promise.resolve(success(null)),
    clearCode: () => Promise.resolve(success(null)),
    setTiers: (tiers) => Promise.resolve(success(tiers)),
    inspect: () => Promise.resolve(failure(broken)),
    share: () => Promise.resolve(failure(broken)),
    fitLink: () => Promise.resolve(failure(broken)),
    resize: () => Promise.resolve(success(null)),
    type: (bytes) => Promise.resolve(success(bytes.length)),
    ...change,
  };
  const listeners: MachineListener[] = [];
  const shown: string[] = [];
  const credit: number[] = [];
  const console = {
    write: (bytes: Uint8Array, done: () => void) => {
      shown.push(new TextDecoder().decode(bytes));
      done();
    },
    clear: () => void shown.push('CLEAR'),
    beginLife: () => undefined,
    rewind: () => undefined,
  };
  const control = new MachineControl(
    (listener) => {
      listeners.push(listener);
      return {
        calls: guardCalls<MachineService>(service, 'the worker'),
        returnCredit: (bytes) => credit.push(bytes),
        settled: () => Promise.resolve(),
        end: () => undefined,
      };
    },
    console,
    statsFeed(),
  );
  const emit = (event: MachineEvent): void => listeners.at(-1)?.event(event);
  return { control, start, listeners, emit, shown, credit };
}

const linux = { origin: { kind: 'image', id: 'linux' }, options: {} } as const;
const state = () => usePage.getState();

describe('the machine control', () => {
  beforeEach(() => usePage.setState(initial, true));

  it('tells the size of the terminal to the worker there is, and to the next one', async () => {
    const resize = vi.fn<MachineService['resize']>(() => Promise.resolve(success(null)));
    const { control, listeners } = setUp({ resize });
    control.resize(90, 30);
    await control.start(linux);
    control.resize(132, 43);
    listeners.at(-1)?.died(broken);
    await control.start(linux);
    expect(resize.mock.calls).toEqual([
      [90, 30],
      [132, 43],
      [132, 43],
    ]);
  });

  it('starts what the address names, and is ready when the machine says so', async () => {
    const { control, emit, start } = setUp();
    await control.begin(readVisit('?image=linux&ram=64M', ''));
    expect(start).toHaveBeenCalledWith({
      source: { kind: 'image', id: 'linux' },
      options: { ram: '64M' },
      paused: false,
    });
    emit({ kind: 'restarted', byGuest: false });
    emit({ kind: 'state', state: 'running' });
    emit({ kind: 'ready' });
    await control.ready;
    expect(state()).toMatchObject({ state: 'running', machine });
  });

  it('waits for Run at an address with a fragment that is no link, and says what is wrong', async () => {
    const { control, start } = setUp();
    await control.begin(readVisit('', '#v1.x'));
    expect(start).not.toHaveBeenCalled();
    expect(state().problem).toMatchObject({ where: 'the link', what: 'it was cut or altered' });
    await control.run();
    expect(start).toHaveBeenCalledOnce();
  });

  it('shows the problem of a machine that does not start, rejects ready, and starts again on Run', async () => {
    const results: Result<StartedMachine>[] = [failure(broken), success(machine)];
    const { control } = setUp({ start: () => Promise.resolve(results.shift() ?? failure(broken)) });
    const ready = control.ready;
    await control.begin(readVisit('', ''));
    await expect(ready).rejects.toBeInstanceOf(ProblemError);
    expect(state()).toMatchObject({ state: 'failed', problem: broken });
    await control.run();
    expect(state()).toMatchObject({ machine, problem: undefined });
  });

  it('leaves a running machine alone when another does not load', async () => {
    const results: Result<StartedMachine>[] = [success(machine), failure(broken)];
    const { control, emit, shown } = setUp({
      start: () => Promise.resolve(results.shift() ?? failure(broken)),
    });
    await control.start(linux);
    emit({ kind: 'state', state: 'running' });
    await control.openFiles([new File(['x'], 'bad.elf')]);
    expect(state()).toMatchObject({ state: 'running', problem: broken, choice: linux, machine });
    expect(shown).toEqual([]);
  });

  it('gives credit back for what was shown, and clears the screen for a new life but not for a reboot', async () => {
    const { control, emit, shown, credit } = setUp();
    await control.start(linux);
    emit({ kind: 'output', bytes: Uint8Array.of(0x68, 0x69) });
    emit({ kind: 'restarted', byGuest: true });
    emit({ kind: 'restarted', byGuest: false });
    expect(shown).toEqual(['hi', 'CLEAR']);
    expect(credit).toEqual([2]);
  });

  it('types everything in order however little is taken at a time', async () => {
    let typed = '';
    const { control } = setUp({
      type: (bytes) => {
        const taken = bytes.subarray(0, 700);
        typed += new TextDecoder().decode(taken);
        return Promise.resolve(success(taken.length));
      },
    });
    await control.start(linux);
    const paste = Array.from({ length: 20_000 }, (_, index) => `${index}\n`).join('');
    const encoder = new TextEncoder();
    await Promise.all([control.type(encoder.encode(paste)), control.type(encoder.encode('end'))]);
    expect(typed).toBe(`${paste}end`);
  });

  it('refuses to queue typed text without limit', async () => {
    const { control } = setUp({ type: () => new Promise(() => undefined) });
    await control.start(linux);
    void control.type(new Uint8Array(10 * 2 ** 20));
    await expect(control.type(new Uint8Array(10 * 2 ** 20))).rejects.toThrow(/16 MiB/);
  });

  it('asks again until a long step is done', async () => {
    const answers = [false, false, true];
    const { control } = setUp({
      step: () => Promise.resolve(success(false)),
      stepDone: () => Promise.resolve(success(answers.shift() ?? true)),
    });
    await control.start(linux);
    await control.step(1e9);
    expect(answers).toEqual([]);
  });

  it('survives the death of the worker: says so, and starts in a new one', async () => {
    const { control, listeners } = setUp();
    await control.start(linux);
    const reason = problem('internal', 'worker.died', 'the worker', 'it stopped', 'restart');
    listeners[0]?.died(reason);
    expect(state()).toMatchObject({ state: 'failed', problem: reason });
    await control.run();
    expect(listeners).toHaveLength(2);
    expect(state().machine).toEqual(machine);
  });

  it('gives the worker up with a machine that broke, whatever was still asked of it', async () => {
    const { control, listeners, emit } = setUp({ start: () => new Promise(() => undefined) });
    void control.start(linux);
    emit({ kind: 'failed', problem: broken });
    expect(state()).toMatchObject({ state: 'failed', problem: broken, busy: false });
    void control.run();
    expect(listeners).toHaveLength(2);
  });

  it('refuses requests while there is no machine', async () => {
    const { control } = setUp();
    await expect(control.pause()).rejects.toThrow(/press Run first/);
  });

  it('knows when the controls show another machine', () => {
    expect(choiceDiffers(linux, undefined)).toBe(false);
    expect(choiceDiffers({ ...linux, options: {} }, linux)).toBe(false);
    expect(choiceDiffers({ ...linux, options: { ram: '64M' } }, linux)).toBe(true);
    expect(choiceDiffers({ ...linux, origin: { kind: 'image', id: 'hello' } }, linux)).toBe(true);
  });
});
