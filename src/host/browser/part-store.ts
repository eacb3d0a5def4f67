/**
 * Keeps parts of images in the browser's private file system (OPFS), by the hash of the image, for the next visit
 * and for one without a network.
 *
 * Nothing here is trusted or needed: a part counts if it has the right length, the whole is checked by its hash
 * after reading, and where nothing can be kept the page says so and fetches again next time. Two tabs may come here
 * at once: a part that another tab is writing is left to it.
 */

export interface PartStore {
  /** The part's bytes; undefined if it isn't there, or not whole. */
  read(hash: string, index: number, sizeBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Throws what the browser throws: full, refused. */
  write(hash: string, index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(hash: string): Promise<void>;
  /** Removes every image that isn't among these. */
  retain(hashes: ReadonlySet<string>): Promise<void>;
}

const FOLDER = 'trampoline-images';

/** A folder as every browser has it; its `keys` is missing from some type libraries. */
type Folder = FileSystemDirectoryHandle & { keys(): AsyncIterableIterator<string> };

/** Throws if this page may keep nothing. */
export async function openPartStore(): Promise<PartStore> {
  const top = await navigator.storage.getDirectory();
  const folder = (await top.getDirectoryHandle(FOLDER, { create: true })) as Folder;
  return {
    async read(hash, index, sizeBytes) {
      try {
        const image = await folder.getDirectoryHandle(hash);
        const file = await (await image.getFileHandle(String(index))).getFile();
        return file.size === sizeBytes ? new Uint8Array(await file.arrayBuffer()) : undefined;
      } catch {
        return undefined;
      }
    },
    async write(hash, index, bytes) {
      const image = await folder.getDirectoryHandle(hash, { create: true });
      const handle = await image.getFileHandle(String(index), { create: true });
      try {
        await writeFile(handle, bytes);
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NoModificationAllowedError') return;
        await image.removeEntry(String(index)).catch(() => undefined);
        throw error;
      }
    },
    async remove(hash) {
      await folder.removeEntry(hash, { recursive: true }).catch(() => undefined);
    },
    async retain(hashes) {
      const unused: string[] = [];
      for await (const name of folder.keys()) if (!hashes.has(name)) unused.push(name);
      for (const name of unused) await folder.removeEntry(name, { recursive: true }).catch(() => undefined);
    },
  };
}

/** What workers have and pages don't. */
interface SyncAccess {
  truncate(sizeBytes: number): void;
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}
type WritableHandle = FileSystemFileHandle & { readonly createSyncAccessHandle?: () => Promise<SyncAccess> };

/** By a synchronous handle, or by the slower writable stream where there's none. */
export async function writeFile(handle: WritableHandle, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (typeof handle.createSyncAccessHandle !== 'function') {
    const stream = await handle.createWritable();
    await stream.write(bytes);
    await stream.close();
    return;
  }
  const access = await handle.createSyncAccessHandle();
  try {
    access.truncate(0);
    const written = access.write(bytes, { at: 0 });
    if (written !== bytes.length) throw new DOMException('the disk is full', 'QuotaExceededError');
    access.flush();
  } finally {
    access.close();
  }
}
