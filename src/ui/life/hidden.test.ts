import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HIDDEN_LIMIT_MS, HiddenPause } from './hidden.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp({ running = true, on = true } = {}) {
  const machine = {
    running,
    isRunning: () => machine.running,
    pause: vi.fn<() => Promise<void>>(() => Promise.resolve(void (machine.running = false))),
    resume: vi.fn<() => Promise<void>>(() => Promise.resolve(void (machine.running = true))),
    wentOn: vi.fn<(fromMs: number, toMs: number) => void>(),
  };
  return { machine, hidden: new HiddenPause(machine, () => on) };
}

describe('a page that nobody sees', () => {
  it('pauses after the limit, and goes on when it is shown', async () => {
    const { machine, hidden } = setUp();
    hidden.hidden();
    vi.advanceTimersByTime(HIDDEN_LIMIT_MS - 1);
    expect(machine.pause).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(machine.pause).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(60_000);
    await hidden.shown();
    expect(machine.resume).toHaveBeenCalledOnce();
    const [from, to] = machine.wentOn.mock.calls[0] ?? [0, 0];
    expect(to - from).toBe(60_000);
  });

  it('does nothing when it is shown in time, or when the setting is off', async () => {
    const { machine, hidden } = setUp();
    hidden.hidden();
    await hidden.shown();
    vi.advanceTimersByTime(2 * HIDDEN_LIMIT_MS);
    const off = setUp({ on: false });
    off.hidden.hidden();
    vi.advanceTimersByTime(2 * HIDDEN_LIMIT_MS);
    expect(machine.pause).not.toHaveBeenCalled();
    expect(off.machine.pause).not.toHaveBeenCalled();
  });

  it('leaves a machine paused that was paused before', async () => {
    const { machine, hidden } = setUp({ running: false });
    hidden.frozen();
    await hidden.shown();
    expect(machine.resume).not.toHaveBeenCalled();
  });

  it('pauses at once when it is frozen, whatever the setting', () => {
    const { machine, hidden } = setUp({ on: false });
    hidden.frozen();
    hidden.frozen();
    expect(machine.pause).toHaveBeenCalledOnce();
  });

  it('says nothing of a machine that cannot go on', async () => {
    const { machine, hidden } = setUp();
    machine.resume.mockRejectedValueOnce(new Error('gone'));
    hidden.frozen();
    await hidden.shown();
    expect(machine.wentOn).not.toHaveBeenCalled();
  });
});
