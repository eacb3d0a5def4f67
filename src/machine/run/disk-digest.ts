/**
 * A disk whose writes are noticed, and the hash of what is on it, kept up by written page. The first hash reads
 * the whole disk.
 */
import { CopyOnWriteDisk, type DiskBackend } from '../../devices/block/backend.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import type { BoardDisk } from '../board/board.ts';
import { PageDigests } from './page-digests.ts';
import type { Sha256 } from './sha256.ts';

export class DiskDigest {
  /** The same disk, watched: what the board gets. */
  readonly disk: BoardDisk;
  private readonly original: DiskBackend;
  private readonly everWritten = new Set<number>();
  private readonly pages: PageDigests;
  /** Called before a page changes, with its number. */
  readonly beforeWrite = new Set<(page: number) => void>();
  /** Pages written since the last hash; every page before the first. */
  private stale: Set<number> | 'all' = 'all';

  constructor({ backend, blockBytes }: BoardDisk) {
    this.original = backend;
    this.pages = new PageDigests(Math.ceil(backend.sizeBytes / PAGE_BYTES));
    const watched: DiskBackend = {
      sizeBytes: backend.sizeBytes,
      readOnly: backend.readOnly,
      read: (offsetBytes, into) => backend.read(offsetBytes, into),
      write: (offsetBytes, from) => {
        this.written(offsetBytes, from.length);
        return backend.write(offsetBytes, from);
      },
      flush: () => backend.flush(),
    };
    this.disk = { backend: watched, blockBytes };
  }

  /** Pages that may differ from the disk's image, ascending. */
  changedPages(): number[] {
    const { original, everWritten } = this;
    if (original instanceof CopyOnWriteDisk) return [...original.changedPages()].map(({ index }) => index);
    return [...everWritten].sort((a, b) => a - b);
  }

  private written(offsetBytes: number, lengthBytes: number): void {
    const end = offsetBytes + lengthBytes;
    for (let page = Math.floor(offsetBytes / PAGE_BYTES); page * PAGE_BYTES < end; page++) {
      for (const listener of this.beforeWrite) listener(page);
      this.everWritten.add(page);
      if (this.stale !== 'all') this.stale.add(page);
    }
  }

  private refresh(sha256: Sha256): void {
    const { backend } = this.disk;
    const count = Math.ceil(backend.sizeBytes / PAGE_BYTES);
    const stale = this.stale === 'all' ? Array(count).keys() : this.stale;
    for (const page of stale) {
      const start = page * PAGE_BYTES;
      const length = Math.min(PAGE_BYTES, backend.sizeBytes - start);
      const digest = sha256.pageFrom((stage) => {
        const bytes = new Uint8Array(length);
        backend.read(start, bytes);
        stage.fill(0);
        stage.set(bytes);
      });
      this.pages.set(page, digest);
    }
    this.stale = new Set();
  }

  /** SHA-256 over the size in bytes (64-bit little-endian) and the digests of its pages. */
  hash(sha256: Sha256): Uint8Array {
    this.refresh(sha256);
    const size = new Uint8Array(8);
    new DataView(size.buffer).setBigUint64(0, BigInt(this.disk.backend.sizeBytes), true);
    return sha256.digest([size, this.pages.bytes()]);
  }
}
