/** Snapshot files: the same machine again, and no damage that goes unseen. */
import { describe, expect, it } from 'vitest';
import { unwrap } from '../../base/problem.ts';
import { Random } from '../../base/random.ts';
import { CopyOnWriteDisk } from '../../devices/block/backend.ts';
import { nodePacker } from '../../host/node/packer.ts';
import { linuxParts, machineOf, programParts, type TestParts, typing } from '../../testing/histories.ts';
import { ConsoleScript } from '../console-script.ts';
import { MIB } from '../config/limits.ts';
import { type Machine, SEMANTICS } from '../machine.ts';
import {
  collectParts,
  mergeSnapshots,
  readSnapshot,
  restoreSnapshots,
  type Snapshot,
  SnapshotWriter,
} from './file.ts';
import { plainPacker } from './packer.ts';
import { packSnapshot, rawSnapshot } from './raw.ts';

const PROGRAM = `
.globl _start
_start:
  la s0, area
  csrr s1, mhartid
  li t0, 0x2000
  csrs mstatus, t0
  slli s1, s1, 12
  add s0, s0, s1
loop:
  addi s2, s2, 1
  slli t1, s2, 7
  li t2, 0x3ffff
  and t1, t1, t2
  add t1, t1, s0
  sd s2, 0(t1)
  fcvt.d.l f1, s2
  j loop
.balign 4096
area:
  .skip 0x60000
`;

const program = (): TestParts => programParts(PROGRAM, { harts: 2 });

/** A new machine of the same parts with the snapshots in it. */
function restored(parts: TestParts, snapshots: readonly Snapshot[]): Machine {
  const machine = machineOf(parts);
  expect(restoreSnapshots(machine, snapshots, SEMANTICS, 'snapshot')).toEqual({ ok: true, value: null });
  return machine;
}

const read = async (bytes: Uint8Array): Promise<Snapshot> =>
  unwrap(await readSnapshot(bytes, 'file', plainPacker));

describe('a snapshot', () => {
  it('goes on as the machine did, at any count', async () => {
    const random = new Random(1);
    const parts = program();
    for (let round = 0; round < 8; round++) {
      const machine = machineOf(parts);
      machine.run(random.below(200_000));
      const hash = machine.stateHash();
      const bytes = await collectParts(new SnapshotWriter(machine, SEMANTICS).save({ round }, plainPacker));
      const snapshot = await read(bytes);
      expect([snapshot.header.origin, snapshot.header.stateHash]).toEqual([{ round }, hash]);
      const again = restored(parts, [snapshot]);
      expect(again.stateHashFromScratch()).toBe(hash);
      const count = machine.retired() + 123_457;
      machine.run(123_457);
      again.run(123_457);
      expect([machine.retired(), again.retired()]).toEqual([count, count]);
      expect(again.stateHash()).toBe(machine.stateHash());
    }
  });

  it('may hold only what changed since the one before', async () => {
    const parts = program();
    const machine = machineOf(parts);
    const writer = new SnapshotWriter(machine, SEMANTICS);
    const files: Uint8Array[] = [];
    for (let part = 0; part < 4; part++) {
      machine.run(3_000);
      files.push(await collectParts(writer.save({}, nodePacker)));
    }
    const snapshots = await Promise.all(files.map(read));
    expect(restored(parts, snapshots).stateHash()).toBe(machine.stateHash());
    const missing = restoreSnapshots(
      machineOf(parts),
      [snapshots[0], snapshots[2]].flatMap((s) => s ?? []),
      SEMANTICS,
      'x',
    );
    expect(!missing.ok && missing.problem.what).toBe('a snapshot between is missing');
    const alone = restoreSnapshots(machineOf(parts), snapshots.slice(1), SEMANTICS, 'x');
    expect(!alone.ok && alone.problem.code).toBe('snapshot.base');
  });

  it('may go on where another was restored, and be merged into one', async () => {
    const parts = program();
    const machine = machineOf(parts);
    machine.run(5_000);
    const writer = new SnapshotWriter(machine, SEMANTICS);
    const full = await collectParts(writer.save({}, nodePacker));
    const other = restored(parts, [await read(full)]);
    const going = new SnapshotWriter(other, SEMANTICS);
    going.goOnFrom(other.stateHash());
    other.run(7_000);
    const change = await collectParts(going.save({ console: 'x' }, nodePacker));
    expect(change.length).toBeLessThan(full.length);
    const merged = unwrap(mergeSnapshots(await Promise.all([full, change].map(read)), 'x'));
    expect([merged.header.base, merged.header.origin]).toEqual([null, { console: 'x' }]);
    const whole = await collectParts(packSnapshot(rawSnapshot(merged.header, merged), nodePacker));
    expect(restored(parts, [await read(whole)]).stateHashFromScratch()).toBe(other.stateHash());
    expect(mergeSnapshots([await read(change)], 'x').ok).toBe(false);
  });

  it('of Linux with a disk and typing under way goes on', async () => {
    const disk = () => ({ backend: new CopyOnWriteDisk(new Uint8Array(MIB)), blockBytes: 512 as const });
    const parts = () => linuxParts({ ramBytes: 256 * MIB, disks: [disk()] });
    const command = 'dd if=/dev/urandom of=/dev/vda bs=4k count=20; sync; md5sum /dev/vda';
    const script = new ConsoleScript(typing(`trampoline:~# =>${command}\\n`));
    let printed = '';
    const machine = machineOf(parts(), (byte) => {
      printed += String.fromCharCode(byte);
      for (const answer of script.push(byte)) if (answer !== 'stop') machine.scheduleInput(answer, 1e6, 1e5);
    });
    const writer = new SnapshotWriter(machine, SEMANTICS);
    while (!printed.includes('dd if')) machine.run(100_000);
    const startedMs = performance.now();
    const full = await collectParts(writer.save({}, nodePacker));
    const savedMs = performance.now() - startedMs;
    machine.run(8_000_000);
    const change = await collectParts(writer.save({}, nodePacker));
    const before = printed.length;
    machine.run(20_000_000);
    expect(printed).toContain('/dev/vda\r\n');

    const readMs = performance.now();
    const snapshots = await Promise.all(
      [full, change].map(async (bytes) => unwrap(await readSnapshot(bytes, 'file', nodePacker))),
    );
    let again = '';
    const other = machineOf(parts(), (byte) => {
      again += String.fromCharCode(byte);
    });
    expect(restoreSnapshots(other, snapshots, SEMANTICS, 'file').ok).toBe(true);
    const restoredMs = performance.now() - readMs;
    other.run(20_000_000);
    expect(again).toBe(printed.slice(before));
    expect(other.stateHash()).toBe(machine.stateHash());
    expect(full.length).toBeLessThan(24 * MIB);
    expect(change.length).toBeLessThan(full.length / 2);
    const figures = { full: full.length, change: change.length, savedMs, restoredMs };
    console.info(
      `snapshot of 256 MiB at the prompt: ${JSON.stringify(figures, (_, v) => (typeof v === 'number' ? Math.round(v) : v))}`,
    );
  });
});

