/**
 * One moment of a machine, in memory: everything that differs from the moment before it. RAM and disks are the
 * pages written since then; a page is a copy, or null where every byte is 0.
 */
import { hartState } from '../../isa/riscv64/state.ts';
import { GUEST_STATE_OFFSET } from '../../memory/hart.ts';
import { hartBase, PAGE_BYTES } from '../../memory/layout.ts';
import type { Machine } from '../machine.ts';
import type { RunState } from '../run/run-state.ts';

export type Page = Uint8Array | null;
export type Pages = Map<number, Page>;

export interface SnapshotPoint {
  readonly run: RunState;
  /** One for each hart: the bytes of its state. */
  readonly harts: readonly Uint8Array[];
  readonly devices: Uint8Array;
  readonly ram: Pages;
  /** One for each disk. */
  readonly disks: readonly Pages[];
}

const NO_BYTES = new Uint8Array(PAGE_BYTES);

const ramPage = (machine: Machine, page: number): Uint8Array =>
  new Uint8Array(machine.buffer, machine.memoryPlan.ramBase + page * PAGE_BYTES, PAGE_BYTES);

function isEmpty(bytes: Uint8Array): boolean {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (let index = 0; index < words.length; index++) if (words[index] !== 0) return false;
  return true;
}

/** A copy of a page of 4 KiB, or null if it is empty. `bytes` begins at a multiple of 4. */
export const copyPage = (bytes: Uint8Array): Page => (isEmpty(bytes) ? null : bytes.slice());

const hartBytes = (machine: Machine, hart: number): Uint8Array =>
  new Uint8Array(
    machine.buffer,
    hartBase(machine.memoryPlan, hart) + GUEST_STATE_OFFSET,
    hartState.sizeBytes,
  );

const deviceBytes = ({ buffer, memoryPlan }: Machine): Uint8Array =>
  new Uint8Array(buffer, memoryPlan.devicesBase, memoryPlan.deviceBytes);

/** A disk's page; the last one of a disk may be short, and reads as if zeros followed. */
export function diskPage(machine: Machine, disk: number, page: number): Uint8Array {
  const bytes = new Uint8Array(PAGE_BYTES);
  const backend = machine.disks[disk]?.disk.backend;
  if (backend) {
    const start = page * PAGE_BYTES;
    backend.read(start, bytes.subarray(0, Math.min(PAGE_BYTES, backend.sizeBytes - start)));
  }
  return bytes;
}

export function writeDiskPage(machine: Machine, disk: number, page: number, contents: Page): void {
  const backend = machine.disks[disk]?.disk.backend;
  if (!backend || backend.readOnly) return;
  const start = page * PAGE_BYTES;
  backend.write(start, (contents ?? NO_BYTES).subarray(0, Math.min(PAGE_BYTES, backend.sizeBytes - start)));
}

/** The machine now; of RAM and disks only the pages named. */
export function capturePoint(
  machine: Machine,
  ramPages: Iterable<number>,
  diskPages: readonly Iterable<number>[],
): SnapshotPoint {
  const ram: Pages = new Map();
  for (const page of ramPages) ram.set(page, copyPage(ramPage(machine, page)));
  return {
    run: machine.saveRun(),
    harts: machine.harts.map(({ index }) => hartBytes(machine, index).slice()),
    devices: deviceBytes(machine).slice(),
    ram,
    disks: diskPages.map((pages, disk) => {
      const copies: Pages = new Map();
      for (const page of pages) copies.set(page, copyPage(diskPage(machine, disk, page)));
      return copies;
    }),
  };
}

/** Writes a page of RAM, as a device would. */
export function restoreRamPage(machine: Machine, page: number, contents: Page): void {
  ramPage(machine, page).set(contents ?? NO_BYTES);
  machine.hart(0).memoryWritten(machine.memoryPlan.ramStart + page * PAGE_BYTES, PAGE_BYTES);
}

/** Registers, devices, time and events; after RAM and disks. */
export function restoreRest(machine: Machine, point: SnapshotPoint): void {
  point.harts.forEach((bytes, hart) => hartBytes(machine, hart).set(bytes));
  deviceBytes(machine).set(point.devices);
  machine.loadRun(point.run);
}

/** What a point costs in memory, roughly. */
export function pointBytes({ ram, disks, devices }: SnapshotPoint): number {
  let bytes = devices.length + 1024;
  for (const pages of [ram, ...disks]) {
    for (const page of pages.values()) bytes += 64 + (page?.length ?? 0);
  }
  return bytes;
}
