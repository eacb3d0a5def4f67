/**
 * Where a disk's bytes are. Devices see {@link DiskBackend}; {@link CopyOnWriteDisk} keeps what the guest
 * writes beside an image that stays as it was.
 */
import { alignUp } from '../../base/bits.ts';
import { assert } from '../../base/assert.ts';

export interface DiskBackend {
  /** A multiple of 512. */
  readonly sizeBytes: number;
  readonly readOnly: boolean;
  /** Copies from the disk; false when the storage behind it fails. The range lies inside the disk. */
  read(offsetBytes: number, into: Uint8Array): boolean;
  write(offsetBytes: number, from: Uint8Array): boolean;
  /** Makes earlier writes last. */
  flush(): boolean;
}

export const SECTOR_BYTES = 512;
const DISK_PAGE_BYTES = 4096;

export interface DiskPage {
  /** The page's number, counted from the start of the disk. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

export class CopyOnWriteDisk implements DiskBackend {
  readonly sizeBytes: number;
  readonly readOnly: boolean;
  private readonly base: Uint8Array;
  private readonly pages = new Map<number, Uint8Array>();

  /** `base` is never written; a disk ends with a whole sector, filled up with zeros. */
  constructor(base: Uint8Array, options: { readonly readOnly?: boolean } = {}) {
    this.base = base;
    this.sizeBytes = alignUp(base.length, SECTOR_BYTES);
    this.readOnly = options.readOnly ?? false;
  }

  read(offsetBytes: number, into: Uint8Array): boolean {
    this.eachPage(offsetBytes, into.length, (index, from, start, lengthBytes) => {
      const target = into.subarray(start, start + lengthBytes);
      const page = this.pages.get(index);
      if (page === undefined) this.copyBase(index * DISK_PAGE_BYTES + from, target);
      else target.set(page.subarray(from, from + lengthBytes));
    });
    return true;
  }

  write(offsetBytes: number, from: Uint8Array): boolean {
    assert(!this.readOnly, 'a read-only disk is not written');
    this.eachPage(offsetBytes, from.length, (index, offset, start, lengthBytes) => {
      this.ownPage(index).set(from.subarray(start, start + lengthBytes), offset);
    });
    return true;
  }

  flush(): boolean {
    return true;
  }

  /** The pages that differ from the image now, in ascending order; what lies beyond the disk's end is 0. */
  *changedPages(): Generator<DiskPage> {
    const original = new Uint8Array(DISK_PAGE_BYTES);
    for (const index of [...this.pages.keys()].sort((a, b) => a - b)) {
      const bytes = this.pages.get(index);
      this.copyBase(index * DISK_PAGE_BYTES, original);
      if (bytes !== undefined && bytes.some((byte, at) => byte !== original[at])) yield { index, bytes };
    }
  }

  /** Goes back to the image. */
  discardChanges(): void {
    this.pages.clear();
  }

  private ownPage(index: number): Uint8Array {
    const existing = this.pages.get(index);
    if (existing !== undefined) return existing;
    const page = new Uint8Array(DISK_PAGE_BYTES);
    this.copyBase(index * DISK_PAGE_BYTES, page);
    this.pages.set(index, page);
    return page;
  }

  /** Fills `target` from the image, with zeros beyond its end. */
  private copyBase(offsetBytes: number, target: Uint8Array): void {
    const part = this.base.subarray(offsetBytes, offsetBytes + target.length);
    target.set(part);
    target.fill(0, part.length);
  }

  /** Splits a range at page borders: page, offset in it, offset in the range, length. */
  private eachPage(
    offsetBytes: number,
    lengthBytes: number,
    visit: (index: number, from: number, start: number, lengthBytes: number) => void,
  ): void {
    assert(
      offsetBytes >= 0 && offsetBytes + lengthBytes <= this.sizeBytes,
      'a disk access lies inside the disk',
    );
    for (let start = 0; start < lengthBytes; ) {
      const place = offsetBytes + start;
      const from = place % DISK_PAGE_BYTES;
      const length = Math.min(DISK_PAGE_BYTES - from, lengthBytes - start);
      visit((place - from) / DISK_PAGE_BYTES, from, start, length);
      start += length;
    }
  }
}
