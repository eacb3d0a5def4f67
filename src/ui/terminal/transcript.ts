/** The latest console output, byte for byte, for saving: the terminal itself keeps fewer lines. */

/** Older output is forgotten: a stated limit. */
export const TRANSCRIPT_BYTES = 4 * 1024 * 1024;
const BLOCK_BYTES = 64 * 1024;

export class Transcript {
  /** Full blocks but for the last one; as many as hold the limit whatever the last one holds. */
  private blocks: Uint8Array<ArrayBuffer>[] = [];
  private usedInLast = BLOCK_BYTES;
  /** Appended since the last {@link clear}, forgotten output included. */
  totalBytes = 0;

  append(bytes: Uint8Array): void {
    this.totalBytes += bytes.length;
    for (let taken = 0; taken < bytes.length; ) {
      if (this.usedInLast === BLOCK_BYTES) this.addBlock();
      const piece = bytes.subarray(taken, taken + BLOCK_BYTES - this.usedInLast);
      this.blocks.at(-1)?.set(piece, this.usedInLast);
      this.usedInLast += piece.length;
      taken += piece.length;
    }
  }

  clear(): void {
    this.blocks = [];
    this.usedInLast = BLOCK_BYTES;
    this.totalBytes = 0;
  }

  /** Forgets what came after the first `upToBytes`. */
  cut(upToBytes: number): void {
    const kept = this.read(0, upToBytes);
    this.clear();
    this.append(kept);
    this.totalBytes = upToBytes;
  }

  /** What is still known of the output from its `fromBytes` to its `upToBytes`: at most {@link TRANSCRIPT_BYTES}. */
  read(fromBytes = 0, upToBytes = this.totalBytes): Uint8Array<ArrayBuffer> {
    const sizeBytes = Math.max(0, (this.blocks.length - 1) * BLOCK_BYTES + this.usedInLast);
    const all = new Uint8Array(this.blocks.length * BLOCK_BYTES);
    this.blocks.forEach((block, index) => all.set(block, index * BLOCK_BYTES));
    const first = this.totalBytes - Math.min(sizeBytes, TRANSCRIPT_BYTES);
    const place = (bytes: number): number => sizeBytes - this.totalBytes + Math.max(first, bytes);
    return this.blocks.length === 0 ? all : all.slice(place(fromBytes), place(upToBytes));
  }

  private addBlock(): void {
    this.blocks.push(new Uint8Array(BLOCK_BYTES));
    this.usedInLast = 0;
    if (this.blocks.length > TRANSCRIPT_BYTES / BLOCK_BYTES + 1) this.blocks.shift();
  }
}
