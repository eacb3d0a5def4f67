/**
 * What a file is, from its first bytes: so that the error for a wrong file names the file's own format and
 * the way out, instead of "bad magic". Order matters only where one signature is a prefix of another.
 */
import { describeSize } from '../config/size.ts';
import { hasBytes } from './bytes.ts';

export interface FileKind {
  /** Completes "is …": `gzip data`. */
  readonly is: string;
  /** What to do when one of ours was expected; an imperative clause. */
  readonly remedy: string;
  readonly family: 'program' | 'kernel' | 'compressed' | 'archive' | 'disk' | 'text' | 'other';
}

interface Signature extends FileKind {
  readonly offset: number;
  /** Latin-1. */
  readonly bytes: string;
}

const compressed = (is: string, tool: string, bytes: string): Signature => ({
  offset: 0,
  bytes,
  is: `${is} data`,
  remedy: `unpack it with ${tool} first`,
  family: 'compressed',
});

const disk = (is: string, bytes: string, offset = 0): Signature => ({
  offset,
  bytes,
  is: `a ${is} disk image`,
  remedy: 'convert it with "qemu-img convert -O raw"',
  family: 'disk',
});

const RUN_ELSEWHERE = 'give a file built for 64-bit RISC-V';

const SIGNATURES: readonly Signature[] = [
  { offset: 0, bytes: '\x7fELF', is: 'an ELF file', remedy: 'run it with --elf', family: 'program' },
  {
    offset: 0x38,
    bytes: 'RSC\x05',
    is: 'a RISC-V Linux Image',
    remedy: 'boot it with --kernel',
    family: 'kernel',
  },
  { offset: 0x38, bytes: 'ARMd', is: 'an arm64 Linux Image', remedy: RUN_ELSEWHERE, family: 'kernel' },
  { offset: 0x202, bytes: 'HdrS', is: 'an x86 Linux bzImage', remedy: RUN_ELSEWHERE, family: 'kernel' },
  {
    offset: 4,
    bytes: 'zimg',
    is: 'an EFI zboot kernel',
    remedy: 'boot it with --kernel',
    family: 'kernel',
  },
  {
    offset: 0,
    bytes: '\x27\x05\x19\x56',
    is: 'a U-Boot image',
    remedy: 'extract the Image with "dumpimage"',
    family: 'kernel',
  },
  {
    offset: 0,
    bytes: '\xd0\x0d\xfe\xed',
    is: 'a flattened device tree or FIT image',
    remedy: 'leave it out (the machine writes its own device tree) or extract the kernel from it',
    family: 'other',
  },
  compressed('gzip', 'gunzip', '\x1f\x8b'),
  compressed('zstd', 'unzstd', '\x28\xb5\x2f\xfd'),
  compressed('xz', 'unxz', '\xfd7zXZ\0'),
  compressed('bzip2', 'bunzip2', 'BZh'),
  compressed('lz4', 'unlz4', '\x04\x22\x4d\x18'),
  compressed('lz4', 'unlz4', '\x02\x21\x4c\x18'),
  compressed('lzop', 'lzop -d', '\x89LZO'),
  compressed('lzma', 'unlzma', '\x5d\0\0'),
  { offset: 0, bytes: 'PK\x03\x04', is: 'a ZIP archive', remedy: 'extract it first', family: 'archive' },
  {
    offset: 0,
    bytes: '!<arch>\n',
    is: 'an ar archive or Debian package',
    remedy: 'extract the file from it with "ar x" or "dpkg-deb -x"',
    family: 'archive',
  },
  { offset: 257, bytes: 'ustar', is: 'a tar archive', remedy: 'extract it first', family: 'archive' },
  { offset: 0, bytes: '070701', is: 'a cpio archive', remedy: 'give it as --initrd', family: 'archive' },
  { offset: 0, bytes: '070702', is: 'a cpio archive', remedy: 'give it as --initrd', family: 'archive' },
  disk('qcow2', 'QFI\xfb'),
  disk('VMDK', 'KDMV'),
  disk('VirtualBox', '<<< Oracle VM VirtualBox'),
  disk('VHDX', 'vhdxfile'),
  disk('VHD', 'conectix'),
  disk('VDI', '\x7f\x10\xda\xbe', 64),
  { offset: 0, bytes: 'MZ', is: 'a Windows or EFI program', remedy: RUN_ELSEWHERE, family: 'program' },
  { offset: 0, bytes: '\0asm', is: 'a WebAssembly module', remedy: RUN_ELSEWHERE, family: 'program' },
  { offset: 0, bytes: '#!', is: 'a script', remedy: RUN_ELSEWHERE, family: 'text' },
  { offset: 0, bytes: ':10', is: 'an Intel HEX file', remedy: 'give the ELF file instead', family: 'text' },
  {
    offset: 0,
    bytes: 'version https://git-lfs',
    is: 'a Git LFS pointer',
    remedy: 'fetch the file itself with "git lfs pull"',
    family: 'text',
  },
];

const WEB_PAGE: FileKind = {
  is: 'a web page',
  remedy: 'download the file itself, not the page about it',
  family: 'text',
};

const isWebPage = (bytes: Uint8Array): boolean =>
  /^\s*<(!doctype html|html|\?xml)/i.test(String.fromCharCode(...bytes.subarray(0, 64)));

/** The kind of a file, or undefined for one without a known signature. */
export function sniff(bytes: Uint8Array): FileKind | undefined {
  if (isWebPage(bytes)) return WEB_PAGE;
  return SIGNATURES.find(({ offset, bytes: text }) => hasBytes(bytes, offset, text));
}

/** Completes "expected X but the file …". */
export function describeKind(bytes: Uint8Array): FileKind {
  return (
    sniff(bytes) ?? {
      is: `${describeSize(bytes.length)} of an unknown format`,
      remedy: 'check that this is the file you mean',
      family: 'other',
    }
  );
}
