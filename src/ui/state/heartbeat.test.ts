import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ASK_EVERY_MS, MAX_UNANSWERED, MAX_UNANSWERED_AT_START, watchLife } from './heartbeat.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a worker’s signs of life', () => {
  it('are asked for, and their lack is told once', () => {
    const [ask, died] = [vi.fn<() => void>(), vi.fn<(what: string) => void>()];
    const life = watchLife(ask, died);
    life.heard();
    vi.advanceTimersByTime(MAX_UNANSWERED * ASK_EVERY_MS);
    expect(ask).toHaveBeenCalledTimes(MAX_UNANSWERED);
    expect(died).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10 * ASK_EVERY_MS);
    expect(died).toHaveBeenCalledExactlyOnceWith('it gave no sign of life for 10 seconds');
  });

  it('may take longer while its code loads', () => {
    const died = vi.fn<(what: string) => void>();
    watchLife(() => undefined, died);
    vi.advanceTimersByTime(MAX_UNANSWERED_AT_START * ASK_EVERY_MS);
    expect(died).not.toHaveBeenCalled();
    vi.advanceTimersByTime(ASK_EVERY_MS);
    expect(died).toHaveBeenCalledOnce();
  });

  it('keep it from being given up, and nothing is asked of one that ended', () => {
    const [ask, died] = [vi.fn<() => void>(), vi.fn<(what: string) => void>()];
    const life = watchLife(() => {
      ask();
      life.heard();
    }, died);
    vi.advanceTimersByTime(1000 * ASK_EVERY_MS);
    expect(died).not.toHaveBeenCalled();
    life.end();
    vi.advanceTimersByTime(10 * ASK_EVERY_MS);
    expect(ask).toHaveBeenCalledTimes(1000);
  });
});
