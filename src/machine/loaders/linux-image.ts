/**
 * Linux kernels for RISC-V as they are given: the flat `Image` of plain-image.ts, gzip'd, or wrapped as an EFI zboot
 * image with gzip inside.
 */
import { type Result, success } from '../../base/problem.ts';
import { MAX_KERNEL_BYTES } from '../config/limits.ts';
import { FileView, hasBytes } from './bytes.ts';
import type { gunzip } from './gzip.ts';
import { describeKind } from './magic.ts';
import {
  HEADER_BYTES,
  isGzip,
  isPlainImage,
  isZboot,
  type LinuxImage,
  readPlainImage,
  refuse,
} from './plain-image.ts';

/** Unpacks gzip data of at most `limitBytes`; a host may put its own, faster one in place of ours. */
export type Gunzip = typeof gunzip;

const ZBOOT_HEADER_BYTES = 64;

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

/** A kernel as given with `--kernel`, unpacked where that is needed. */
export function loadLinuxImage(bytes: Uint8Array, where: string, unpack: Gunzip): Result<LinuxImage> {
  if (bytes.length === 0) return refuse('empty', where, 'the file is empty', 'copy the file again');
  let kernel = bytes;
  if (isZboot(kernel)) {
    const payload = zbootPayload(kernel, where);
    if (!payload.ok) return payload;
    kernel = payload.value;
  }
  if (isGzip(kernel)) {
    const unpacked = unpack(kernel, MAX_KERNEL_BYTES, where);
    if (!unpacked.ok) return unpacked;
    kernel = unpacked.value;
  }
  return isPlainImage(kernel) ? readPlainImage(kernel, where) : notAnImage(kernel, where);
}
