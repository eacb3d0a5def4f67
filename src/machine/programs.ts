/**
 * Programs as text: assembly source to an ELF file, and an ELF file to a listing. Both directions come from the
 * guest's rows.
 */
import type { Result } from '../base/problem.ts';
import { success } from '../base/problem.ts';
import { disassemble } from '../isa/disassembler.ts';
import { assemble } from '../isa/riscv64/assembly.ts';
import { riscv64 } from '../isa/riscv64/instruction-set.ts';
import { FileView } from './loaders/bytes.ts';
import { EM_RISCV, type ElfSegment, parseElf } from './loaders/elf.ts';
import { listElfSymbols } from './loaders/elf-symbols.ts';

export { assemble as assembleProgram };

const hex = (value: number | bigint, digits: number): string => value.toString(16).padStart(digits, '0');

/** `80000000: 00000297  auipc t0, 0x0`, with the labels of each address on lines before it. */
function* listSegment(
  segment: ElfSegment,
  labels: ReadonlyMap<bigint, readonly string[]>,
): Generator<string> {
  const { bytes, physicalAddress, virtualAddress } = segment;
  const bias = virtualAddress - BigInt(physicalAddress);
  for (let offset = segment.headerBytes; offset < bytes.length; ) {
    const address = BigInt(physicalAddress + offset) + bias;
    for (const label of labels.get(address) ?? []) yield `${label}:`;
    // A file that ends within an instruction reads as if zeros followed.
    const word = [0, 1, 2, 3].reduce((sum, at) => sum | ((bytes[offset + at] ?? 0) << (8 * at)), 0);
    const { text, lengthBytes } = disassemble(riscv64, word, address);
    const data = hex(lengthBytes === 2 ? word & 0xffff : word >>> 0, lengthBytes * 2);
    yield `${hex(address, 8)}: ${data.padEnd(8)}  ${text}`;
    offset += lengthBytes;
  }
}

function* listSegments(
  segments: readonly ElfSegment[],
  labels: ReadonlyMap<bigint, readonly string[]>,
): Generator<string> {
  for (const segment of segments) if (segment.isExecutable) yield* listSegment(segment, labels);
}

/** The executable segments of an ELF file as assembly text, line by line; data among them reads as code. */
export function listProgram(bytes: Uint8Array, where: string): Result<Iterable<string>> {
  const machineName = '64-bit RISC-V';
  const program = parseElf(bytes, { where, machine: EM_RISCV, machineName });
  if (!program.ok) return program;
  const symbols = listElfSymbols(new FileView(bytes), where);
  if (!symbols.ok) return symbols;
  const labels = new Map<bigint, string[]>();
  for (const [name, address] of symbols.value) {
    labels.set(address, [...(labels.get(address) ?? []), name]);
  }
  return success(listSegments(program.value.segments, labels));
}
