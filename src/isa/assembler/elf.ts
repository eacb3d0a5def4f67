/**
 * A laid-out program as an ELF64 executable: at most two loadable segments (code with constants, data with
 * blank memory), the sections, and the symbols.
 */
import { alignUp } from '../../base/bits.ts';
import type { Dialect } from './dialect.ts';
import type { Layout, PlacedSection } from './layout.ts';
import { type Program, sizeSymbol } from './program.ts';
import { encodeText } from './tokens.ts';

const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const SECTION_BYTES = 64;
const SYMBOL_BYTES = 24;
const PAGE_BYTES = 4096;

const SHT = { none: 0, programBits: 1, symbols: 2, strings: 3, blank: 8 } as const;
const SHF = { write: 1n, allocate: 2n, execute: 4n } as const;
const PF = { execute: 1, write: 2, read: 4 } as const;
const ABSOLUTE_SECTION = 0xfff1;
const GLOBAL_BINDING = 0x10;

class Writer {
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  position = 0;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
  }
  u16(value: number): this {
    this.view.setUint16(this.position, value, true);
    this.position += 2;
    return this;
  }
  u32(value: number): this {
    this.view.setUint32(this.position, value, true);
    this.position += 4;
    return this;
  }
  u64(value: bigint | number): this {
    this.view.setBigUint64(this.position, BigInt.asUintN(64, BigInt(value)), true);
    this.position += 8;
    return this;
  }
  put(values: ArrayLike<number>): this {
    this.bytes.set(values, this.position);
    this.position += values.length;
    return this;
  }
}

/** A string table: text to offset. */
class Strings {
  private readonly bytes: number[] = [0];
  private readonly offsets = new Map<string, number>([['', 0]]);

  offsetOf(text: string): number {
    const known = this.offsets.get(text);
    if (known !== undefined) return known;
    const offset = this.bytes.length;
    this.bytes.push(...encodeText(text), 0);
    this.offsets.set(text, offset);
    return offset;
  }
  get contents(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }
}

interface Segment {
  readonly sections: readonly PlacedSection[];
  readonly isWritable: boolean;
}

/** A section header and what it points to. */
interface Header {
  readonly name: string;
  readonly type: number;
  readonly flags: bigint;
  readonly address: bigint;
  readonly offset: number;
  readonly lengthBytes: number;
  readonly link?: number;
  readonly info?: number;
  readonly alignment: number;
  readonly entryBytes?: number;
}

const endOf = (placed: PlacedSection): bigint => placed.address + BigInt(placed.lengthBytes);

function segmentsOf(layout: Layout): Segment[] {
  const used = layout.sections.filter((placed) => placed.lengthBytes > 0);
  return [false, true]
    .map((isWritable) => ({
      isWritable,
      sections: used.filter((placed) => placed.section.isWritable === isWritable),
    }))
    .filter((segment) => segment.sections.length > 0);
}

/** Symbols that are worth a name in the file: not the numeric labels. */
function symbolTable(
  program: Program,
  layout: Layout,
  strings: Strings,
): { bytes: Uint8Array; locals: number } {
  const named = [...layout.symbols].filter(([name]) => !name.includes('@'));
  const isGlobal = ([name]: readonly [string, bigint]): boolean =>
    program.globals.has(name) || name === '_start';
  const locals = named.filter((entry) => !isGlobal(entry));
  const sorted = [...locals, ...named.filter(isGlobal)];
  const bytes = new Uint8Array((sorted.length + 1) * SYMBOL_BYTES);
  const writer = new Writer(bytes, SYMBOL_BYTES);
  const homes = new Map(
    program.items.flatMap((item) => (item.defines ? [[item.defines.name, item.section]] : [])),
  );
  for (const [name, value] of sorted) {
    const home = program.labels.has(name) ? homes.get(name) : undefined;
    const index = layout.sections.findIndex((placed) => placed.section === home);
    writer
      .u32(strings.offsetOf(name))
      .put([program.globals.has(name) || name === '_start' ? GLOBAL_BINDING : 0, 0]);
    writer
      .u16(index < 0 ? ABSOLUTE_SECTION : index + 1)
      .u64(value)
      .u64(layout.symbols.get(sizeSymbol(name)) ?? 0n);
  }
  return { bytes, locals: locals.length + 1 };
}

