/**
 * ELF64 executables: the program headers' segments at their physical addresses, the entry point, and the
 * addresses of the HTIF symbols `tohost` and `fromhost`.
 *
 * Every field is checked before use, so that any bytes whatever give a value or one problem. Names and numbers
 * are those of the System V ABI, "Object Files". The machine number is an argument: nothing here knows a guest.
 */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { MAX_ELF_SEGMENTS } from '../config/limits.ts';
import { FileView, hasBytes } from './bytes.ts';
import { findElfSymbols } from './elf-symbols.ts';
import { describeKind } from './magic.ts';
import { endOf, hexAddress, type LoadSegment } from './segment.ts';

export interface ElfSegment extends LoadSegment {
  /**
   * How many of the first bytes are the file's own headers and the zeros after them. Linkers map these below
   * the program by default, where a bare machine need not have memory.
   */
  readonly headerBytes: number;
  readonly virtualAddress: bigint;
  readonly isExecutable: boolean;
}

export interface ElfProgram {
  /** In ascending order of address, without overlap, at least one. */
  readonly segments: readonly ElfSegment[];
  /** Physical address of the first instruction. */
  readonly entry: number;
  /** Physical address of the symbol (or section) `tohost`, 8 bytes, inside a segment. */
  readonly tohost: number | undefined;
  readonly fromhost: number | undefined;
}

export interface ElfTarget {
  /** Names the file in problems. */
  readonly where: string;
  /** `e_machine`, and its name for messages: 243, `64-bit RISC-V`. */
  readonly machine: number;
  readonly machineName: string;
  /**
   * Where a position-independent file (ET_DYN) is put. It has to relocate itself, as firmware does. Without
   * this such a file is refused.
   */
  readonly loadBase?: number;
}

export const EM_RISCV = 243;

const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const ET_EXEC = 2;
const ET_DYN = 3;
const PT_LOAD = 1;
const PT_INTERP = 3;
const PF_X = 1;
const PN_XNUM = 0xffff;

const MACHINE_NAMES: Readonly<Record<number, string>> = {
  3: '32-bit x86',
  8: 'MIPS',
  20: '32-bit PowerPC',
  21: '64-bit PowerPC',
  22: 'S/390',
  40: '32-bit ARM',
  43: 'SPARC',
  62: 'x86-64',
  183: 'AArch64',
  243: 'RISC-V',
  247: 'BPF',
  258: 'LoongArch',
};

const TYPE_REFUSALS: Readonly<Record<number, readonly [what: string, action: string]>> = {
  1: ['it is an object file, not a program', 'link it first'],
  4: ['it is a core dump, not a program', 'give the program'],
};

const REBUILD = 'rebuild the file, or copy it again';

const input = (code: string, where: string, what: string, action = REBUILD) =>
  failure(problem('input', `elf.${code}`, where, what, action));

const unsupported = (code: string, where: string, what: string, action: string) =>
  failure(problem('unsupported', `elf.${code}`, where, what, action));

/** Identification, type and machine: everything that can be wrong before the program headers. */
function checkHeader(file: FileView, { where, machine, machineName, loadBase }: ElfTarget): Result<null> {
  const { bytes } = file;
  const rebuild = `build it for ${machineName}`;
  if (!hasBytes(bytes, 0, '\x7fELF')) {
    const kind = describeKind(bytes);
    return input('magic', where, `it is not an ELF file but ${kind.is}`, kind.remedy);
  }
  if (bytes.length < HEADER_BYTES) return input('truncated', where, 'the file ends inside the ELF header');
  if (file.u8(4) !== 2) {
    return file.u8(4) === 1
      ? unsupported('class', where, 'it is a 32-bit program', rebuild)
      : input('class', where, `the ELF class ${file.u8(4)} does not exist`);
  }
  if (file.u8(5) !== 1) return unsupported('endian', where, 'it is not little-endian', rebuild);
  if (file.u8(6) !== 1 || file.u32(20) !== 1) return input('version', where, 'the ELF version is not 1');
  const fileMachine = file.u16(18);
  if (fileMachine !== machine) {
    const name = MACHINE_NAMES[fileMachine] ?? `machine number ${fileMachine}`;
    return unsupported('machine', where, `it is a program for ${name}`, rebuild);
  }
  const type = file.u16(16);
  const refusal = TYPE_REFUSALS[type];
  if (refusal) return input('type', where, ...refusal);
  if (type === ET_DYN && loadBase === undefined) {
    return unsupported('dynamic', where, 'it is position-independent', 'link it with -static -no-pie');
  }
  if (type !== ET_EXEC && type !== ET_DYN) return input('type', where, `the ELF type ${type} is no program`);
  return success(null);
}

interface ProgramHeader {
  readonly index: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: bigint;
  readonly virtualAddress: bigint;
  readonly physicalAddress: bigint;
  readonly fileBytes: bigint;
  readonly memoryBytes: bigint;
}

function readProgramHeaders(file: FileView, where: string): Result<ProgramHeader[]> {
  const tableOffset = file.u64(32);
  const entryBytes = file.u16(54);
  const count = file.u16(56);
  if (count === 0) return input('headers', where, 'it has no program headers, so nothing to load');
  if (count === PN_XNUM || count > MAX_ELF_SEGMENTS) {
    const what = `it has ${count} program headers, more than the limit of ${MAX_ELF_SEGMENTS}`;
    return failure(problem('limit', 'elf.headers', where, what, 'link it with fewer segments'));
  }
  if (entryBytes !== PROGRAM_HEADER_BYTES) {
    return input(
      'headers',
      where,
      `a program header has ${entryBytes} bytes instead of ${PROGRAM_HEADER_BYTES}`,
    );
  }
  if (!file.has(tableOffset, count * entryBytes)) {
    return input('truncated', where, 'the program header table ends past the end of the file');
  }
  const read = (index: number): ProgramHeader => {
    const at = Number(tableOffset) + index * entryBytes;
    return {
      index,
      type: file.u32(at),
      flags: file.u32(at + 4),
      offset: file.u64(at + 8),
      virtualAddress: file.u64(at + 16),
      physicalAddress: file.u64(at + 24),
      fileBytes: file.u64(at + 32),
      memoryBytes: file.u64(at + 40),
    };
  };
  return success(Array.from({ length: count }, (_, index) => read(index)));
}

