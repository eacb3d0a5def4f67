/**
 * Snapshots as files: the whole of a machine, or what changed since the snapshot before.
 *
 * What is kept is the architecture's: nothing of tiers, TLBs or decoded code, so that a snapshot made under one
 * mixture of tiers goes on under another. A restored machine must have the very hash that was written, or the
 * snapshot is refused.
 *
 * Example:
 *   const writer = new SnapshotWriter(machine, SEMANTICS);
 *   const bytes = await writer.save({ title: 'before the upgrade' }, packer);   // the first one is full
 *   const later = await writer.save({}, packer);                               // what changed
 *   const read = await readSnapshot(bytes, 'file', packer);
 *   restoreSnapshots(freshMachine, [read.value, …], SEMANTICS, 'file');
 */
import { strFromU8 } from 'fflate';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { hartState } from '../../isa/riscv64/state.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import type { Machine } from '../machine.ts';
import { readChunks } from './chunks.ts';
import { layoutOf, makeHeader, parseHeader, type SnapshotHeader, type SnapshotOrigin } from './header.ts';
import type { Packer } from './packer.ts';
import { capturePoint, type Page, type Pages, restoreRamPage, restoreRest, writeDiskPage } from './point.ts';
import { CHUNK, CHUNK_PAGES, forgetEmpty, packSnapshot, type RawSnapshot, rawSnapshot } from './raw.ts';

const HART_STATE_BYTES = hartState.sizeBytes;

export interface Snapshot {
  readonly header: SnapshotHeader;
  readonly harts: readonly Uint8Array[];
  readonly devices: Uint8Array;
  readonly ram: Pages;
  readonly disks: readonly Pages[];
}

/** Makes the snapshots of one machine. */
export class SnapshotWriter {
  private readonly machine: Machine;
  private readonly semantics: number;
  private moment = 0;
  private last: string | null = null;
  private written: Set<number>[] = [];

  constructor(machine: Machine, semantics: number) {
    this.machine = machine;
    this.semantics = semantics;
    machine.disks.forEach((disk, index) => disk.beforeWrite.add((page) => this.written[index]?.add(page)));
  }

  /** The next {@link save} is a full one again. */
  startOver(): void {
    this.last = null;
    this.moment = 0;
  }

  /** The next one builds on the snapshot that this machine was just restored from. */
  goOnFrom(stateHash: string): void {
    this.last = stateHash;
    this.moment = this.machine.dirty.mark();
    this.written = this.machine.disks.map(() => new Set());
  }

  /**
   * Takes the present state, between two slices and not after the guest's end; the machine may go on at once. The
   * first is full, each further one builds on the one before.
   */
  take(origin: SnapshotOrigin): RawSnapshot {
    const { machine } = this;
    const stateHash = machine.stateHash();
    const base = this.last;
    const moment = machine.dirty.mark();
    const disks = base === null ? machine.disks.map((disk) => disk.changedPages()) : this.written;
    const point = capturePoint(machine, machine.dirty.since(this.moment), disks);
    if (base === null) forgetEmpty(point.ram);
    const header = makeHeader(machine, point.run, this.semantics, { stateHash, base, origin });
    this.moment = moment;
    this.last = stateHash;
    this.written = machine.disks.map(() => new Set());
    return rawSnapshot(header, point);
  }

  /** The same as a file, whose parts are packed as they are drawn. */
  save(origin: SnapshotOrigin, packer: Packer): AsyncGenerator<Uint8Array> {
    return packSnapshot(this.take(origin), packer);
  }
}

/** All of a file in one piece. */
export async function collectParts(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  const bytes = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of all) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}

const refuse = (kind: 'input' | 'unsupported', code: string, where: string, what: string, action: string) =>
  failure(problem(kind, `snapshot.${code}`, where, what, action));

const doesNotFit = (where: string) =>
  refuse('input', 'damaged', where, 'its contents do not fit together', 'use another snapshot');

async function unpacked(
  payload: Uint8Array,
  limitBytes: number,
  packer: Packer,
): Promise<Uint8Array | undefined> {
  if (payload.length < 4) return undefined;
  const length = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  return length > limitBytes ? undefined : packer.unpack(payload.subarray(4), length);
}

/** Adds the pages of one list; false where it does not fit. */
function addPages(bytes: Uint8Array, pageCount: number, into: Pages): boolean {
  if (bytes.length < 4) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = view.getUint32(0, true);
  let position = 4 + count * 4;
  if (count > CHUNK_PAGES || position > bytes.length) return false;
  for (let index = 0; index < count; index++) {
    const word = view.getUint32(4 + index * 4, true);
    const page = word % 2 ** 31;
    if (page >= pageCount) return false;
    if (word >= 2 ** 31) {
      into.set(page, null);
      continue;
    }
    if (position + PAGE_BYTES > bytes.length) return false;
    into.set(page, bytes.subarray(position, position + PAGE_BYTES));
    position += PAGE_BYTES;
  }
  return position === bytes.length;
}

const MAX_STATE_BYTES = 1 << 20;

