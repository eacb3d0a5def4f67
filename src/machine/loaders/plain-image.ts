/**
 * The flat `Image` of a Linux kernel for RISC-V, which most visits boot and no other code is needed for.
 *
 * The 64-byte header is that of the kernel's own documentation, "Boot image header in RISC-V Linux":
 * text_offset at 8, image_size at 16, flags at 24, version at 32, and the magic "RSC\x05" at 56.
 */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { GIB, MIB } from '../config/limits.ts';
import { FileView, hasBytes } from './bytes.ts';

export interface LinuxImage {
  readonly bytes: Uint8Array;
  /** Where the kernel wants to be, in bytes above the start of RAM; a multiple of 2 MiB. */
  readonly textOffset: number;
  /** Bytes in memory with its zero-initialised data, at least `bytes.length`. */
  readonly sizeBytes: number;
}

export const HEADER_BYTES = 64;
const IMAGE_MAGIC = 'RSC\x05';
const SUPERPAGE_BYTES = 2 * MIB;

export const refuse = (code: string, where: string, what: string, action: string) =>
  failure(problem('input', `kernel.${code}`, where, what, action));

export const isGzip = (bytes: Uint8Array): boolean => hasBytes(bytes, 0, '\x1f\x8b');
export const isZboot = (bytes: Uint8Array): boolean => hasBytes(bytes, 4, 'zimg');

/** Whether the file is an `Image` as it stands, with nothing to unpack. */
export const isPlainImage = (bytes: Uint8Array): boolean =>
  bytes.length >= HEADER_BYTES && hasBytes(bytes, 0x38, IMAGE_MAGIC) && !isGzip(bytes) && !isZboot(bytes);

/** What {@link isPlainImage}. */
export function readPlainImage(bytes: Uint8Array, where: string): Result<LinuxImage> {
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
