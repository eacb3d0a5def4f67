/**
 * A disk whose writes are noticed, and the hash of what is on it, kept up by written page. The first hash reads
 * the whole disk.
 */
import type { DiskBackend } from '../../devices/block/backend.ts';
import { PAGE_BYTES } from '../../memory/layout.ts';
import type { BoardDisk } from '../board/board.ts';
import { PageDigests } from './page-digests.ts';
import type { Sha256 } from './sha256.ts';

export class DiskDigest {
  /** The same disk, watched: what the board gets. */
  readonly disk: BoardDisk;
  private readonly pages: PageDigests;
  /** Called before a page changes, with its number. */
  beforeWrite: ((page: number) => void) | undefined;
  /** Pages written since the last hash; every page before the first. */
  private stale: Set<number> | 'all' = 'all';

  constructor({ backend, blockBytes }: BoardDisk) {
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

  private written(offsetBytes: number, lengthBytes: number): void {
    const end = offsetBytes + lengthBytes;
    for (let page = Math.floor(offsetBytes / PAGE_BYTES); page * PAGE_BYTES < end; page++) {
      this.beforeWrite?.(page);
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
