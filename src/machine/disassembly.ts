/**
 * An ELF file as assembly text: the executable sections, or the executable segments of a file without
 * sections, one line for each instruction, with the symbols that stand at it.
 *
 *   80000000 <_start>:
 *       80000000:  00001137  lui sp, 0x1
 */
import { failure, problem, type Result, success } from '../base/problem.ts';
import { type AnyInstructionSet, disassemble } from '../isa/disassembler.ts';
import { riscv64 } from '../isa/riscv64/instruction-set.ts';
import { FileView } from './loaders/bytes.ts';
import {
  nameIn,
  readSections,
  type Section,
  SHT_NOBITS,
  SHT_SYMTAB,
  scanSymbols,
} from './loaders/elf-symbols.ts';

const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const EM_RISCV = 243;
const PT_LOAD = 1;
const PF_EXECUTE = 1;
const SHF_EXECUTE = 4n;

interface Code {
  readonly name: string;
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

type Symbols = ReadonlyMap<bigint, readonly string[]>;

const refuse = (file: string, what: string, action: string) =>
  failure(problem('input', 'disassembly.file', file, what, action));

function sectionCode(view: FileView, sections: readonly Section[]): Code[] {
  const names = sections[view.u16(62)];
  return sections
    .filter((section) => (section.flags & SHF_EXECUTE) !== 0n && section.type !== SHT_NOBITS)
    .filter((section) => view.has(section.offset, section.sizeBytes))
    .map((section) => ({
      name: names && view.has(names.offset, names.sizeBytes) ? nameIn(view, names, section.nameOffset) : '',
      address: section.address,
      bytes: view.bytes.subarray(Number(section.offset), Number(section.offset + section.sizeBytes)),
    }));
}

function segmentCode(view: FileView): Code[] {
  const found: Code[] = [];
  const count = view.u16(56);
  for (let index = 0; index < count; index += 1) {
    const at = view.u64(32) + BigInt(index * SEGMENT_BYTES);
    if (!view.has(at, SEGMENT_BYTES)) break;
    const header = Number(at);
    const [offset, sizeBytes] = [view.u64(header + 8), view.u64(header + 32)];
    const isCode = view.u32(header) === PT_LOAD && (view.u32(header + 4) & PF_EXECUTE) !== 0;
    if (!isCode || !view.has(offset, sizeBytes)) continue;
    const bytes = view.bytes.subarray(Number(offset), Number(offset + sizeBytes));
    found.push({ name: `segment ${index}`, address: view.u64(header + 16), bytes });
  }
  return found;
}

function symbolsByAddress(view: FileView, sections: readonly Section[]): Symbols {
  const found = new Map<bigint, string[]>();
  for (const section of sections) {
    if (section.type !== SHT_SYMTAB || !view.has(section.offset, section.sizeBytes)) continue;
    const strings = sections[section.link];
    if (!strings || !view.has(strings.offset, strings.sizeBytes)) continue;
    scanSymbols(view, section, strings, (name, value) => {
      if (name === '' || name.startsWith('$')) return;
      const names = found.get(value);
      if (names) names.push(name);
      else found.set(value, [name]);
    });
  }
  return found;
}

function wordAt(bytes: Uint8Array, position: number): number {
  let word = 0;
  for (let index = 0; index < 4; index += 1) word |= (bytes[position + index] ?? 0) << (8 * index);
  return word >>> 0;
}

const hex = (value: number | bigint, digits: number): string => value.toString(16).padStart(digits, '0');

function* linesOf(set: AnyInstructionSet, code: readonly Code[], symbols: Symbols): Generator<string> {
  for (const { name, address, bytes } of code) {
    yield '';
    yield `${name}:`;
    let position = 0;
    while (position < bytes.length) {
      const pc = address + BigInt(position);
      for (const symbol of symbols.get(pc) ?? []) yield `${hex(pc, 8)} <${symbol}>:`;
      const word = wordAt(bytes, position);
      const { text, lengthBytes } = disassemble(set, word, pc);
      if (position + lengthBytes > bytes.length) {
        yield `    ${hex(pc, 8)}:  ${hex(word & 0xff, 2)}  (the end of ${name} cuts an instruction)`;
        break;
      }
      const shown = lengthBytes === 2 ? `${hex(word & 0xffff, 4)}    ` : hex(word, 8);
      yield `    ${hex(pc, 8)}:  ${shown}  ${text}`;
      position += lengthBytes;
    }
  }
}

/** The lines of a RISC-V ELF file's listing; `file` names it in problems. */
export function disassembleElf(bytes: Uint8Array, file: string): Result<Iterable<string>> {
  const view = new FileView(bytes);
  const isElf =
    bytes.length >= HEADER_BYTES && view.u32(0) === 0x464c_457f && view.u8(4) === 2 && view.u8(5) === 1;
  if (!isElf) return refuse(file, 'it is not a 64-bit little-endian ELF file', 'give an ELF file');
  if (view.u16(18) !== EM_RISCV) return refuse(file, 'it is not for RISC-V', 'give a RISC-V program');
  const sections = readSections(view, file);
  if (!sections.ok) return sections;
  const fromSections = sectionCode(view, sections.value);
  const code = fromSections.length > 0 ? fromSections : segmentCode(view);
  if (code.length === 0) return refuse(file, 'it has no code', 'give a linked program or an object file');
  return success(linesOf(riscv64, code, symbolsByAddress(view, sections.value)));
}
