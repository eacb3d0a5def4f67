/** Whatever is torn, cut off or full: a machine opens at its last completed snapshot or later, with all that it had. */
import { describe, expect, it } from 'vitest';
import { unwrap } from '../base/problem.ts';
import { Random } from '../base/random.ts';
import { nodePacker } from '../host/node/packer.ts';
import { encodeLog, LogEncoder } from '../machine/log/codec.ts';
import { type Machine, SEMANTICS } from '../machine/machine.ts';
import {
  collectParts,
  mergeSnapshots,
  readSnapshot,
  restoreSnapshots,
  type Snapshot,
  SnapshotWriter,
} from '../machine/snapshot/file.ts';
import { packSnapshot, type RawSnapshot, rawSnapshot } from '../machine/snapshot/raw.ts';
import { machineOf, programParts, type TestParts } from '../testing/histories.ts';
import { Crash, TearingStorage } from '../testing/tearing-storage.ts';
import type { AboutMachine } from './about.ts';
import { KeptMachine } from './kept-machine.ts';
import { readNewest } from './reading.ts';
import { Shelf } from './shelf.ts';
import { storageProblem } from './storage.ts';

const PROGRAM = `
.globl _start
_start:
  la s0, area
loop:
  addi s2, s2, 1
  slli t1, s2, 4
  li t2, 0xfffff
  and t1, t1, t2
  add t1, t1, s0
  mul t3, s2, t1
  mul t3, t3, t3
  sd t3, 0(t1)
  j loop
.balign 4096
area:
  .skip 0x100000
`;
const parts = (): TestParts => programParts(PROGRAM, {});

const ABOUT: AboutMachine = {
  version: 1,
  name: 'the one',
  source: { kind: 'image', id: 'linux' },
  title: 'Linux',
  options: {},
  disks: [],
  hardware: { ramBytes: 16 << 20, harts: 1, mode: 'deterministic' },
  createdMs: 1,
  usedMs: 1,
  deletedMs: null,
  isDone: false,
  points: [],
};

interface Taken {
  readonly raw: RawSnapshot;
  readonly machine: Machine;
  readonly stateHash: string;
  readonly instructions: number;
  readonly base: boolean;
}

/** Four states of a run, two of them as what changed, then a full one. Packed once for all tests. */
async function takeStates() {
  const machine = machineOf(parts());
  const writer = new SnapshotWriter(machine, SEMANTICS);
  const taken: (Omit<Taken, 'machine' | 'raw'> & { readonly file: Uint8Array[] })[] = [];
  for (const [index, run] of [150_000, 9000, 6000, 5000].entries()) {
    machine.run(run);
    if (index === 3) writer.startOver();
    const raw = writer.take({ index });
    const file: Uint8Array[] = [];
    for await (const part of packSnapshot(raw, nodePacker)) file.push(part);
    taken.push({
      file,
      stateHash: machine.stateHash(),
      instructions: machine.retired(),
      base: index === 1 || index === 2,
    });
  }
  return taken;
}
const states = await takeStates();

/** The third state, which stands in three files, as one. */
async function takeMerged(): Promise<Uint8Array[]> {
  const snapshots: Snapshot[] = [];
  for (const { file } of states.slice(0, 3)) {
    const bytes = await collectParts(
      (async function* () {
        yield* file;
      })(),
    );
    snapshots.push(unwrap(await readSnapshot(bytes, 'it', nodePacker)));
  }
  const merged = unwrap(mergeSnapshots(snapshots, 'it'));
  const parts: Uint8Array[] = [];
  for await (const part of packSnapshot(rawSnapshot(merged.header, merged), nodePacker)) parts.push(part);
  return parts;
}
const mergedState = await takeMerged();

const input = (at: number) =>
  ({ kind: 'input', at, idle: false, bytes: Uint8Array.of(65), delayNs: 0, gapNs: 0 }) as const;

/** What had been completed when it ended. */
interface Progress {
  created: boolean;
  /** How many states. */
  saved: number;
  name: string;
  logged: number;
}

/** A machine's life in the library: created, saved, logged, renamed, saved again and again. */
async function live(storage: TearingStorage, progress: Progress): Promise<void> {
  const shelf = new Shelf(storage.root);
  const kept = await shelf.create('one', ABOUT);
  progress.created = true;
  let files: readonly number[] = [];
  for (const { file, stateHash, instructions, base } of states) {
    const number = kept.takeNumber();
    const state = { number, name: null, takenMs: number, instructions, stateHash };
    ({ files } = await kept.save(base ? { ...state, base: files } : state, file));
    progress.saved++;
    progress.logged = 0;
    await kept.beginLog(number);
    const encoder = new LogEncoder();
    await kept.appendLog(encoder.header());
    for (let event = 0; event < 3; event++) {
      await kept.appendLog(encoder.encode(input(instructions + event)));
      progress.logged = event + 1;
    }
    if (progress.saved === 3) files = await kept.merge(number, mergedState);
    await kept.change({ name: `after ${number}` });
    progress.name = `after ${number}`;
  }
  kept.close();
}

