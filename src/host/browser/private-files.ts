/**
 * Folders of the browser's private file system (OPFS) with files that are written in place and flushed: the storage
 * of the library. For workers: synchronous handles exist nowhere else, and each keeps others from opening its file.
 */

interface SyncAccess {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  truncate(sizeBytes: number): void;
  flush(): void;
  close(): void;
}
type FileHandle = FileSystemFileHandle & { readonly createSyncAccessHandle?: () => Promise<SyncAccess> };
/** Its `entries` is missing from some type libraries. */
type Directory = FileSystemDirectoryHandle & {
  entries(): AsyncIterableIterator<[string, FileSystemDirectoryHandle | FileSystemFileHandle]>;
};

export interface PrivateFile {
  sizeBytes(): number;
  read(at: number, lengthBytes: number): Uint8Array<ArrayBuffer>;
  write(at: number, bytes: Uint8Array): void;
  truncate(sizeBytes: number): void;
  flush(): void;
  close(): void;
}

export interface PrivateFolder {
  open(name: string): Promise<PrivateFile>;
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  files(): Promise<ReadonlyMap<string, number>>;
  remove(name: string): Promise<void>;
  folder(name: string): Promise<PrivateFolder>;
  folders(): Promise<readonly string[]>;
  removeFolder(name: string): Promise<void>;
}

/** Throws what the browser throws where this page may keep nothing. */
export async function openPrivateFolder(name: string): Promise<PrivateFolder> {
  const top = await navigator.storage.getDirectory();
  return privateFolder(await top.getDirectoryHandle(name, { create: true }));
}

/** As {@link openPrivateFolder}, but makes nothing. */
export async function findPrivateFolder(name: string): Promise<PrivateFolder | undefined> {
  try {
    const top = await navigator.storage.getDirectory();
    return privateFolder(await top.getDirectoryHandle(name));
  } catch {
    return undefined;
  }
}

function opened(access: SyncAccess): PrivateFile {
  return {
    sizeBytes: () => access.getSize(),
    read(at, lengthBytes) {
      const bytes = new Uint8Array(lengthBytes);
      return bytes.subarray(0, access.read(bytes, { at }));
    },
    write(at, bytes) {
      const own = bytes as Uint8Array<ArrayBuffer>;
      // Some browsers write what fits instead of throwing.
      if (access.write(own, { at }) !== bytes.length) {
        throw new DOMException('the storage is full', 'QuotaExceededError');
      }
    },
    truncate: (sizeBytes) => access.truncate(sizeBytes),
    flush: () => access.flush(),
    close: () => access.close(),
  };
}

const isMissing = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'NotFoundError';

function privateFolder(handle: FileSystemDirectoryHandle): PrivateFolder {
  const directory = handle as Directory;
  const entriesOf = async (kind: 'file' | 'directory') => {
    const found: string[] = [];
    for await (const [name, handle] of directory.entries()) if (handle.kind === kind) found.push(name);
    return found;
  };
  const read = async (name: string): Promise<File | undefined> => {
    try {
      return await (await directory.getFileHandle(name)).getFile();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  const remove = async (name: string, recursive: boolean): Promise<void> => {
    try {
      await directory.removeEntry(name, { recursive });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  };
  return {
    async open(name) {
      const handle: FileHandle = await directory.getFileHandle(name, { create: true });
      if (!handle.createSyncAccessHandle) throw new Error('this browser cannot write files in place');
      return opened(await handle.createSyncAccessHandle());
    },
    async read(name) {
      const file = await read(name);
      return file && new Uint8Array(await file.arrayBuffer());
    },
    async files() {
      const sizes = new Map<string, number>();
      for (const name of await entriesOf('file')) sizes.set(name, (await read(name))?.size ?? 0);
      return sizes;
    },
    remove: (name) => remove(name, false),
    folder: async (name) => privateFolder(await directory.getDirectoryHandle(name, { create: true })),
    folders: () => entriesOf('directory'),
    removeFolder: (name) => remove(name, true),
  };
}
