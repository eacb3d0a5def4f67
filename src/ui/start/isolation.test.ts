import { describe, expect, it } from 'vitest';
import { type LadderPage, settleIsolation, type Standing } from './isolation.ts';

/** A browser in which a visit may reload; `visit` follows it until the page stands, at most ten loads. */
function browser(change: Partial<LadderPage> = {}) {
  const world = { reloads: 0, registered: false, controlled: false, loads: 0 };
  const page = (): LadderPage => ({
    isSecure: true,
    isIsolated: world.controlled,
    hasSharedMemory: true,
    isFrame: false,
    cameThroughWorker: () => world.controlled,
    isControlled: () => world.controlled,
    activateWorker: () => Promise.resolve((world.registered = true)),
    reloads: () => world.reloads,
    setReloads: (count) => void (world.reloads = count),
    reload: () => void (world.controlled = world.registered),
    ...change,
  });
  const visit = async (): Promise<Standing | 'for ever'> => {
    for (world.loads = 1; world.loads < 10; world.loads++) {
      const standing = await settleIsolation(page());
      if (standing) return standing;
    }
    return 'for ever';
  };
  return { world, visit };
}

describe('the isolation ladder', () => {
  it('takes the headers of the host without a reload', async () => {
    const { world, visit } = browser({ isIsolated: true, cameThroughWorker: () => false });
    expect(await visit()).toEqual({ isolation: 'headers' });
    expect(world).toMatchObject({ loads: 1, registered: false });
  });

  it('takes the service worker by one reload, and by none at the next visit', async () => {
    const { world, visit } = browser();
    expect(await visit()).toEqual({ isolation: 'service worker' });
    expect(world.loads).toBe(2);
    expect(await visit()).toEqual({ isolation: 'service worker' });
    expect(world.loads).toBe(1);
  });

  it('takes one more after a reload that went past the service worker', async () => {
    const { world, visit } = browser();
    await visit();
    world.controlled = false;
    expect(await visit()).toEqual({ isolation: 'service worker' });
    expect(world.loads).toBe(2);
  });

  it.each<[string, Partial<LadderPage>, Standing['reason'], number]>([
    ['plain http from another host', { isSecure: false }, 'insecure', 1],
    [
      'a frame whose service worker does not isolate it',
      { isFrame: true, isIsolated: false, isControlled: () => true },
      'frame',
      2,
    ],
    [
      'a frame that gets no service worker',
      { isFrame: true, isIsolated: false, activateWorker: () => Promise.resolve(false) },
      'frame',
      1,
    ],
    [
      'a service worker that never controls the page',
      { isIsolated: false, isControlled: () => false },
      'refused',
      3,
    ],
    ['no shared memory', { isIsolated: true, hasSharedMemory: false }, 'no shared memory', 1],
  ])('ends in one worker: %s', async (_, change, reason, loads) => {
    const { world, visit } = browser(change);
    expect(await visit()).toEqual({ isolation: 'none', reason });
    expect(world.loads).toBe(loads);
    expect(await visit()).toEqual({ isolation: 'none', reason });
  });
});