describe('a file that is not what it should be', () => {
  const code = async (bytes: Uint8Array, parts = program()): Promise<string> => {
    const snapshot = await readSnapshot(bytes, 'file', plainPacker);
    if (!snapshot.ok) return snapshot.problem.code;
    const put = restoreSnapshots(machineOf(parts), [snapshot.value], SEMANTICS, 'file');
    return put.ok ? 'ok' : put.problem.code;
  };
  const sound = async (): Promise<Uint8Array> => {
    const machine = machineOf(program());
    machine.run(60_000);
    return collectParts(new SnapshotWriter(machine, SEMANTICS).save({}, plainPacker));
  };

  it('is refused wherever it was cut', async () => {
    const bytes = await sound();
    const cuts = [...Array(40).keys(), bytes.length - 1];
    for (let at = 4096; at < bytes.length; at += 4096) cuts.push(at);
    for (const at of cuts) {
      expect([at, await code(bytes.slice(0, at))]).toEqual([
        at,
        at < 8 ? 'snapshot.foreign' : 'snapshot.damaged',
      ]);
    }
    expect(await code(Uint8Array.of(...bytes, 0))).toBe('snapshot.damaged');
  });

  it('is refused whichever bit was flipped, and whatever was torn', async () => {
    const bytes = await sound();
    const random = new Random(2);
    for (let round = 0; round < 400; round++) {
      const spoilt = bytes.slice();
      const at = round < 60 ? round : random.below(bytes.length);
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << random.below(8));
      expect([at, await code(spoilt)]).toEqual([at, expect.stringMatching(/^snapshot\.(?!hash)/)]);
    }
    for (let at = 4096; at < bytes.length; at += 4096) {
      const torn = bytes.slice();
      torn.fill(0, at, at + 4096);
      expect([at, await code(torn)]).toEqual([at, 'snapshot.damaged']);
    }
  });

  it('is told apart: foreign, newer, of another machine, of other semantics', async () => {
    const bytes = await sound();
    expect(await code(new Uint8Array(100))).toBe('snapshot.foreign');
    const newer = bytes.slice();
    newer[8] = 2;
    expect(await code(newer)).toBe('snapshot.version');
    expect(await code(bytes, programParts(PROGRAM, { harts: 1 }))).toBe('snapshot.machine');
    expect(await code(bytes, programParts(PROGRAM, { harts: 2, ramBytes: 32 * MIB }))).toBe(
      'snapshot.machine',
    );
    const snapshot = await read(bytes);
    const other = restoreSnapshots(machineOf(program()), [snapshot], SEMANTICS + 1, 'file');
    expect(!other.ok && other.problem.code).toBe('snapshot.semantics');
    expect(await code(bytes)).toBe('ok');
  });
});
