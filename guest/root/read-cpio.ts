/**
 * Reads what make-cpio.mjs writes (cpio, format "newc"), for tests: the names, modes and places of an archive's
 * entries. See the kernel's documentation of the initramfs buffer format.
 */
export interface CpioEntry {
  readonly path: string;
  readonly mode: number;
  readonly inode: number;
  readonly owner: string;
  readonly time: number;
  /** Where its data begins in the archive, and how much it is. */
  readonly dataOffset: number;
  readonly dataBytes: number;
}

const HEADER_BYTES = 110;
const roundUp = (n: number): number => Math.ceil(n / 4) * 4;

/** Every entry before the trailer. */
export function readCpio(archive: Uint8Array): CpioEntry[] {
  const text = (from: number, to: number): string =>
    Buffer.from(archive.subarray(from, to)).toString('latin1');
  const entries: CpioEntry[] = [];
  for (let at = 0; ; ) {
    const magic = text(at, at + 6);
    if (magic !== '070701') throw new Error(`no entry at ${at}: it begins with "${magic}"`);
    const field = (index: number): number => {
      const from = at + 6 + 8 * index;
      return Number.parseInt(text(from, from + 8), 16);
    };
    const nameEnd = at + HEADER_BYTES + field(11);
    const path = text(at + HEADER_BYTES, nameEnd).replace(/\0.*$/s, '');
    if (path === 'TRAILER!!!') return entries;
    const dataOffset = roundUp(nameEnd);
    const dataBytes = field(6);
    const owner = `${field(2)}:${field(3)}`;
    entries.push({ path, inode: field(0), mode: field(1), owner, time: field(5), dataOffset, dataBytes });
    at = roundUp(dataOffset + dataBytes);
  }
}
