/** Disks of a machine: an image, and what the guest writes to it. */
import { CopyOnWriteDisk } from '../devices/block/backend.ts';
import type { BoardDisk } from './board/board.ts';

/** Puts bytes where they last; false when that failed, which the guest sees as an I/O error. */
export type WriteThrough = (offsetBytes: number, bytes: Uint8Array) => boolean;

/** Writes stay in memory, too, so that reads and the state hash see them whatever becomes of the file. */
class WriteThroughDisk extends CopyOnWriteDisk {
  private readonly writeThrough: WriteThrough;

  constructor(base: Uint8Array, writeThrough: WriteThrough) {
    super(base);
    this.writeThrough = writeThrough;
  }

  override write(offsetBytes: number, from: Uint8Array): boolean {
    return this.writeThrough(offsetBytes, from) && super.write(offsetBytes, from);
  }
}

export type DiskAccess =
  /** Changes are kept in memory. */
  | { readonly kind: 'copy' }
  | { readonly kind: 'readonly' }
  | { readonly kind: 'write'; readonly writeThrough: WriteThrough };

/** A disk of 512-byte blocks over an image, which itself is never changed. */
export function openDisk(image: Uint8Array, access: DiskAccess): BoardDisk {
  const backend =
    access.kind === 'write'
      ? new WriteThroughDisk(image, access.writeThrough)
      : new CopyOnWriteDisk(image, { readOnly: access.kind === 'readonly' });
  return { backend, blockBytes: 512 };
}
