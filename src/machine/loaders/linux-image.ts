/**
 * Linux kernels for RISC-V: the flat `Image`, gzip'd, or wrapped as an EFI zboot image with gzip inside.
 *
 * The 64-byte header is that of the kernel's own documentation, "Boot image header in RISC-V Linux":
 * text_offset at 8, image_size at 16, flags at 24, version at 32, and the magic "RSC\x05" at 56.
 */
import { assert } from '../../base/assert.ts';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { GIB, MAX_KERNEL_BYTES, MIB } from '../config/limits.ts';
import { FileView } from './bytes.ts';
import type { gunzip } from './gzip.ts';
import { describeKind, hasBytes } from './magic.ts';

/** Unpacks gzip data of at most `limitBytes`; a host may put its own, faster one in place of ours. */
export type Gunzip = typeof gunzip;

export interface LinuxImage {
  readonly bytes: Uint8Array;
  /** Where the kernel wants to be, in bytes above the start of RAM; a multiple of 2 MiB. */
  readonly textOffset: number;
  /** Bytes in memory with its zero-initialised data, at least `bytes.length`. */
  readonly sizeBytes: number;
}

const HEADER_BYTES = 64;
const IMAGE_MAGIC = 'RSC\x05';
const SUPERPAGE_BYTES = 2 * MIB;
const ZBOOT_HEADER_BYTES = 64;

const refuse = (code: string, where: string, what: string, action: string) =>
  failure(problem('input', `kernel.${code}`, where, what, action));

/** The compressed kernel inside an EFI zboot image (Linux, drivers/firmware/efi/libstub/zboot-header.S). */
function zbootPayload(bytes: Uint8Array, where: string): Result<Uint8Array> {
  const file = new FileView(bytes);
  if (bytes.length < ZBOOT_HEADER_BYTES) {
    return refuse('truncated', where, 'the file ends inside the EFI zboot header', 'copy the file again');
  }
  const compression = file.text(24, 32);
  const offset = file.u32(8);
  const sizeBytes = file.u32(12);
  if (!compression.startsWith('gzip')) {
    const what = `it is an EFI zboot kernel compressed with ${compression || 'nothing we know'}`;
    return refuse('zboot', where, what, 'extract the Image from it, for instance with "unzboot" of qemu-efi');
  }
  if (!file.has(offset, sizeBytes)) {
    return refuse('truncated', where, 'the EFI zboot payload ends past the end of the file', 'copy it again');
  }
  return success(bytes.subarray(offset, offset + sizeBytes));
}

/** Why this is no `Image`, and what to do about it. */
function notAnImage(bytes: Uint8Array, where: string): Result<never> {
  if (hasBytes(bytes, 0, '\x7fELF')) {
    const what = 'it is an ELF file (vmlinux?), not a Linux Image';
    return refuse('elf', where, what, 'give arch/riscv/boot/Image of the same build, or run it with --elf');
  }
  if (bytes.length < HEADER_BYTES) {
    return refuse('truncated', where, 'the file ends inside the kernel header', 'copy the file again');
  }
  const kind = describeKind(bytes);
  return refuse('magic', where, `it is not a RISC-V Linux Image but ${kind.is}`, kind.remedy);
}

function readHeader(bytes: Uint8Array, where: string): Result<LinuxImage> {
  const file = new FileView(bytes);
  const version = file.u32(32);
  if (version >>> 16 !== 0) {
    const what = `the kernel header has the unknown version ${version >>> 16}.${version & 0xffff}`;
    return failure(problem('unsupported', 'kernel.version', where, what, 'use a kernel with header 0.2'));
  }
  if ((file.u64(24) & 1n) !== 0n) {
    const what = 'the kernel is big-endian';
    return failure(problem('unsupported', 'kernel.endian', where, what, 'build it little-endian'));
  }
  const textOffset = file.u64(8);
  const imageBytes = file.u64(16);
  if (textOffset >= BigInt(GIB) || textOffset % BigInt(SUPERPAGE_BYTES) !== 0n) {
    const what = `the kernel header asks for the offset 0x${textOffset.toString(16)}, no multiple of 2 MiB below 1 GiB`;
    return refuse('header', where, what, 'use a kernel built for rv64 with an MMU');
  }
  if (imageBytes > BigInt(GIB)) {
    return refuse(
      'header',
      where,
      `the kernel header states a size of ${imageBytes} bytes`,
      'copy the file again',
    );
  }
  return success({
    bytes,
    textOffset: Number(textOffset),
    sizeBytes: Math.max(bytes.length, Number(imageBytes)),
  });
}

/** Whether the file is an `Image` as it stands, with nothing to unpack. */
export const isPlainImage = (bytes: Uint8Array): boolean =>
  bytes.length >= HEADER_BYTES && hasBytes(bytes, 0x38, IMAGE_MAGIC) && !isPacked(bytes);

const isGzip = (bytes: Uint8Array): boolean => hasBytes(bytes, 0, '\x1f\x8b');
const isPacked = (bytes: Uint8Array): boolean => isGzip(bytes) || hasBytes(bytes, 4, 'zimg');

/** A kernel as given with `--kernel`, unpacked where that is needed; without `unpack` it {@link isPlainImage}. */
export function loadLinuxImage(
  bytes: Uint8Array,
  where: string,
  unpack: Gunzip | undefined,
): Result<LinuxImage> {
  if (bytes.length === 0) return refuse('empty', where, 'the file is empty', 'copy the file again');
  let kernel = bytes;
  if (hasBytes(kernel, 4, 'zimg')) {
    const payload = zbootPayload(kernel, where);
    if (!payload.ok) return payload;
    kernel = payload.value;
  }
  if (isGzip(kernel)) {
    assert(unpack !== undefined, 'a packed kernel comes with what unpacks it');
    const unpacked = unpack(kernel, MAX_KERNEL_BYTES, where);
    if (!unpacked.ok) return unpacked;
    kernel = unpacked.value;
  }
  return hasBytes(kernel, 0x38, IMAGE_MAGIC) && kernel.length >= HEADER_BYTES
    ? readHeader(kernel, where)
    : notAnImage(kernel, where);
}
