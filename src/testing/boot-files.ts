/** Small, valid boot files for tests, and ways to spoil them. */

export interface ElfSegmentSpec {
  readonly address: bigint;
  readonly bytes: Uint8Array;
  readonly memoryBytes?: bigint;
  /** Where it differs from the physical address. */
  readonly virtualAddress?: bigint;
  readonly type?: number;
}

export interface ElfSpec {
  readonly segments?: readonly ElfSegmentSpec[];
  readonly entry?: bigint;
  /** Symbols by name. */
  readonly symbols?: Readonly<Record<string, bigint>>;
  readonly type?: number;
  readonly machine?: number;
}

export const PROGRAM: ElfSegmentSpec = { address: 0x8000_0000n, bytes: Uint8Array.of(0x6f, 0, 0, 0) };

/** Joins parts, each starting at a multiple of 8. */
function join(parts: readonly Uint8Array[]): { bytes: Uint8Array; offsets: number[] } {
  const offsets: number[] = [];
  let size = 0;
  for (const part of parts) {
    offsets.push(size);
    size += Math.ceil(part.length / 8) * 8;
  }
  const bytes = new Uint8Array(size);
  for (const [index, part] of parts.entries()) bytes.set(part, offsets[index]);
  return { bytes, offsets };
}

function programHeader(segment: ElfSegmentSpec, offset: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(56));
  view.setUint32(0, segment.type ?? 1, true);
  view.setUint32(4, 7, true);
  view.setBigUint64(8, BigInt(offset), true);
  view.setBigUint64(16, segment.virtualAddress ?? segment.address, true);
  view.setBigUint64(24, segment.address, true);
  view.setBigUint64(32, BigInt(segment.bytes.length), true);
  view.setBigUint64(40, segment.memoryBytes ?? BigInt(segment.bytes.length), true);
  return new Uint8Array(view.buffer);
}

function sectionHeader(type: number, offset: number, size: number, link: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(64));
  view.setUint32(4, type, true);
  view.setBigUint64(24, BigInt(offset), true);
  view.setBigUint64(32, BigInt(size), true);
  view.setUint32(40, link, true);
  return new Uint8Array(view.buffer);
}

function symbolTable(symbols: Readonly<Record<string, bigint>>): { table: Uint8Array; strings: Uint8Array } {
  const names = Object.keys(symbols);
  const view = new DataView(new ArrayBuffer(24 * (names.length + 1)));
  let strings = '\0';
  for (const [index, name] of names.entries()) {
    const at = 24 * (index + 1);
    view.setUint32(at, strings.length, true);
    view.setUint16(at + 6, 1, true);
    view.setBigUint64(at + 8, symbols[name] ?? 0n, true);
    strings += `${name}\0`;
  }
  return { table: new Uint8Array(view.buffer), strings: new TextEncoder().encode(strings) };
}

/** An ELF64 executable; without arguments one endless loop at the start of RAM. */
export function elfFile(spec: ElfSpec = {}): Uint8Array {
  const segments = spec.segments ?? [PROGRAM];
  const { table, strings } = symbolTable(spec.symbols ?? {});
  const header = new Uint8Array(64);
  const headerTable = new Uint8Array(56 * segments.length);
  const sections = new Uint8Array(64 * 3);
  const parts = [header, headerTable, ...segments.map(({ bytes }) => bytes), table, strings, sections];
  const { offsets } = join(parts);
  for (const [index, segment] of segments.entries()) {
    headerTable.set(programHeader(segment, offsets[index + 2] ?? 0), 56 * index);
  }
  const tail = segments.length + 2;
  sections.set(sectionHeader(2, offsets[tail] ?? 0, table.length, 2), 64);
  sections.set(sectionHeader(3, offsets[tail + 1] ?? 0, strings.length, 0), 128);
  const view = new DataView(header.buffer);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, spec.type ?? 2, true);
  view.setUint16(18, spec.machine ?? 243, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, spec.entry ?? 0x8000_0000n, true);
  view.setBigUint64(32, BigInt(offsets[1] ?? 0), true);
  view.setBigUint64(40, BigInt(offsets[tail + 2] ?? 0), true);
  view.setUint16(54, 56, true);
  view.setUint16(56, segments.length, true);
  view.setUint16(58, 64, true);
  view.setUint16(60, 3, true);
  return join(parts).bytes;
}

export interface ImageSpec {
  readonly textOffset?: bigint;
  readonly imageBytes?: bigint;
  readonly flags?: bigint;
  readonly version?: number;
  readonly bytes?: number;
}

/** A RISC-V Linux `Image` of zeros behind a valid header. */
export function linuxImage(spec: ImageSpec = {}): Uint8Array {
  const bytes = new Uint8Array(spec.bytes ?? 4096);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(8, spec.textOffset ?? 0x20_0000n, true);
  view.setBigUint64(16, spec.imageBytes ?? BigInt(bytes.length), true);
  view.setBigUint64(24, spec.flags ?? 0n, true);
  view.setUint32(32, spec.version ?? 2, true);
  bytes.set(new TextEncoder().encode('RISCV\0\0\0RSC\x05'), 0x30);
  return bytes;
}

/** An EFI zboot image around a compressed kernel. */
export function zbootFile(
  payload: Uint8Array,
  compression = 'gzip',
  statedBytes = payload.length,
): Uint8Array {
  const bytes = new Uint8Array(64 + payload.length);
  bytes.set(new TextEncoder().encode('MZ\0\0zimg'));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, 64, true);
  view.setUint32(12, statedBytes, true);
  bytes.set(new TextEncoder().encode(compression), 24);
  bytes.set(payload, 64);
  return bytes;
}

/** A copy with other bytes from `offset` on. */
export function patched(bytes: Uint8Array, offset: number, ...values: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, offset);
  return copy;
}

export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
