/** Little-endian fields of a file. The caller has checked, with `has`, that they are there. */
export class FileView {
  readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** True when `sizeBytes` bytes from `offset` are all inside the file. */
  has(offset: number | bigint, sizeBytes: number | bigint): boolean {
    return offset >= 0 && sizeBytes >= 0 && BigInt(offset) + BigInt(sizeBytes) <= BigInt(this.bytes.length);
  }

  u8(offset: number): number {
    return this.view.getUint8(offset);
  }

  u16(offset: number): number {
    return this.view.getUint16(offset, true);
  }

  u32(offset: number): number {
    return this.view.getUint32(offset, true);
  }

  u64(offset: number): bigint {
    return this.view.getBigUint64(offset, true);
  }

  /** A zero-terminated Latin-1 string of at most `max` bytes. */
  text(offset: number, max: number): string {
    let end = offset;
    while (end < this.bytes.length && end - offset < max && this.bytes[end] !== 0) end++;
    return String.fromCharCode(...this.bytes.subarray(offset, end));
  }
}

/** True when `text` (Latin-1) stands at `offset`. */
export function hasBytes(bytes: Uint8Array, offset: number, text: string): boolean {
  if (bytes.length < offset + text.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