/** Reads and checks a file; nothing of it reaches a machine yet. */
export async function readSnapshot(
  bytes: Uint8Array,
  where: string,
  packer: Packer,
): Promise<Result<Snapshot>> {
  const chunks = readChunks(bytes, where);
  if (!chunks.ok) return chunks;
  const [first, second, ...rest] = chunks.value;
  if (first?.type !== CHUNK.header || second?.type !== CHUNK.state) return doesNotFit(where);
  const header = parseHeader(strFromU8(first.payload), where);
  if (!header.ok) return header;
  const { hardware, diskBytes } = header.value;
  const state = await unpacked(second.payload, MAX_STATE_BYTES, packer);
  if (!state) return doesNotFit(where);
  const ram: Pages = new Map();
  const disks: Pages[] = diskBytes.map(() => new Map());
  const limitBytes = 4 + CHUNK_PAGES * (PAGE_BYTES + 4);
  for (const { type, payload } of rest) {
    const disk = type - CHUNK.disk;
    const pages = type === CHUNK.ram ? ram : disks[disk];
    const pageCount = Math.ceil(
      (type === CHUNK.ram ? hardware.ramBytes : (diskBytes[disk] ?? 0)) / PAGE_BYTES,
    );
    const list = pages && (await unpacked(payload, limitBytes, packer));
    if (!list || !addPages(list, pageCount, pages)) return doesNotFit(where);
  }
  return success({ header: header.value, ...splitState(state, hardware.harts), ram, disks });
}

function splitState(state: Uint8Array, harts: number): Pick<Snapshot, 'harts' | 'devices'> {
  const size = HART_STATE_BYTES;
  return {
    harts: Array.from({ length: harts }, (_, hart) => state.subarray(hart * size, (hart + 1) * size)),
    devices: state.subarray(harts * size),
  };
}

/** Whether a snapshot belongs on a machine; the first reason why not. */
function check(machine: Machine, { header, harts, devices }: Snapshot, semantics: number, where: string) {
  const { isa, harts: count, ramBytes, mmu, mode, seed } = machine.configuration;
  const own = JSON.stringify([{ isa, harts: count, ramBytes, mmu }, mode, seed]);
  if (header.semantics !== semantics || header.layout !== layoutOf(machine)) {
    const what = `it was made by a build of other semantics (${header.semantics}; this one has ${semantics})`;
    return refuse('unsupported', 'semantics', where, what, 'open it with the build that made it');
  }
  const { isa: theirIsa, harts: theirHarts, ramBytes: theirRam, mmu: theirMmu } = header.hardware;
  const theirs = JSON.stringify([
    { isa: theirIsa, harts: theirHarts, ramBytes: theirRam, mmu: theirMmu },
    header.mode,
    header.seed,
  ]);
  const disks = machine.disks.map(({ disk }) => disk.backend.sizeBytes);
  if (own !== theirs || JSON.stringify(disks) !== JSON.stringify(header.diskBytes)) {
    const what = 'it is of another machine';
    return refuse(
      'input',
      'machine',
      where,
      what,
      'give the machine the same harts, RAM, disks, mode and seed',
    );
  }
  const fits =
    devices.length === machine.memoryPlan.deviceBytes && harts.every((b) => b.length === HART_STATE_BYTES);
  return fits ? success(null) : doesNotFit(where);
}

/** The last one of a full snapshot and those that build on it, each on the one before. */
function lastOfChain(snapshots: readonly Snapshot[], where: string): Result<Snapshot> {
  let base: string | null = null;
  for (const { header } of snapshots) {
    if (header.base !== base) {
      const what =
        base === null ? 'it builds on a snapshot that is not here' : 'a snapshot between is missing';
      return refuse('input', 'base', where, what, 'give the full snapshot and every one after it');
    }
    base = header.stateHash;
  }
  const last = snapshots.at(-1);
  return last ? success(last) : refuse('input', 'base', where, 'no snapshot is given', 'give a full one');
}

/** One full snapshot with the state of the last of a chain. */
export function mergeSnapshots(snapshots: readonly Snapshot[], where: string): Result<Snapshot> {
  const last = lastOfChain(snapshots, where);
  if (!last.ok) return last;
  const { header, harts, devices } = last.value;
  const ram: Pages = new Map(snapshots.flatMap((snapshot) => [...snapshot.ram]));
  forgetEmpty(ram);
  const disks = header.diskBytes.map(
    (_, disk): Pages => new Map(snapshots.flatMap((snapshot) => [...(snapshot.disks[disk] ?? [])])),
  );
  return success({ header: { ...header, base: null }, harts, devices, ram, disks });
}

/**
 * Puts a full snapshot, and those that build on it in order, into a machine that has not run yet, with fresh
 * disks. Where this fails the machine is of no use any more, and the files are as they were.
 */
export function restoreSnapshots(
  machine: Machine,
  snapshots: readonly Snapshot[],
  semantics: number,
  where: string,
): Result<null> {
  for (const snapshot of snapshots) {
    const checked = check(machine, snapshot, semantics, where);
    if (!checked.ok) return checked;
  }
  const chain = lastOfChain(snapshots, where);
  if (!chain.ok) return chain;
  const last = chain.value;
  putMemory(machine, snapshots);
  restoreRest(machine, { ...last, run: last.header.run });
  if (machine.stateHash() === last.header.stateHash) return success(null);
  return refuse('input', 'hash', where, 'its state has another hash than it says', 'use another snapshot');
}

function putMemory(machine: Machine, snapshots: readonly Snapshot[]): void {
  const ram: Pages = new Map();
  machine.dirty.mark();
  for (const page of machine.dirty.since(0)) ram.set(page, null);
  const disks: Pages[] = machine.disks.map(() => new Map<number, Page>());
  for (const snapshot of snapshots) {
    for (const [page, contents] of snapshot.ram) ram.set(page, contents);
    snapshot.disks.forEach((pages, disk) => {
      for (const [page, contents] of pages) disks[disk]?.set(page, contents);
    });
  }
  for (const [page, contents] of ram) restoreRamPage(machine, page, contents);
  disks.forEach((pages, disk) => {
    for (const [page, contents] of pages) writeDiskPage(machine, disk, page, contents);
  });
}
