/** Reads what {@link ../bytes.ts} writes. The bytes are our own: what does not fit is a bug, and said at once. */

export class ByteReader {
  private readonly bytes: Uint8Array;
  private readonly end: number;
  position: number;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  get isAtEnd(): boolean {
    return this.position >= this.end;
  }

  byte(): number {
    const value = this.position < this.end ? this.bytes[this.position] : undefined;
    if (value === undefined)
      throw new Error(`the module ends at byte ${this.position}, in the middle of something`);
    this.position++;
    return value;
  }

  /** Unsigned LEB128 below 2^53. */
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  /** Signed LEB128. */
  signed(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(Number(shift) + 7, value);
    }
  }

  take(length: number): Uint8Array {
    const start = this.position;
    if (start + length > this.end) throw new Error(`the module ends before byte ${start + length}`);
    this.position += length;
    return this.bytes.subarray(start, start + length);
  }

  name(): string {
    return String.fromCharCode(...this.take(this.unsigned()));
  }

  /** A reader of the next `length` bytes, which this one skips. Its positions are the same. */
  part(length: number): ByteReader {
    const start = this.position;
    this.take(length);
    return new ByteReader(this.bytes, start, start + length);
  }

  /** As many times as the count that stands first. */
  list<T>(read: (reader: this) => T): T[] {
    return Array.from({ length: this.unsigned() }, () => read(this));
  }
}
