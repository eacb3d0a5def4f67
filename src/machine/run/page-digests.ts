/**
 * The digests of the pages of a memory or a disk that are not all zeros, by page number: one form for RAM and
 * disks, in the state hash and in its dump.
 */
import { DIGEST_BYTES } from './sha256.ts';

const RECORD_BYTES = 8 + DIGEST_BYTES;

export class PageDigests {
  private readonly digests: Uint8Array;
  private readonly present: Uint8Array;
  /** Pages that are not all zeros. */
  count = 0;

  constructor(pages: number) {
    this.digests = new Uint8Array(pages * DIGEST_BYTES);
    this.present = new Uint8Array(pages);
  }

  /** `digest` is undefined for a page of zeros. */
  set(page: number, digest: Uint8Array | undefined): void {
    const now = digest === undefined ? 0 : 1;
    this.count += now - (this.present[page] ?? 0);
    this.present[page] = now;
    if (digest !== undefined) this.digests.set(digest, page * DIGEST_BYTES);
  }

  /** The count, then (page number, digest) in ascending order; numbers are 64-bit little-endian. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(8 + this.count * RECORD_BYTES);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(this.count), true);
    let position = 8;
    for (let page = this.present.indexOf(1); page >= 0; page = this.present.indexOf(1, page + 1)) {
      view.setUint32(position, page, true);
      const from = page * DIGEST_BYTES;
      bytes.set(this.digests.subarray(from, from + DIGEST_BYTES), position + 8);
      position += RECORD_BYTES;
    }
    return bytes;
  }
}