function writeHeader(
  writer: Writer,
  dialect: Dialect,
  entry: bigint,
  segments: number,
  sections: number,
  at: number,
) {
  writer.put([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  writer.u16(2).u16(dialect.elfMachine).u32(1).u64(entry).u64(HEADER_BYTES).u64(at).u32(dialect.elfFlags);
  writer
    .u16(HEADER_BYTES)
    .u16(SEGMENT_BYTES)
    .u16(segments)
    .u16(SECTION_BYTES)
    .u16(sections)
    .u16(sections - 1);
}

function writeSection(writer: Writer, header: Header, nameOffset: number): void {
  writer.u32(nameOffset).u32(header.type).u64(header.flags).u64(header.address).u64(header.offset);
  writer
    .u64(header.lengthBytes)
    .u32(header.link ?? 0)
    .u32(header.info ?? 0);
  writer.u64(header.alignment).u64(header.entryBytes ?? 0);
}

/** Gives every section a place in the file, congruent with its address modulo the page. */
function placeInFile(segments: readonly Segment[]): { offsets: Map<PlacedSection, number>; end: number } {
  const offsets = new Map<PlacedSection, number>();
  let end = HEADER_BYTES + segments.length * SEGMENT_BYTES;
  for (const { sections } of segments) {
    const start = sections[0]?.address ?? 0n;
    const base = alignUp(end, PAGE_BYTES) + Number(start % BigInt(PAGE_BYTES));
    for (const placed of sections) {
      const offset = base + Number(placed.address - start);
      offsets.set(placed, placed.section.isBlank ? end : offset);
      if (!placed.section.isBlank) end = offset + placed.lengthBytes;
    }
  }
  return { offsets, end };
}

function sectionHeaders(layout: Layout, offsets: ReadonlyMap<PlacedSection, number>): Header[] {
  return layout.sections.map((placed) => ({
    name: placed.section.name,
    type: placed.section.isBlank ? SHT.blank : SHT.programBits,
    flags:
      SHF.allocate |
      (placed.section.isWritable ? SHF.write : 0n) |
      (placed.section.isExecutable ? SHF.execute : 0n),
    address: placed.address,
    offset: offsets.get(placed) ?? 0,
    lengthBytes: placed.lengthBytes,
    alignment: placed.section.alignment,
  }));
}

function writeSegment(writer: Writer, segment: Segment, offsets: ReadonlyMap<PlacedSection, number>): void {
  const [first] = segment.sections;
  const stored = segment.sections.filter((placed) => !placed.section.isBlank);
  if (!first) return;
  const address = first.address;
  const fileBytes =
    stored.reduce((end, placed) => (endOf(placed) > end ? endOf(placed) : end), address) - address;
  const memoryBytes = segment.sections.reduce(
    (end, placed) => (endOf(placed) > end ? endOf(placed) : end),
    address,
  );
  const flags = segment.isWritable ? PF.read | PF.write : PF.read | PF.execute;
  writer.u32(1).u32(segment.sections.some((p) => p.section.isExecutable) ? flags | PF.execute : flags);
  writer
    .u64(offsets.get(first) ?? 0)
    .u64(address)
    .u64(address)
    .u64(fileBytes)
    .u64(memoryBytes - address);
  writer.u64(PAGE_BYTES);
}

/** The file's bytes; `entry` is where execution begins. */
export function writeElf(program: Program, layout: Layout, dialect: Dialect, entry: bigint): Uint8Array {
  const segments = segmentsOf(layout);
  const { offsets, end } = placeInFile(segments);
  const strings = new Strings();
  const symbols = symbolTable(program, layout, strings);
  const stringBytes = strings.contents;
  const names = new Strings();
  const none: Header = {
    name: '',
    type: SHT.none,
    flags: 0n,
    address: 0n,
    offset: 0,
    lengthBytes: 0,
    alignment: 0,
  };
  const headers = [none, ...sectionHeaders(layout, offsets)];
  const symbolsAt = alignUp(end, 8);
  const stringsAt = symbolsAt + symbols.bytes.length;
  const namesAt = stringsAt + stringBytes.length;
  const table = (name: string, type: number, offset: number, bytes: Uint8Array): Header => ({
    ...none,
    name,
    type,
    offset,
    lengthBytes: bytes.length,
    alignment: 1,
  });
  headers.push({
    ...table('.symtab', SHT.symbols, symbolsAt, symbols.bytes),
    link: headers.length + 1,
    info: symbols.locals,
    alignment: 8,
    entryBytes: SYMBOL_BYTES,
  });
  headers.push(table('.strtab', SHT.strings, stringsAt, stringBytes));
  const nameOffsets = [...headers.map((header) => header.name), '.shstrtab'].map((name) =>
    names.offsetOf(name),
  );
  headers.push(table('.shstrtab', SHT.strings, namesAt, names.contents));
  const headersAt = alignUp(namesAt + names.contents.length, 8);
  const bytes = new Uint8Array(headersAt + headers.length * SECTION_BYTES);
  const writer = new Writer(bytes);
  writeHeader(writer, dialect, entry, segments.length, headers.length, headersAt);
  for (const segment of segments) writeSegment(writer, segment, offsets);
  for (const [placed, offset] of offsets) bytes.set(placed.bytes, offset);
  bytes.set(symbols.bytes, symbolsAt);
  bytes.set(stringBytes, stringsAt);
  bytes.set(names.contents, namesAt);
  const headerWriter = new Writer(bytes, headersAt);
  headers.forEach((header, index) => writeSection(headerWriter, header, nameOffsets[index] ?? 0));
  return bytes;
}
