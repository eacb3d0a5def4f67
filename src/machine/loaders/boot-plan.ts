/**
 * Where everything goes in guest-physical memory before the first instruction, and how the harts begin.
 *
 * From the start of RAM upwards: firmware (its own 2 MiB), kernel or program. From the end downwards: device
 * tree, what the firmware is told, initrd. Whatever does not fit gives a problem that names the RAM it needs.
 */
import { alignUp } from '../../base/bits.ts';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { DEVICE_TREE_BYTES, MAX_RAM_BYTES, MIB, MIN_RAM_BYTES, PAGE_BYTES } from '../config/limits.ts';
import { describeSize, formatSize } from '../config/size.ts';
import type { ElfProgram, ElfSegment } from './elf.ts';
import type { Firmware } from './firmware.ts';
import { dynamicInfo } from './firmware-info.ts';
import type { LinuxImage } from './plain-image.ts';
import { endOf, hexAddress, type LoadSegment } from './segment.ts';

export interface RamPlace {
  /** First guest-physical address, a multiple of 2 MiB. */
  readonly start: number;
  readonly sizeBytes: number;
}

export interface BootPlan {
  /** To be copied into RAM before every start; ascending or not, never overlapping, always inside RAM. */
  readonly segments: readonly LoadSegment[];
  /** Physical address where harts begin. */
  readonly entry: number;
  /** Mode in which they begin; `supervisor` means that the built-in SBI is the firmware. */
  readonly privilege: 'machine' | 'supervisor';
  /** Which harts begin at `entry`; the others are stopped and wait for SBI HSM. */
  readonly harts: 'all' | 'first';
  /** a1: where the board puts its device tree, and how large it may be. */
  readonly deviceTree: { readonly address: number; readonly capacityBytes: number };
  /** a2: what OpenSBI's `fw_dynamic` reads; 0 where there is no firmware. */
  readonly firmwareInfoAddress: number;
  /** For `linux,initrd-start` and `linux,initrd-end`. */
  readonly initrd: { readonly start: number; readonly end: number } | undefined;
  /** `bootargs`. */
  readonly append: string;
  /** Host-target interface: eight bytes each, inside a segment. */
  readonly htif: { readonly tohost: number; readonly fromhost: number | undefined } | undefined;
}

/** OpenSBI's `fw_jump` copies the device tree here, relative to the start of RAM (FW_JUMP_FDT_ADDR). */
const FIRMWARE_DEVICE_TREE_OFFSET = 0x220_0000;
/** Firmware grows the tree a little. */
const FIRMWARE_DEVICE_TREE_BYTES = 2 * DEVICE_TREE_BYTES;

/** At the end of RAM: a page with what the firmware is told, then the device tree. */
const RESERVED_BYTES = PAGE_BYTES + DEVICE_TREE_BYTES;

const ramEnd = (ram: RamPlace): number => ram.start + ram.sizeBytes;

/** The least RAM to advise for `neededBytes`: a power of two, or 3G; undefined when there is none. */
function advisedRam(neededBytes: number): number | undefined {
  let size = MIN_RAM_BYTES;
  while (size < neededBytes) size *= 2;
  if (size <= MAX_RAM_BYTES) return size;
  return neededBytes <= MAX_RAM_BYTES ? MAX_RAM_BYTES : undefined;
}

function tooLittleRam(where: string, what: string, neededBytes: number, ram: RamPlace): Result<never> {
  const advised = advisedRam(neededBytes);
  const clause = `${what} in ${formatSize(ram.sizeBytes)} of RAM`;
  const action = advised ? `give --ram ${formatSize(advised)}` : 'use a smaller file';
  return failure(problem('input', 'boot.ram', where, clause, action));
}

/** Drops the file's own headers where they stand below RAM. */
function withoutHeaders(segment: ElfSegment, ram: RamPlace): LoadSegment {
  const { name, physicalAddress, bytes, sizeBytes, headerBytes } = segment;
  const below = ram.start - physicalAddress;
  if (below <= 0 || below > headerBytes) return segment;
  return { name, physicalAddress: ram.start, bytes: bytes.subarray(below), sizeBytes: sizeBytes - below };
}

