/**
 * Machines that have just booted, so that a later visit starts at the prompt: for each kind of machine the state that
 * this browser's own first boot came to. Nothing is shipped for it, and nothing is believed: where the file does not
 * read, or does not fit this build, the machine boots as it did the first time.
 */
import * as v from 'valibot';
import { readSlots, writeSlot } from './slots.ts';
import { type Folder, writeWhole } from './storage.ts';

/** Kinds of machine; of more, the one that was kept first gives way. A stated limit: about 5 MB each. */
const MAX_READY = 2;

const entrySchema = v.strictObject({
  /** Everything that decides what boots: image by hash, configuration, semantics. */
  key: v.string(),
  file: v.number(),
  stateHash: v.string(),
  instructions: v.number(),
  takenMs: v.number(),
});
export type ReadyEntry = v.InferOutput<typeof entrySchema>;
const listSchema = v.array(entrySchema);

const LIST = 'list';

export class ReadyStates {
  private readonly folder: Folder;

  constructor(folder: Folder) {
    this.folder = folder;
  }

  private async list(): Promise<{ readonly sequence: number; readonly entries: readonly ReadyEntry[] }> {
    const bytes = await this.folder.read(LIST);
    const slot = bytes && readSlots(bytes);
    const parsed = slot && v.safeParse(listSchema, JSON.parse(slot.text));
    return { sequence: slot?.sequence ?? 0, entries: parsed?.success ? parsed.output : [] };
  }

  async find(key: string): Promise<ReadyEntry | undefined> {
    return (await this.list()).entries.find((entry) => entry.key === key);
  }

  read({ file }: ReadyEntry): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.folder.read(`r${file}`);
  }

  /** Keeps a state in the place of an older one of the same key. Returns its size. */
  async keep(entry: Omit<ReadyEntry, 'file'>, parts: AsyncIterable<Uint8Array>): Promise<number> {
    const { entries } = await this.list();
    const file = Math.max(0, ...entries.map((other) => other.file)) + 1;
    const bytes = await writeWhole(this.folder, `r${file}`, parts);
    await this.change((others) => [{ ...entry, file }, ...others.filter(({ key }) => key !== entry.key)]);
    return bytes;
  }

  async remove(key: string): Promise<void> {
    await this.change((entries) => entries.filter((entry) => entry.key !== key));
  }

  private async change(change: (entries: readonly ReadyEntry[]) => readonly ReadyEntry[]): Promise<void> {
    const { sequence, entries } = await this.list();
    const left = change(entries).slice(0, MAX_READY);
    const list = await this.folder.open(LIST);
    try {
      writeSlot(list, { sequence: sequence + 1, text: JSON.stringify(left) }, 'the booted machines');
    } finally {
      list.close();
    }
    const wanted = new Set([LIST, ...left.map(({ file }) => `r${file}`)]);
    for (const name of (await this.folder.files()).keys()) {
      if (!wanted.has(name)) await this.folder.remove(name);
    }
  }
}
