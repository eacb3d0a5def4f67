/**
 * Moments of one machine in memory, oldest first: a full one, then what changed from each to the next. The
 * machine can be put back to any of them at the cost of the pages that differ.
 *
 * A page's contents at a moment stand in the latest moment up to it that has the page. The machine stands
 * somewhere after one of the moments (`here`); what it wrote since then is known from the marks of dirty pages.
 * Memory is bounded: beyond the budget, moments between two others are given up, the crowded ones of long ago
 * first, so that the distance to the nearest moment grows with the age of what is looked for.
 */
import { assert, at } from '../../base/assert.ts';
import type { Machine } from '../machine.ts';
import {
  capturePoint,
  diskPage,
  copyPage,
  type Page,
  type Pages,
  pointBytes,
  restoreRamPage,
  restoreRest,
  type SnapshotPoint,
  writeDiskPage,
} from './point.ts';

export interface ChainPoint<Extra> {
  /** Retired by all harts. */
  readonly count: number;
  readonly extra: Extra;
  readonly bytes: number;
}

interface Entry<Extra> {
  readonly count: number;
  readonly extra: Extra;
  readonly point: SnapshotPoint;
  bytes: number;
}

export class SnapshotChain<Extra> {
  private readonly machine: Machine;
  private readonly entries: Entry<Extra>[] = [];
  /** Index of the moment that the machine's state descends from, and the mark of dirty pages there. */
  private here = -1;
  private moment = 0;
  /** Disk pages written since, and what stood on each page before it was ever written. */
  private written: Set<number>[];
  private readonly originals: Pages[];

  /** Watches the machine's disks from now on; takes the first moment. */
  constructor(machine: Machine, extra: Extra) {
    this.machine = machine;
    this.written = machine.disks.map(() => new Set());
    this.originals = machine.disks.map(() => new Map<number, Page>());
    machine.disks.forEach((disk, index) => {
      disk.beforeWrite.add((page) => this.noteDiskWrite(index, page));
    });
    this.capture(extra);
  }

  get points(): readonly ChainPoint<Extra>[] {
    return this.entries;
  }

  get totalBytes(): number {
    return this.entries.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  private noteDiskWrite(disk: number, page: number): void {
    const originals = at(this.originals, disk);
    if (!originals.has(page)) originals.set(page, copyPage(diskPage(this.machine, disk, page)));
    at(this.written, disk).add(page);
  }

  private startFrom(index: number, moment: number): void {
    this.here = index;
    this.moment = moment;
    this.written = this.machine.disks.map(() => new Set());
  }

  /** Takes the machine's present state, which must be settled, as a moment. */
  capture(extra: Extra): void {
    const { machine, here } = this;
    const count = machine.retired();
    const moment = machine.dirty.mark();
    const point = capturePoint(machine, machine.dirty.since(this.moment), this.written);
    const index = here < 0 ? 0 : this.indexAt(count) + 1;
    const entry = { count, extra, point, bytes: pointBytes(point) };
    assert(here < 0 || at(this.entries, here).count < count, 'moments follow one another');
    this.entries.splice(index, 0, entry);
    this.startFrom(index, moment);
  }

  /** Index of the first moment later than a count. */
  indexAfter(count: number): number | undefined {
    const index = this.entries.findIndex((entry) => entry.count > count);
    return index < 0 ? undefined : index;
  }

  /** The machine has come, by replay, to the state of a moment. */
  arrive(index: number): void {
    this.startFrom(index, this.machine.dirty.mark());
  }

  /** Puts the machine back to a moment; returns what was kept with it. */
  restore(index: number): Extra {
    const { machine } = this;
    const target = at(this.entries, index);
    machine.dirty.mark();
    const ram = new Set(machine.dirty.since(this.moment));
    const disks = this.written;
    for (let step = Math.min(index, this.here) + 1; step <= Math.max(index, this.here); step++) {
      const { point } = at(this.entries, step);
      for (const page of point.ram.keys()) ram.add(page);
      point.disks.forEach((pages, disk) => {
        for (const page of pages.keys()) at(disks, disk).add(page);
      });
    }
    for (const page of ram) restoreRamPage(machine, page, this.ramAt(index, page));
    disks.forEach((pages, disk) => {
      for (const page of [...pages]) writeDiskPage(machine, disk, page, this.diskAt(index, disk, page));
    });
    restoreRest(machine, target.point);
    this.startFrom(index, machine.dirty.mark());
    return target.extra;
  }

  private ramAt(index: number, page: number): Page {
    for (let step = index; step >= 0; step--) {
      const found = at(this.entries, step).point.ram.get(page);
      if (found !== undefined) return found;
    }
    return null;
  }

  private diskAt(index: number, disk: number, page: number): Page {
    for (let step = index; step >= 0; step--) {
      const found = this.entries[step]?.point.disks[disk]?.get(page);
      if (found !== undefined) return found;
    }
    return this.originals[disk]?.get(page) ?? null;
  }

  /** The latest moment whose count is not above `count`. */
  indexAt(count: number): number {
    let found = 0;
    this.entries.forEach((entry, index) => {
      if (entry.count <= count) found = index;
    });
    return found;
  }

  /** Forgets every moment after the one that the machine descends from: another future begins. */
  forgetLater(): void {
    this.entries.length = this.here + 1;
  }

  /** Gives moments up until all take at most so many bytes; the first, the last and the present one stay. */
  shrinkTo(budgetBytes: number): void {
    while (this.totalBytes > budgetBytes) {
      const victim = this.leastUseful();
      if (victim === undefined) return;
      this.drop(victim);
    }
  }

  /** The one without which the relative distance to the next earlier moment grows least. */
  private leastUseful(): number | undefined {
    const last = at(this.entries, this.entries.length - 1).count;
    let best: { index: number; cost: number } | undefined;
    for (let index = 1; index < this.entries.length - 1; index++) {
      if (index === this.here) continue;
      const before = at(this.entries, index - 1).count;
      const after = at(this.entries, index + 1).count;
      const cost = (after - before) / (last - before + 1);
      if (!best || cost < best.cost) best = { index, cost };
    }
    return best?.index;
  }

  private drop(index: number): void {
    const { point } = at(this.entries, index);
    const next = at(this.entries, index + 1);
    inherit(next.point.ram, point.ram);
    next.point.disks.forEach((pages, disk) => inherit(pages, at(point.disks, disk)));
    next.bytes = pointBytes(next.point);
    this.entries.splice(index, 1);
    if (this.here > index) this.here--;
  }
}

/** What the earlier moment has and the later one did not write itself. */
function inherit(pages: Pages, earlier: Pages): void {
  for (const [page, contents] of earlier) if (!pages.has(page)) pages.set(page, contents);
}
