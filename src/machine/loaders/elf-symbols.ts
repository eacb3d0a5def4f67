/**
 * Looks up a few symbols of an ELF64 file by name: in the symbol table, and failing that as a section called
 * `.NAME` (which is how some linker scripts keep `tohost` in a stripped file).
 *
 * A file without sections simply has no symbols; sections that reach past the end of the file mean that the
 * file was cut, which is worth an error before anything runs.
 */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { MAX_ELF_SYMBOLS } from '../config/limits.ts';
import type { FileView } from './bytes.ts';

const SECTION_BYTES = 64;
const SYMBOL_BYTES = 24;
const SHT_SYMTAB = 2;
const SHT_STRTAB = 3;
const SHT_NOBITS = 8;
const SHF_ALLOC = 2n;
const MAX_NAME_BYTES = 64;

interface Section {
  readonly nameOffset: number;
  readonly type: number;
  readonly flags: bigint;
  readonly address: bigint;
  readonly offset: bigint;
  readonly sizeBytes: bigint;
  readonly link: number;
}

const damaged = (where: string, what: string) =>
  failure(problem('input', 'elf.sections', where, what, 'rebuild the file, or copy it again'));

function readSections(file: FileView, where: string): Result<Section[]> {
  const tableOffset = file.u64(40);
  const count = file.u16(60);
  if (tableOffset === 0n || count === 0) return success([]);
  if (file.u16(58) !== SECTION_BYTES) {
    return damaged(where, `a section header has ${file.u16(58)} bytes instead of ${SECTION_BYTES}`);
  }
  if (!file.has(tableOffset, count * SECTION_BYTES)) {
    return damaged(where, 'the section header table ends past the end of the file');
  }
  const read = (index: number): Section => {
    const at = Number(tableOffset) + index * SECTION_BYTES;
    return {
      nameOffset: file.u32(at),
      type: file.u32(at + 4),
      flags: file.u64(at + 8),
      address: file.u64(at + 16),
      offset: file.u64(at + 24),
      sizeBytes: file.u64(at + 32),
      link: file.u32(at + 40),
    };
  };
  return success(Array.from({ length: count }, (_, index) => read(index)));
}

/** A name out of a string table, or the empty string where it points outside. */
function nameIn(file: FileView, strings: Section | undefined, nameOffset: number): string {
  if (strings?.type !== SHT_STRTAB || BigInt(nameOffset) >= strings.sizeBytes) return '';
  return file.text(Number(strings.offset) + nameOffset, MAX_NAME_BYTES);
}

function scanSymbols(
  file: FileView,
  table: Section,
  strings: Section | undefined,
  visit: (name: string, value: bigint) => void,
): void {
  const start = Number(table.offset);
  const end = start + Number(table.sizeBytes) - SYMBOL_BYTES;
  for (let at = start; at <= end; at += SYMBOL_BYTES) {
    const isDefined = file.u16(at + 6) !== 0;
    if (isDefined) visit(nameIn(file, strings, file.u32(at)), file.u64(at + 8));
  }
}

interface Tables {
  readonly sections: readonly Section[];
  /** Calls `visit` for every defined symbol of the symbol table. */
  readonly scan: (visit: (name: string, value: bigint) => void) => void;
}

function openTables(file: FileView, where: string): Result<Tables> {
  const sections = readSections(file, where);
  if (!sections.ok) return sections;
  for (const [index, section] of sections.value.entries()) {
    if (section.type !== 0 && section.type !== SHT_NOBITS && !file.has(section.offset, section.sizeBytes)) {
      return damaged(where, `section ${index} ends past the end of the file`);
    }
  }
  const tables = sections.value.filter(({ type }) => type === SHT_SYMTAB);
  if (tables.some(({ sizeBytes }) => sizeBytes > BigInt(MAX_ELF_SYMBOLS * SYMBOL_BYTES))) {
    const what = `the symbol table has more than ${MAX_ELF_SYMBOLS} symbols`;
    return failure(problem('limit', 'elf.symbols', where, what, 'strip the file'));
  }
  const scan: Tables['scan'] = (visit) => {
    for (const table of tables) scanSymbols(file, table, sections.value[table.link], visit);
  };
  return success({ sections: sections.value, scan });
}

/** The values (virtual addresses) of those of `names` that the file defines. */
export function findElfSymbols(
  file: FileView,
  names: readonly string[],
  where: string,
): Result<ReadonlyMap<string, bigint>> {
  const tables = openTables(file, where);
  if (!tables.ok) return tables;
  const { sections, scan } = tables.value;
  const found = new Map<string, bigint>();
  const note = (name: string, address: bigint) => {
    if (names.includes(name) && !found.has(name)) found.set(name, address);
  };
  scan(note);
  const sectionNames = sections[file.u16(62)];
  for (const section of sections) {
    if ((section.flags & SHF_ALLOC) === 0n) continue;
    const name = nameIn(file, sectionNames, section.nameOffset);
    if (name.startsWith('.')) note(name.slice(1), section.address);
  }
  return success(found);
}

/** Every named symbol, in the file's order; names that assemblers and linkers make up (`$x`, `.L1`) are left out. */
export function listElfSymbols(file: FileView, where: string): Result<(readonly [string, bigint])[]> {
  const tables = openTables(file, where);
  if (!tables.ok) return tables;
  const list: [string, bigint][] = [];
  tables.value.scan((name, value) => {
    if (/^[A-Za-z_]/.test(name)) list.push([name, value]);
  });
  return success(list);
}