/** What is wrong with one PT_LOAD header, if anything. */
function checkLoad(file: FileView, header: ProgramHeader, where: string): Result<null> {
  const name = `segment ${header.index}`;
  if (header.fileBytes > header.memoryBytes) {
    return input('segment', where, `${name} has more bytes in the file than in memory`);
  }
  if (!file.has(header.offset, header.fileBytes)) {
    return input('truncated', where, `${name} ends past the end of the file`);
  }
  const end = header.physicalAddress + header.memoryBytes;
  if (end > BigInt(Number.MAX_SAFE_INTEGER)) {
    const what = `${name} is at ${hexAddress(header.physicalAddress)}, where no memory can be`;
    return input('segment', where, what, 'link it for the board’s RAM at 0x80000000');
  }
  return success(null);
}

/** See {@link ElfSegment.headerBytes}. */
function headerBytesOf(file: FileView, { offset, fileBytes }: ProgramHeader): number {
  const headersEnd = Math.max(HEADER_BYTES, Number(file.u64(32)) + file.u16(56) * PROGRAM_HEADER_BYTES);
  if (offset !== 0n || fileBytes < headersEnd) return 0;
  const rest = file.bytes.subarray(headersEnd, Number(fileBytes));
  const zeros = rest.findIndex((byte) => byte !== 0);
  return headersEnd + (zeros < 0 ? rest.length : zeros);
}

function loadSegments(
  file: FileView,
  headers: readonly ProgramHeader[],
  where: string,
): Result<ElfSegment[]> {
  const loads = headers.filter(({ type, memoryBytes }) => type === PT_LOAD && memoryBytes > 0n);
  const loaded: ElfSegment[] = [];
  for (const header of loads) {
    const checked = checkLoad(file, header, where);
    if (!checked.ok) return checked;
    const offset = Number(header.offset);
    const bytes = file.bytes.subarray(offset, offset + Number(header.fileBytes));
    loaded.push({
      name: `segment ${header.index}`,
      physicalAddress: Number(header.physicalAddress),
      bytes,
      sizeBytes: Number(header.memoryBytes),
      headerBytes: headerBytesOf(file, header),
      virtualAddress: header.virtualAddress,
      isExecutable: (header.flags & PF_X) !== 0,
    });
  }
  loaded.sort((a, b) => a.physicalAddress - b.physicalAddress);
  for (const [index, segment] of loaded.entries()) {
    const next = loaded[index + 1];
    if (next && endOf(segment) > next.physicalAddress) {
      return input('overlap', where, `${segment.name} and ${next.name} overlap`, 'correct the linker script');
    }
  }
  if (loaded.length === 0)
    return input('headers', where, 'it has no segment to load', 'link it as a program');
  return success(loaded);
}

/** The physical address of a virtual one, through the segment that holds it. */
function toPhysical(segments: readonly ElfSegment[], address: bigint, sizeBytes: bigint): number | undefined {
  const holder = segments.find(
    ({ virtualAddress, sizeBytes: memoryBytes }) =>
      address >= virtualAddress && address + sizeBytes <= virtualAddress + BigInt(memoryBytes),
  );
  return holder && holder.physicalAddress + Number(address - holder.virtualAddress);
}

/** An executable's segments, entry point and HTIF addresses. */
export function parseElf(bytes: Uint8Array, target: ElfTarget): Result<ElfProgram> {
  const { where } = target;
  const file = new FileView(bytes);
  const header = checkHeader(file, target);
  if (!header.ok) return header;
  const headers = readProgramHeaders(file, where);
  if (!headers.ok) return headers;
  if (headers.value.some(({ type }) => type === PT_INTERP)) {
    return unsupported('dynamic', where, 'it needs a dynamic linker', 'link it with -static');
  }
  const loaded = loadSegments(file, headers.value, where);
  if (!loaded.ok) return loaded;
  const entryAddress = file.u64(24);
  const entry = toPhysical(loaded.value, entryAddress, 2n);
  if (entry === undefined || entry % 2 !== 0) {
    const what = `the entry point ${hexAddress(entryAddress)} is ${entry === undefined ? 'in no segment' : 'odd'}`;
    return input('entry', where, what, 'give the linker an entry symbol');
  }
  const symbols = findElfSymbols(file, ['tohost', 'fromhost'], where);
  if (!symbols.ok) return symbols;
  const symbol = (name: string): number | undefined => {
    const address = symbols.value.get(name);
    return address === undefined ? undefined : toPhysical(loaded.value, address, 8n);
  };
  const first = loaded.value[0]?.physicalAddress ?? 0;
  const isMovable = file.u16(16) === ET_DYN && target.loadBase !== undefined;
  const bias = isMovable ? (target.loadBase ?? 0) - first : 0;
  const move = (address: number | undefined) => (address === undefined ? undefined : address + bias);
  return success({
    segments: loaded.value.map((segment) => ({
      ...segment,
      physicalAddress: segment.physicalAddress + bias,
    })),
    entry: entry + bias,
    tohost: move(symbol('tohost')),
    fromhost: move(symbol('fromhost')),
  });
}
