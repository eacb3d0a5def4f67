/**
 * Who has a machine open: one tab. A Web Lock says so to everybody at once; an open file beneath it (which no second
 * tab can open) makes it true also for a tab whose lock was taken away in the middle of a write.
 *
 * A tab that wants a machine asks the holder first, which saves and lets go. One that does not answer, since it is
 * frozen or busy, loses the lock; as long as it keeps the file, the machine stays closed to others.
 */
import { problem, ProblemError } from '../../src/base/problem.ts';
import type { Folder, StoredFile } from '../../src/library/storage.ts';

const RELEASE_TIMEOUT_MS = 5000;
const FILE_TIMEOUT_MS = 3000;
const RETRY_MS = 50;
const FILE = 'held';
const PREFIX = 'trampoline machine ';
const CHANNEL = 'trampoline library';

interface ReleaseMessage {
  readonly release: string;
}

const channel = new BroadcastChannel(CHANNEL);

/** Names of machines that some tab has open. */
export async function heldMachines(): Promise<ReadonlySet<string>> {
  const { held = [] } = await navigator.locks.query();
  const names = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? name.slice(PREFIX.length) : []));
  return new Set(names);
}

export interface Hold {
  release(): void;
}

const heldElsewhere = (where: string): ProblemError =>
  new ProblemError(
    problem(
      'storage',
      'library.held',
      where,
      'another tab has it open',
      'close it there, take it over, or open a copy',
    ),
  );

/** Where no tab has it; with `take` also where one does. `asked`: save now, and let go; then `lost`: somebody took it. */
export async function holdMachine(
  id: string,
  where: string,
  folder: Folder,
  take: boolean,
  on: { readonly asked: () => Promise<void>; readonly lost: () => void },
): Promise<Hold> {
  const lock = (await request(id, { ifAvailable: true })) ?? (take ? await takeOver(id) : undefined);
  if (!lock) throw heldElsewhere(where);
  const file = await openHeld(folder, take).catch(() => undefined);
  if (!file) {
    lock.release();
    throw heldElsewhere(where);
  }
  let isOver = false;
  const release = (): void => {
    if (isOver) return;
    isOver = true;
    channel.removeEventListener('message', listen);
    file.close();
    lock.release();
  };
  const listen = ({ data }: MessageEvent<ReleaseMessage>): void => {
    if (data.release !== id) return;
    void on
      .asked()
      .catch(() => undefined)
      .then(() => {
        release();
        on.lost();
      });
  };
  channel.addEventListener('message', listen);
  void lock.stolen.then(() => {
    if (isOver) return;
    release();
    on.lost();
  });
  return { release };
}

interface HeldLock {
  release(): void;
  /** Resolves when another tab took it. */
  readonly stolen: Promise<void>;
}

function request(id: string, options: LockOptions): Promise<HeldLock | undefined> {
  return new Promise((resolve, reject) => {
    let release = (): void => undefined;
    let isMine = false;
    const stolen = new Promise<void>((tell) => {
      navigator.locks
        .request(`${PREFIX}${id}`, options, (lock) => {
          if (!lock) return resolve(undefined);
          isMine = true;
          const released = new Promise<void>((done) => (release = done));
          resolve({ release, stolen });
          return released;
        })
        .catch((error: unknown) => {
          if (isMine) tell();
          else reject(error instanceof Error ? error : new Error(String(error)));
        });
    });
  });
}

async function takeOver(id: string): Promise<HeldLock | undefined> {
  const message: ReleaseMessage = { release: id };
  channel.postMessage(message);
  try {
    return await request(id, { signal: AbortSignal.timeout(RELEASE_TIMEOUT_MS) });
  } catch {
    return request(id, { steal: true });
  }
}

async function openHeld(folder: Folder, waits: boolean): Promise<StoredFile> {
  const endMs = performance.now() + (waits ? FILE_TIMEOUT_MS : 0);
  for (;;) {
    try {
      return await folder.open(FILE);
    } catch (error) {
      if (performance.now() >= endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
