/** The latest console output, byte for byte, for saving: the terminal itself keeps fewer lines. */

/** Older output is forgotten: a stated limit. */
export const TRANSCRIPT_BYTES = 4 * 1024 * 1024;
const BLOCK_BYTES = 64 * 1024;

export class Transcript {
  /** Full blocks but for the last one; as many as hold the limit whatever the last one holds. */
  private blocks: Uint8Array<ArrayBuffer>[] = [];
  private usedInLast = BLOCK_BYTES;

  append(bytes: Uint8Array): void {
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
  }

  /** The latest output, at most {@link TRANSCRIPT_BYTES}. */
  read(): Uint8Array<ArrayBuffer> {
    const sizeBytes = (this.blocks.length - 1) * BLOCK_BYTES + this.usedInLast;
    const all = new Uint8Array(this.blocks.length * BLOCK_BYTES);
    this.blocks.forEach((block, index) => all.set(block, index * BLOCK_BYTES));
    return all.slice(Math.max(0, sizeBytes - TRANSCRIPT_BYTES), Math.max(0, sizeBytes));
  }

  private addBlock(): void {
    this.blocks.push(new Uint8Array(BLOCK_BYTES));
    this.usedInLast = 0;
    if (this.blocks.length > TRANSCRIPT_BYTES / BLOCK_BYTES + 1) this.blocks.shift();
  }
}