const started = (): Progress => ({ created: false, saved: 0, name: 'the one', logged: 0 });

/** Opens what is left and holds it against what had been completed. */
async function expectSound(storage: TearingStorage, done: Progress): Promise<void> {
  const shelf = new Shelf(storage.root);
  if (!done.created) {
    await shelf.tidy(0, () => false);
    return;
  }
  const kept = await shelf.open('one', 'it');
  const read = await readNewest(kept, nodePacker, 'it');
  if (done.saved === 0) return;
  const { point, snapshot, events, damage } = unwrap(read);
  expect(damage).toEqual([]);
  expect(point.number).toBeGreaterThanOrEqual(done.saved);
  expect(snapshot.header.stateHash).toBe(states[point.number - 1]?.stateHash);
  expect(events.length).toBeGreaterThanOrEqual(point.number === done.saved ? done.logged : 0);
  const names = [done.name, `after ${done.saved}`];
  expect(names).toContain(kept.about.name);
  // It can be gone on with.
  await kept.goOnLogging(point.number);
  await kept.appendLog(encodeLog([input(1e6)]));
  kept.endLog();
  const again = unwrap(await readNewest(await shelf.open('one', 'it'), nodePacker, 'it'));
  expect(again.events.length).toBe(events.length + 1);
}

describe('a machine in storage that tears', () => {
  it('opens after a crash at any block, whatever was flushed or not', async () => {
    const whole = new TearingStorage();
    await live(whole, started());
    const random = new Random(3);
    expect(whole.blocksWritten).toBeGreaterThan(60);
    for (let block = 0; block < whole.blocksWritten; block++) {
      for (const survives of [() => true, () => false, () => random.oneIn(2)]) {
        const storage = new TearingStorage({ crashAt: block });
        const progress = started();
        await expect(live(storage, progress), `block ${block}`).rejects.toBeInstanceOf(Crash);
        await expectSound(storage.afterCrash(survives), progress);
      }
    }
  }, 120_000);

  it('keeps what it has when storage is full, and says so', async () => {
    const whole = new TearingStorage();
    await live(whole, started());
    for (let capacityBytes = 0; capacityBytes < 200_000; capacityBytes += 10_007) {
      const storage = new TearingStorage({ capacityBytes });
      const progress = started();
      const error = await live(storage, progress).then(
        () => undefined,
        (reason: unknown) => storageProblem(reason, 'it').problem.code,
      );
      expect(error).toBe(progress.saved === states.length ? undefined : 'library.full');
      await expectSound(
        storage.afterCrash(() => true),
        progress,
      );
    }
  });

  it('goes on from an older state when the newest file is damaged, and the logs lead on', async () => {
    const storage = new TearingStorage();
    await live(storage, started());
    const kept = await new Shelf(storage.root).open('one', 'it');
    const folder = await new Shelf(storage.root).folderOf('one');
    const [newest] = kept.points;
    const file = await folder.open(`s${newest?.files.at(-1)}`);
    file.write(200, Uint8Array.of(1, 2, 3));
    file.close();
    const read = unwrap(await readNewest(kept, nodePacker, 'it'));
    expect(read.damage[0]?.what).toMatch(/damaged at byte/);
    expect(read.point.number).toBe((newest?.number ?? 0) - 1);
    expect(read.events).toHaveLength(6);
    const machine = machineOf(parts());
    expect(restoreSnapshots(machine, [read.snapshot], SEMANTICS, 'it').ok).toBe(true);
    expect(machine.stateHash()).toBe(read.point.stateHash);
  });

  it('does not mix the logs of two futures', async () => {
    const storage = new TearingStorage();
    await live(storage, started());
    const kept = await new Shelf(storage.root).open('one', 'it');
    const [newest, older] = kept.points;
    if (!newest || !older) throw new Error('two points were saved');
    await kept.branch(older, kept.takeNumber(), 9);
    await kept.beginLog(5);
    await kept.appendLog(encodeLog([input(5)]));
    const read = unwrap(await readNewest(kept, nodePacker, 'it'));
    expect([read.point.number, read.point.stateHash, read.events.length]).toEqual([5, older.stateHash, 1]);
    expect(kept.points).toHaveLength(1);
  });

  it('of a newer build is refused and left alone', async () => {
    const storage = new TearingStorage();
    const shelf = new Shelf(storage.root);
    const newer = { ...ABOUT, version: 2 } as unknown as AboutMachine;
    await KeptMachine.create(await shelf.folderOf('one'), 'it', newer);
    await expect(shelf.open('one', 'it')).rejects.toThrow(
      /newer version of this page \(2; this one knows 1\)/,
    );
    await shelf.tidy(1e15, () => false);
    expect(await shelf.list()).toHaveLength(1);
  });
});
