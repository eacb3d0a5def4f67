import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepPast, PAST_CHARACTERS, pastAsOutput, readPast } from './past.ts';

const items = new Map<string, string>();
beforeEach(() => {
  items.clear();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a terminal’s past', () => {
  it('is there again for the same machine, and for no other', () => {
    const past = { machine: '?image=linux', untilMs: 5, text: 'one\ntwo' };
    expect(keepPast(past)).toBe(true);
    expect(readPast('?image=linux')).toEqual(past);
    expect(readPast('?image=hello')).toBeUndefined();
  });

  it('beyond its limit keeps the latest whole lines', () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `line ${index}`);
    keepPast({ machine: 'm', untilMs: 5, text: lines.join('\n') });
    const kept = readPast('m')?.text ?? '';
    expect(kept.length).toBeLessThanOrEqual(PAST_CHARACTERS);
    expect(kept.length).toBeGreaterThan(PAST_CHARACTERS - 20);
    expect(lines.slice(-kept.split('\n').length)).toEqual(kept.split('\n'));
  });

  it('is nothing where storage is refused or garbled', () => {
    items.set('trampoline terminal', '{"machine":');
    expect(readPast('m')).toBeUndefined();
    items.set('trampoline terminal', '{"machine":"m","text":7,"untilMs":1}');
    expect(readPast('m')).toBeUndefined();
    vi.stubGlobal('sessionStorage', undefined);
    expect(readPast('m')).toBeUndefined();
    expect(keepPast({ machine: 'm', untilMs: 5, text: 'x' })).toBe(false);
  });

  it('cannot steer the terminal', () => {
    const text = pastAsOutput({ machine: 'm', untilMs: 5, text: 'a\x1b[2J\x9b6nb\nc' });
    expect(text).toMatch(/^\x1b\[90ma\[2J6nb\r\nc\r\n──── Above: /);
  });
});
