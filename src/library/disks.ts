/**
 * Disks that machines are given: raw images, each in a folder of its own, which are never written again. What a guest
 * writes is the machine's (copy-on-write, in its snapshots); saved as a disk of its own it can be given to others.
 */
import * as v from 'valibot';
import { problem, ProblemError } from '../base/problem.ts';
import { MAX_DISK_BYTES } from '../machine/config/limits.ts';
import type { Page } from '../machine/snapshot/point.ts';
import { readSlots, writeSlot } from './slots.ts';
import { type Folder, writeWhole } from './storage.ts';

const aboutSchema = v.strictObject({
  name: v.string(),
  sizeBytes: v.number(),
  createdMs: v.number(),
  deletedMs: v.nullable(v.number()),
});
export type AboutDisk = v.InferOutput<typeof aboutSchema>;

export interface KeptDisk extends AboutDisk {
  readonly id: string;
}

const ABOUT = 'about';
const IMAGE = 'image';
const PAGE_BYTES = 4096;
const SECTOR_BYTES = 512;

export class Disks {
  private readonly folder: Folder;

  constructor(folder: Folder) {
    this.folder = folder;
  }

  private async about(
    id: string,
  ): Promise<{ readonly sequence: number; readonly about: AboutDisk } | undefined> {
    const bytes = await (await this.folder.folder(id)).read(ABOUT);
    const slot = bytes && readSlots(bytes);
    const parsed = slot && v.safeParse(aboutSchema, JSON.parse(slot.text));
    return slot && parsed?.success ? { sequence: slot.sequence, about: parsed.output } : undefined;
  }

  private async write(id: string, sequence: number, about: AboutDisk): Promise<void> {
    const file = await (await this.folder.folder(id)).open(ABOUT);
    try {
      writeSlot(file, { sequence, text: JSON.stringify(about) }, about.name);
    } finally {
      file.close();
    }
  }

  /** In the order in which they came; of a disk whose image was not written whole nothing is known. */
  async list(): Promise<readonly KeptDisk[]> {
    const disks: KeptDisk[] = [];
    for (const id of await this.folder.folders()) {
      const known = await this.about(id);
      if (known) disks.push({ id, ...known.about });
    }
    return disks.sort((a, b) => a.createdMs - b.createdMs);
  }

  /** Its image is there before it is known. */
  async add(id: string, name: string, image: Uint8Array, createdMs: number): Promise<void> {
    const sizeBytes = image.length;
    if (sizeBytes === 0 || sizeBytes % SECTOR_BYTES !== 0 || sizeBytes > MAX_DISK_BYTES) {
      const what = `a disk has a whole number of ${SECTOR_BYTES}-byte blocks and at most ${MAX_DISK_BYTES} bytes, and this has ${sizeBytes}`;
      throw new ProblemError(problem('input', 'disk.size', name, what, 'give a raw disk image'));
    }
    await writeWhole(await this.folder.folder(id), IMAGE, [image]);
    await this.write(id, 1, { name, sizeBytes, createdMs, deletedMs: null });
  }

  async change(id: string, change: Partial<Pick<AboutDisk, 'name' | 'deletedMs'>>): Promise<void> {
    const known = await this.about(id);
    if (known) await this.write(id, known.sequence + 1, { ...known.about, ...change });
  }

  async image(id: string, name: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await (await this.folder.folder(id)).read(IMAGE);
    const known = bytes && (await this.about(id));
    if (bytes && known && bytes.length === known.about.sizeBytes) return bytes;
    const what = 'its image is not in the library any more';
    throw new ProblemError(problem('input', 'disk.missing', name, what, 'import it again'));
  }

  remove(id: string): Promise<void> {
    return this.folder.removeFolder(id);
  }

  /** Removes for good what was deleted long ago. */
  async tidy(beforeMs: number): Promise<void> {
    for (const { id, deletedMs } of await this.list()) {
      if (deletedMs !== null && deletedMs < beforeMs) await this.remove(id);
    }
  }
}

/** An image with what a machine wrote to it. */
export function withPages(
  image: Uint8Array<ArrayBuffer>,
  pages: ReadonlyMap<number, Page>,
): Uint8Array<ArrayBuffer> {
  const whole = image.slice();
  for (const [page, contents] of pages) {
    const start = page * PAGE_BYTES;
    const room = whole.subarray(start, start + PAGE_BYTES);
    room.fill(0);
    if (contents) room.set(contents.subarray(0, room.length));
  }
  return whole;
}
