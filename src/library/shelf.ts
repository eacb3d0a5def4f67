/** All machines that are kept, each in a folder of its own; and links, in one file of two slots. */
import * as v from 'valibot';
import type { Result } from '../base/problem.ts';
import type { AboutMachine } from './about.ts';
import { KeptMachine, peekMachine } from './kept-machine.ts';
import { readSlots, writeSlot } from './slots.ts';
import { type Folder, writeWhole } from './storage.ts';

/** What was deleted can be had back for so long. */
export const DELETED_FOR_MS = 24 * 3_600_000;
/** Machines that nobody named: more of them give way, the oldest first. */
const UNNAMED_MACHINES = 3;

export interface ShelfEntry {
  readonly id: string;
  /** Undefined where nothing was completed. */
  readonly about: Result<AboutMachine> | undefined;
  readonly bytes: number;
}

const linkSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  url: v.string(),
  createdMs: v.number(),
});
export type KeptLink = v.InferOutput<typeof linkSchema>;

const MACHINES = 'machines';
const LINKS = 'links';

export class Shelf {
  private readonly root: Folder;

  constructor(root: Folder) {
    this.root = root;
  }

  private machines(): Promise<Folder> {
    return this.root.folder(MACHINES);
  }

  async folderOf(id: string): Promise<Folder> {
    return (await this.machines()).folder(id);
  }

  async list(): Promise<readonly ShelfEntry[]> {
    const machines = await this.machines();
    const entries: ShelfEntry[] = [];
    for (const id of await machines.folders()) {
      const folder = await machines.folder(id);
      const sizes = [...(await folder.files()).values()];
      const about = await peekMachine(folder, 'a machine of the library');
      entries.push({ id, about, bytes: sizes.reduce((sum, size) => sum + size, 0) });
    }
    return entries;
  }

  async open(id: string, where: string): Promise<KeptMachine> {
    return KeptMachine.open(await this.folderOf(id), where);
  }

  async create(id: string, about: AboutMachine, bootFiles: readonly Uint8Array[] = []): Promise<KeptMachine> {
    return KeptMachine.create(await this.folderOf(id), about.name ?? about.title, about, bootFiles);
  }

  /** Another machine with the same files. Its `about` comes last: half a copy is none. */
  async duplicate(id: string, copy: string, about: AboutMachine): Promise<void> {
    const from = await this.folderOf(id);
    const to = await this.folderOf(copy);
    for (const name of (await from.files()).keys()) {
      const bytes = /^[slb]\d+$/.test(name) ? await from.read(name) : undefined;
      if (bytes) await writeWhole(to, name, [bytes]);
    }
    await KeptMachine.create(to, about.name ?? about.title, about);
  }

  async remove(id: string): Promise<void> {
    await (await this.machines()).removeFolder(id);
  }

  /** Removes for good what was deleted long ago, unnamed machines beyond the last few, and halves of machines. */
  async tidy(nowMs: number, isHeld: (id: string) => boolean): Promise<void> {
    const unnamed: { readonly id: string; readonly usedMs: number }[] = [];
    for (const { id, about } of await this.list()) {
      if (isHeld(id) || about?.ok === false) continue;
      const known = about?.value;
      const isGone = !known || (known.deletedMs !== null && known.deletedMs < nowMs - DELETED_FOR_MS);
      if (isGone) await this.remove(id);
      else if (known.name === null && known.deletedMs === null) unnamed.push({ id, usedMs: known.usedMs });
    }
    unnamed.sort((a, b) => b.usedMs - a.usedMs);
    for (const { id } of unnamed.slice(UNNAMED_MACHINES)) await this.remove(id);
  }

  async links(): Promise<readonly KeptLink[]> {
    const bytes = await this.root.read(LINKS);
    const slot = bytes && readSlots(bytes);
    const parsed = slot && v.safeParse(v.array(linkSchema), JSON.parse(slot.text));
    return parsed?.success ? parsed.output : [];
  }

  async changeLinks(change: (links: readonly KeptLink[]) => readonly KeptLink[]): Promise<void> {
    const bytes = await this.root.read(LINKS);
    const sequence = (bytes && readSlots(bytes)?.sequence) ?? 0;
    const text = JSON.stringify(change(await this.links()));
    const file = await this.root.open(LINKS);
    try {
      writeSlot(file, { sequence: sequence + 1, text }, 'the links');
    } finally {
      file.close();
    }
  }
}
