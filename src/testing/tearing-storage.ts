/**
 * Storage in memory that crashes: it counts blocks of 4 KiB as they are written, and fails at a given one for good.
 * What was flushed stays; of what was not, the blocks that a chooser picks. The block at which it fails is torn.
 */
import type { Folder, StoredFile } from '../library/storage.ts';

const BLOCK_BYTES = 4096;

/** What storage throws after its crash; nobody is there to catch it. */
export class Crash extends Error {}

interface Memory {
  /** As it is to whoever reads it now. */
  bytes: Uint8Array<ArrayBuffer>;
  /** As it is after a crash, but for blocks that were written and not flushed. */
  durable: Uint8Array<ArrayBuffer>;
  open: boolean;
}

export interface TearingOptions {
  /** The block, counted from 0, at which everything ends. */
  readonly crashAt?: number;
  /** Bytes that fit in all. */
  readonly capacityBytes?: number;
}

class FullError extends Error {
  override readonly name = 'QuotaExceededError';
}

class HeldError extends Error {
  override readonly name = 'NoModificationAllowedError';
}

/** One storage, as several folders of it share it. */
export class TearingStorage {
  blocksWritten = 0;
  private readonly files = new Map<string, Memory>();
  private readonly options: TearingOptions;
  private crashed = false;

  constructor(options: TearingOptions = {}) {
    this.options = options;
  }

  get root(): Folder {
    return this.folderAt('');
  }

  /** The storage as the next visit finds it. `survives` says which unflushed blocks are there. */
  afterCrash(survives: () => boolean): TearingStorage {
    const next = new TearingStorage();
    for (const [path, { bytes, durable }] of this.files) {
      const left = new Uint8Array(bytes.length);
      left.set(durable.subarray(0, bytes.length));
      for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
        const block = bytes.subarray(start, start + BLOCK_BYTES);
        if (block.some((byte, index) => byte !== left[start + index]) && survives()) left.set(block, start);
      }
      next.files.set(path, { bytes: left, durable: left.slice(), open: false });
    }
    return next;
  }

  private live(): void {
    if (this.crashed) throw new Crash();
  }

  private get totalBytes(): number {
    return [...this.files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  private writeBlock(memory: Memory, at: number, block: Uint8Array): void {
    const isLast = this.blocksWritten++ === this.options.crashAt;
    const part = isLast ? block.subarray(0, block.length >> 1) : block;
    const grown = Math.max(memory.bytes.length, at + part.length);
    if (this.totalBytes + grown - memory.bytes.length > (this.options.capacityBytes ?? Number.MAX_VALUE)) {
      throw new FullError('full');
    }
    if (grown > memory.bytes.length) {
      const longer = new Uint8Array(grown);
      longer.set(memory.bytes);
      memory.bytes = longer;
    }
    memory.bytes.set(part, at);
    this.crashed = isLast;
    this.live();
  }

  private opened(memory: Memory): StoredFile {
    if (memory.open) throw new HeldError('open elsewhere');
    memory.open = true;
    const live = () => this.live();
    return {
      sizeBytes: () => memory.bytes.length,
      read: (at, lengthBytes) => memory.bytes.slice(at, at + lengthBytes),
      write: (at, bytes) => {
        live();
        for (let done = 0; done < bytes.length; ) {
          const length = Math.min(BLOCK_BYTES - ((at + done) % BLOCK_BYTES), bytes.length - done);
          this.writeBlock(memory, at + done, bytes.subarray(done, done + length));
          done += length;
        }
      },
      truncate(sizeBytes) {
        live();
        memory.bytes = memory.bytes.slice(0, sizeBytes);
        memory.durable = memory.durable.slice(0, sizeBytes);
      },
      flush() {
        live();
        memory.durable = memory.bytes.slice();
      },
      close() {
        memory.open = false;
      },
    };
  }

  private folderAt(prefix: string): Folder {
    const { files } = this;
    const live = () => this.live();
    const below = (): string[] => [...files.keys()].filter((path) => path.startsWith(prefix));
    const removeBelow = (start: string): void => {
      for (const path of files.keys()) if (path.startsWith(start)) files.delete(path);
    };
    return {
      open: async (name) => {
        live();
        const path = `${prefix}${name}`;
        const memory = files.get(path) ?? { bytes: new Uint8Array(), durable: new Uint8Array(), open: false };
        files.set(path, memory);
        return this.opened(memory);
      },
      read: async (name) => files.get(`${prefix}${name}`)?.bytes.slice(),
      async files() {
        const own = below().filter((path) => !path.slice(prefix.length).includes('/'));
        return new Map(own.map((path) => [path.slice(prefix.length), files.get(path)?.bytes.length ?? 0]));
      },
      async remove(name) {
        live();
        files.delete(`${prefix}${name}`);
      },
      folder: async (name) => this.folderAt(`${prefix}${name}/`),
      async folders() {
        const names = below().flatMap((path) => /^([^/]+)\//.exec(path.slice(prefix.length))?.[1] ?? []);
        return [...new Set(names)];
      },
      async removeFolder(name) {
        live();
        removeBelow(`${prefix}${name}/`);
      },
    };
  }
}
