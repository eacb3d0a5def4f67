import { describe, expect, it } from 'vitest';
import { RunMarks } from './marks.ts';

/** A browser's storage and locks, as several tabs share them. */
function shared() {
  const items = new Map<string, string>();
  const held = new Set<string>();
  const methods = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
  const storage = new Proxy(methods, {
    ownKeys: () => [...items.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
  const tab = (name: string, scope = 'https://host/'): RunMarks => {
    const marks = new RunMarks(
      { storage: storage as unknown as Storage, heldLocks: () => Promise.resolve(held) },
      scope,
      name,
    );
    held.add(marks.lockName);
    return marks;
  };
  return { items, held, tab };
}

const run = { title: 'Linux', sinceMs: 1, search: '?image=linux' };

describe('marks of running machines', () => {
  it('tell of a tab that was killed, once', async () => {
    const { held, tab } = shared();
    const killed = tab('one');
    killed.set(run);
    held.delete(killed.lockName);
    const next = tab('two');
    expect(await next.takeLost()).toEqual([run]);
    expect(await next.takeLost()).toEqual([]);
  });

  it('say nothing of tabs that live, ended in order, or belong to another site', async () => {
    const { held, tab } = shared();
    tab('alive').set(run);
    const ended = tab('ended');
    ended.set(run);
    ended.clear();
    held.delete(ended.lockName);
    const elsewhere = tab('elsewhere', 'https://host/other/');
    elsewhere.set(run);
    held.delete(elsewhere.lockName);
    expect(await tab('mine').takeLost()).toEqual([]);
  });

  it('that are garbled are thrown away', async () => {
    const { items, tab } = shared();
    const mine = tab('mine');
    items.set(mine.lockName.replace('mine', 'old'), '{"title":1');
    expect(await mine.takeLost()).toEqual([]);
    expect(items.size).toBe(0);
  });
});
