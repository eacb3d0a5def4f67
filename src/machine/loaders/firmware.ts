/**
 * Machine-mode firmware (OpenSBI): an ELF file, or a flat binary that starts at the beginning of RAM.
 *
 * `fw_jump` goes to the kernel at a fixed address, 2 MiB above the start of RAM; `fw_dynamic` reads where to
 * go from the structure whose address is in a2. Both are served: `fw_jump` ignores a2.
 */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { MAX_FIRMWARE_BYTES } from '../config/limits.ts';
import { describeSize } from '../config/size.ts';
import { EM_RISCV, parseElf } from './elf.ts';
import { hasBytes } from './bytes.ts';
import { sniff } from './magic.ts';
import { endOf, type LoadSegment } from './segment.ts';

export interface Firmware {
  readonly segments: readonly LoadSegment[];
  readonly entry: number;
}

const refuse = (code: string, where: string, what: string, action: string) =>
  failure(problem('input', `firmware.${code}`, where, what, action));

/** Firmware for RAM that starts at `ramStart`; it has the first {@link MAX_FIRMWARE_BYTES} of it to itself. */
export function loadFirmware(bytes: Uint8Array, ramStart: number, where: string): Result<Firmware> {
  if (bytes.length === 0) return refuse('empty', where, 'the file is empty', 'copy the file again');
  const limit = describeSize(MAX_FIRMWARE_BYTES);
  if (hasBytes(bytes, 0, '\x7fELF')) {
    const machineName = '64-bit RISC-V';
    const parsed = parseElf(bytes, { where, machine: EM_RISCV, machineName, loadBase: ramStart });
    if (!parsed.ok) return parsed;
    const { segments, entry } = parsed.value;
    const isInside = segments.every(
      (segment) => segment.physicalAddress >= ramStart && endOf(segment) <= ramStart + MAX_FIRMWARE_BYTES,
    );
    if (!isInside) {
      const what = `the firmware lies outside the first ${limit} of RAM`;
      return refuse('place', where, what, 'build it for the "generic" platform');
    }
    return success({ segments, entry });
  }
  const kind = sniff(bytes);
  if (kind) return refuse('kind', where, `it is not firmware but ${kind.is}`, kind.remedy);
  if (bytes.length > MAX_FIRMWARE_BYTES) {
    const what = `it has ${describeSize(bytes.length)}, more than the limit of ${limit}`;
    return failure(problem('limit', 'firmware.large', where, what, 'give OpenSBI’s fw_jump or fw_dynamic'));
  }
  const segment = { name: 'the firmware', physicalAddress: ramStart, bytes, sizeBytes: bytes.length };
  return success({ segments: [segment], entry: ramStart });
}