/** What a machine with RAM at `ram` does with a bare-metal program: every hart starts, in machine mode. */
export function planElf(program: ElfProgram, ram: RamPlace, append: string, where: string): Result<BootPlan> {
  const deviceTreeAddress = ramEnd(ram) - DEVICE_TREE_BYTES;
  const segments = program.segments
    .map((segment) => withoutHeaders(segment, ram))
    .filter(({ sizeBytes }) => sizeBytes > 0);
  for (const segment of segments) {
    const range = `${hexAddress(segment.physicalAddress)}..${hexAddress(endOf(segment) - 1)}`;
    if (segment.physicalAddress < ram.start || segment.physicalAddress >= ram.start + MAX_RAM_BYTES) {
      const what = `${segment.name} at ${range} lies outside RAM, which starts at ${hexAddress(ram.start)}`;
      const action = `link it for ${hexAddress(ram.start)} (Linux programs run under Linux only)`;
      return failure(problem('input', 'boot.address', where, what, action));
    }
    if (endOf(segment) > deviceTreeAddress) {
      const needed = endOf(segment) - ram.start + DEVICE_TREE_BYTES;
      return tooLittleRam(where, `${segment.name} at ${range} does not fit`, needed, ram);
    }
  }
  const { tohost, fromhost } = program;
  return success({
    segments,
    entry: program.entry,
    privilege: 'machine',
    harts: 'all',
    deviceTree: { address: deviceTreeAddress, capacityBytes: DEVICE_TREE_BYTES },
    firmwareInfoAddress: 0,
    initrd: undefined,
    append,
    htif: tohost === undefined ? undefined : { tohost, fromhost },
  });
}

export interface LinuxParts {
  readonly kernel: LinuxImage;
  readonly initrd: Uint8Array | undefined;
  readonly firmware: Firmware | undefined;
  readonly append: string;
  /** Names the kernel and the initrd in problems. */
  readonly where: { readonly kernel: string; readonly initrd: string };
}

/** Nothing but the initrd and what stands above it may lie from here on. */
function floorOf(kernel: LoadSegment, firmware: Firmware | undefined, ram: RamPlace): number {
  const end = alignUp(endOf(kernel), PAGE_BYTES);
  const treeEnd = ram.start + FIRMWARE_DEVICE_TREE_OFFSET + FIRMWARE_DEVICE_TREE_BYTES;
  return firmware ? Math.max(end, treeEnd) : end;
}

/** Why it all does not fit, naming the part that is too much, with RAM for the whole. */
function doesNotFit(parts: LinuxParts, floor: number, ram: RamPlace): Result<never> {
  const initrdBytes = parts.initrd?.length ?? 0;
  const needed = floor - ram.start + alignUp(initrdBytes, PAGE_BYTES) + RESERVED_BYTES;
  if (floor + RESERVED_BYTES <= ramEnd(ram)) {
    const what = `the initrd of ${describeSize(initrdBytes)} does not fit beside the kernel`;
    return tooLittleRam(parts.where.initrd, what, needed, ram);
  }
  const what = parts.firmware
    ? 'kernel and firmware do not fit'
    : `the kernel of ${describeSize(parts.kernel.sizeBytes)} does not fit`;
  return tooLittleRam(parts.where.kernel, what, needed, ram);
}

/** What a machine with RAM at `ram` does with a Linux kernel: built-in SBI, or firmware first. */
export function planLinux(parts: LinuxParts, ram: RamPlace): Result<BootPlan> {
  const { kernel, initrd, firmware } = parts;
  const infoAddress = ramEnd(ram) - RESERVED_BYTES;
  const kernelSegment: LoadSegment = {
    name: 'the kernel',
    physicalAddress: ram.start + (firmware ? Math.max(kernel.textOffset, 2 * MIB) : kernel.textOffset),
    bytes: kernel.bytes,
    sizeBytes: kernel.sizeBytes,
  };
  const floor = floorOf(kernelSegment, firmware, ram);
  const initrdStart = infoAddress - alignUp(initrd?.length ?? 0, PAGE_BYTES);
  if (initrdStart < floor) return doesNotFit(parts, floor, ram);
  const segments = [...(firmware?.segments ?? []), kernelSegment];
  if (initrd) {
    const place = { physicalAddress: initrdStart, sizeBytes: initrd.length };
    segments.push({ name: 'the initrd', bytes: initrd, ...place });
  }
  if (firmware) {
    const info = dynamicInfo(kernelSegment.physicalAddress, 0);
    const place = { physicalAddress: infoAddress, sizeBytes: info.length };
    segments.push({ name: 'the firmware’s information', bytes: info, ...place });
  }
  return success({
    segments,
    entry: firmware ? firmware.entry : kernelSegment.physicalAddress,
    privilege: firmware ? 'machine' : 'supervisor',
    harts: firmware ? 'all' : 'first',
    deviceTree: { address: ramEnd(ram) - DEVICE_TREE_BYTES, capacityBytes: DEVICE_TREE_BYTES },
    firmwareInfoAddress: firmware ? infoAddress : 0,
    initrd: initrd && { start: initrdStart, end: initrdStart + initrd.length },
    append: parts.append,
    htif: undefined,
  });
}
