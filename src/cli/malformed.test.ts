// table
/**
 * Bad input is normal input: whatever is wrong with an option or a file, the command says so in one line (what,
 * where, what to do) and ends with status 2, before any machine is built.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { elfFile, latin1, linuxImage, PROGRAM, patched, zbootFile } from '../testing/boot-files.ts';
import { testContext } from '../testing/command-context.ts';
import { command } from './command.ts';
import { noEngine } from '../testing/engines.ts';

interface Row {
  readonly name: string;
  /** `@name` stands for the path of a file in `files`; `@` for the folder. */
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly line: RegExp;
}

const KERNEL = linuxImage();
const GZIPPED = gzipSync(linuxImage({ bytes: 100_000 }));
const bytes = (count: number, value = 0x5a) => new Uint8Array(count).fill(value);

const option = (name: string, args: string[], line: RegExp): Row => ({ name, args, line });
const elf = (name: string, file: Uint8Array, line: RegExp): Row => ({
  name: `ELF: ${name}`,
  args: ['run', '--elf', '@f'],
  files: { f: file },
  line,
});
const kernel = (name: string, file: Uint8Array, line: RegExp, ...more: string[]): Row => ({
  name: `kernel: ${name}`,
  args: ['run', '--kernel', '@f', ...more],
  files: { f: file },
  line,
});
const beside = (opt: string, name: string, file: Uint8Array, line: RegExp, ...more: string[]): Row => ({
  name: `${opt}: ${name}`,
  args: ['run', '--kernel', '@k', `--${opt}`, '@f', ...more],
  files: { k: KERNEL, f: file },
  line,
});
const run = (name: string, args: string[], line: RegExp): Row =>
  option(name, ['run', '--elf', 'none', ...args], line);

const rows: readonly Row[] = [
  option('no command', [], /no command is given; see/),
  option('unknown command', ['rum'], /rum: there is no such command; did you mean run\?/),
  option('far command', ['frobnicate'], /give one of run, /),
  option('nothing to run', ['run'], /nothing to run is given; give --elf, --kernel, --image or --link/),
  option(
    'unknown option',
    ['run', '--kernal', 'x'],
    /--kernal: run has no such option; did you mean --kernel\?/,
  ),
  option('far option', ['run', '--zzzz'], /--zzzz: .*see "trampoline run --help"/),
  option('short option', ['run', '-k', 'x'], /-k: run has no such option; see/),
  option('stray argument', ['run', '--elf', 'a', 'b'], /^trampoline: b: run does not take this argument/),
  option(
    'value missing at the end',
    ['run', '--kernel'],
    /--kernel: its value is missing; give it as --kernel FILE/,
  ),
  option(
    'value missing before an option',
    ['run', '--kernel', '--quiet'],
    /missing before --quiet; .*--kernel=FILE/,
  ),
  option('empty value', ['run', '--elf='], /--elf: its value is empty/),
  option('flag with a value', ['run', '--quiet=yes'], /--quiet: it takes no value/),
  run('option twice', ['--elf', 'b'], /--elf: it is given twice; give it once/),
  run('two sources', ['--kernel', 'k'], /--kernel: it excludes --elf; give one of them/),
  run('initrd without kernel', ['--initrd', 'i'], /--initrd: it needs --kernel/),
  run('firmware for a program', ['--firmware', 'i'], /--firmware: an ELF program has no use for it/),
  run('isa', ['--isa', 'riscv46'], /--isa: "riscv46" is not known; did you mean riscv64\?/),
  run('harts: text', ['--harts', 'two'], /--harts: "two" is not a whole number/),
  run('harts: none', ['--harts', '0'], /--harts: it does not fit: .*1 to 8; give a value/),
  run('harts: too many', ['--harts', '9'], /--harts: it does not fit: .*1 to 8; give a value/),
  run('harts: negative', ['--harts', '-1'], /--harts: "-1" is not a whole number/),
  run('ram: text', ['--ram', 'lots'], /--ram: "lots" is not a size; give a number with K, M or G/),
  run('ram: too little', ['--ram', '8M'], /--ram: .*16M to 3G/),
  run('ram: too much', ['--ram', '4G'], /--ram: .*16M to 3G/),
  run('ram: no whole MiB', ['--ram', '65537K'], /--ram: .*whole number of MiB/),
  run('ram: digits without end', ['--ram', '9'.repeat(40)], /--ram: .*is not a size/),
  run('mmu', ['--mmu', 'sv32'], /--mmu: "sv32" is not known; did you mean sv39\?/),
  run('tiers: unknown', ['--tiers', 'interpreter,turbo'], /--tiers: "turbo" is not known; give one of/),
  run('tiers: none', ['--tiers', ','], /--tiers: "" is not known/),
  run('warm', ['--warm', 'profil'], /--warm: .*did you mean profile\?/),
  run('warm cache without a directory', ['--warm', 'cache'], /needs a directory; give --cache-dir DIR/),
  run('mode', ['--mode', 'fast'], /--mode: "fast" is not known; give one of realtime, deterministic/),
  run('seed', ['--seed', '1e3'], /--seed: "1e3" is not a whole number/),
  run('seed: too large', ['--seed', '9007199254740993'], /--seed: .*2\^53 - 1/),
  run('tlb entries', ['--tlb-entries', '48'], /--tlb-entries: .*power of two from 1 to 512; give a value/),
  run('count', ['--count', 'all'], /--count: "all" is not known; give detail/),
  run('type without arrow', ['--type', 'login'], /--type: "login" has no "=>"; write it as 'REGEX=>TEXT'/),
  run('type with an escaped arrow only', ['--type', 'a\\=>b'], /has no "=>"/),
  run('type: bad regex', ['--type', '(=>x'], /--type: it is not a JavaScript regular expression \(.*\)/),
  run('type: empty regex', ['--type', '=>x'], /--type: the pattern is empty/),
  run('type: bad escape', ['--type', 'a=>\\q'], /unknown escape "\\q"/),
  run('until: bad regex', ['--until', '[b-a]'], /--until: it is not a JavaScript regular expression/),
  run('max-instructions', ['--max-instructions', 'many'], /--max-instructions: "many" is not a whole number/),
  run('timeout', ['--timeout', '-5'], /--timeout: "-5" is not a time in seconds/),
  run('timeout: zero', ['--timeout', '0'], /--timeout: "0" is not a time/),
  run('disk: no file', ['--disk', ',write'], /--disk: the file name is missing/),
  run('disk: access', ['--disk', 'd.img,readnoly'], /",readnoly" is not known; did you mean ",readonly"\?/),
  run(
    'disk: seven',
    Array.from({ length: 7 }, () => ['--disk', 'd']).flat(),
    /7 disks are given; give at most 6/,
  ),
  run('dump to standard output', ['--dump', '-'], /--dump: a dump does not go to standard output/),
  run('json in no folder', ['--json', '@/none/x.json'], /none\/x\.json: the file does not exist/),
  option(
    'append: control character',
    ['run', '--kernel', 'k', '--append', 'a\nb'],
    /control character; remove it/,
  ),
  option(
    'append: long',
    ['run', '--kernel', 'k', '--append', 'x'.repeat(1024)],
    /1024 bytes and the kernel takes 1023/,
  ),
  option(
    'image',
    ['run', '--image', 'nonesuch'],
    /images: this build has no images|there is no image "nonesuch"/,
  ),
  option('link: no payload', ['run', '--link', 'https://host/'], /the link: it has no "#v1\." part/),
  option(
    'link: cut',
    ['run', '--link', '#v1.AAAA'],
    /the link: it was cut or altered; copy the whole link again/,
  ),
  option('link: future', ['run', '--link', '#v9.AAAA'], /of version 9, .*; open it with a newer build/),
  option('link and machine', ['run', '--link', '#v1.AAAA', '--ram', '64M'], /--ram: the link fixes this/),
  option('link: action', ['link', 'encod', 'x'], /"encod" is not known; did you mean encode\?/),
  option('link: operands', ['link', 'encode'], /is missing; see "trampoline link --help"/),

  option('asm: no output', ['asm', 'x.s'], /--output: the file for the program is missing; give -o ELF/),
  option('asm: two letters', ['asm', 'x.s', '-oo'], /-oo: asm has no such option/),
  {
    ...elf('asm', latin1('addi a0, a1\n'), /f:1:\d+: .*; /),
    name: 'asm: mistake',
    args: ['asm', '@f', '-o', '@o'],
  },
  {
    ...elf('asm', latin1('nop\nfrob\nfrob\n'), /f:2:1: .*1 more problem/),
    name: 'asm: two',
    args: ['asm', '@f', '-o', '@o'],
  },
  {
    ...elf('asm', bytes(0), /f:1:1: the program is empty/),
    name: 'asm: empty',
    args: ['asm', '@f', '-o', '@o'],
  },
  {
    ...elf('disasm', latin1('addi'), /f: it is not an ELF file/),
    name: 'disasm: text',
    args: ['disasm', '@f'],
  },
  option('missing file', ['run', '--elf', '@none'], /none: the file does not exist; check the name/),
  option('directory', ['run', '--elf', '@'], /it is a directory, not a file/),
  {
    ...elf('path through a file', bytes(1), /a part of its path is not a directory/),
    args: ['run', '--elf', '@f/x'],
  },
  elf('empty', bytes(0), /f: it is not an ELF file but 0 bytes of an unknown format/),
  elf('random', bytes(5000), /it is not an ELF file but 4\.88 KiB of an unknown format; check/),
  elf('text', latin1('#!/bin/sh\n'), /not an ELF file but a script/),
  elf('web page', latin1('<!DOCTYPE html><html>'), /but a web page; download the file itself/),
  elf('a kernel instead', KERNEL, /but a RISC-V Linux Image; boot it with --kernel/),
  elf('gzip’d', gzipSync(elfFile()), /but gzip data; unpack it with gunzip first/),
  elf('cut in the header', elfFile().slice(0, 40), /ends inside the ELF header/),
  elf('cut in the program headers', elfFile().slice(0, 90), /program header table ends past the end/),
  elf('cut in a segment', patched(elfFile(), 64 + 8, 0xff, 0xff), /segment 0 ends past the end of the file/),
  elf('cut in the sections', elfFile().slice(0, -64), /section header table ends past the end/),
  elf('32-bit', patched(elfFile(), 4, 1), /it is a 32-bit program; build it for 64-bit RISC-V/),
  elf('class 7', patched(elfFile(), 4, 7), /the ELF class 7 does not exist/),
  elf('big-endian', patched(elfFile(), 5, 2), /it is not little-endian/),
  elf('version', patched(elfFile(), 20, 9), /the ELF version is not 1/),
  elf('x86-64', elfFile({ machine: 62 }), /it is a program for x86-64; build it for 64-bit RISC-V/),
  elf('unknown machine', elfFile({ machine: 999 }), /machine number 999/),
  elf('object file', elfFile({ type: 1 }), /it is an object file, not a program; link it first/),
  elf('core dump', elfFile({ type: 4 }), /core dump/),
  elf(
    'position-independent',
    elfFile({ type: 3 }),
    /it is position-independent; link it with -static -no-pie/,
  ),
  elf('type 77', elfFile({ type: 77 }), /the ELF type 77 is no program/),
  elf(
    'dynamic',
    elfFile({ segments: [PROGRAM, { ...PROGRAM, type: 3 }] }),
    /needs a dynamic linker; link it with -static/,
  ),
  elf('no program headers', patched(elfFile(), 56, 0, 0), /it has no program headers/),
  elf(
    'too many program headers',
    patched(elfFile(), 56, 0xff, 0xff),
    /65535 program headers, more than the limit/,
  ),
  elf('odd program headers', patched(elfFile(), 54, 32), /a program header has 32 bytes instead of 56/),
  elf('nothing to load', elfFile({ segments: [{ ...PROGRAM, type: 4 }] }), /no segment to load/),
  elf(
    'more file than memory',
    elfFile({ segments: [{ ...PROGRAM, memoryBytes: 1n }] }),
    /more bytes in the file than in memory/,
  ),
  elf(
    'overlap',
    elfFile({ segments: [PROGRAM, { ...PROGRAM, address: 0x8000_0002n }] }),
    /segment 0 and segment 1 overlap/,
  ),
  elf('entry outside', elfFile({ entry: 0x9000_0000n }), /the entry point 0x90000000 is in no segment/),
  elf('odd entry', elfFile({ entry: 0x8000_0001n }), /the entry point 0x80000001 is odd/),
  elf(
    'a Linux program',
    elfFile({ segments: [{ ...PROGRAM, address: 0x1_0000n }], entry: 0x1_0000n }),
    /0x10000\.\.0x10003 lies outside RAM.*link it for 0x80000000/,
  ),
  elf(
    'kernel addresses',
    elfFile({ segments: [{ ...PROGRAM, address: 0xffff_ffff_8000_0000n }] }),
    /where no memory can be/,
  ),
  elf(
    'huge zeros',
    elfFile({ segments: [{ ...PROGRAM, memoryBytes: 300n << 20n }] }),
    /does not fit in 256M of RAM; give --ram 512M/,
  ),
  elf(
    'more than any RAM',
    elfFile({ segments: [{ ...PROGRAM, memoryBytes: 4n << 30n }] }),
    /does not fit in 256M of RAM; use a smaller file/,
  ),
  elf('odd sections', patched(elfFile(), 58, 8), /a section header has 8 bytes instead of 64/),

  kernel('empty', bytes(0), /the file is empty/),
  kernel('short', bytes(20), /ends inside the kernel header/),
  kernel('random', bytes(5000), /it is not a RISC-V Linux Image but 4\.88 KiB of an unknown format/),
  kernel('vmlinux', elfFile(), /it is an ELF file \(vmlinux\?\).*arch\/riscv\/boot\/Image/),
  kernel('arm64', patched(KERNEL, 0x38, 0x41, 0x52, 0x4d, 0x64), /but an arm64 Linux Image/),
  kernel('x86', patched(bytes(4096, 0), 0x202, 0x48, 0x64, 0x72, 0x53), /but an x86 Linux bzImage/),
  kernel(
    'zstd',
    patched(bytes(100), 0, 0x28, 0xb5, 0x2f, 0xfd),
    /but zstd data; unpack it with unzstd first/,
  ),
  kernel(
    'xz',
    patched(bytes(100), 0, 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0),
    /but xz data; unpack it with unxz first/,
  ),
  kernel(
    'Debian package',
    patched(bytes(100), 0, ...latin1('!<arch>\n')),
    /ar archive or Debian package; extract/,
  ),
  kernel(
    'initrd instead',
    patched(bytes(100), 0, ...latin1('070701')),
    /but a cpio archive; give it as --initrd/,
  ),
  kernel('gzip: cut', GZIPPED.slice(0, -20), /gzip data/),
  kernel('gzip: cut in the header', GZIPPED.slice(0, 12), /the gzip header is cut or damaged/),
  kernel('gzip: altered', patched(GZIPPED, 60, 0xff, 0xff, 0xff), /gzip data/),
  kernel('gzip: something follows', Uint8Array.of(...GZIPPED, 1, 2, 3), /gzip data/),
  kernel(
    'gzip: checksum',
    patched(GZIPPED, GZIPPED.length - 8, 0, 0),
    /the checksum of the gzip data is wrong/,
  ),
  kernel('gzip: size', patched(GZIPPED, GZIPPED.length - 4, 0x40), /do not have the size that they state/),
  kernel('gzip: of something else', gzipSync(bytes(5000)), /not a RISC-V Linux Image/),
  kernel(
    'zboot: zstd',
    zbootFile(bytes(64), 'zstd22'),
    /EFI zboot kernel compressed with zstd22; extract the Image/,
  ),
  kernel('zboot: cut', zbootFile(GZIPPED, 'gzip', 1 << 20), /EFI zboot payload ends past the end/),
  kernel('header version', linuxImage({ version: 0x10000 }), /unknown version 1\.0/),
  kernel('big-endian', linuxImage({ flags: 1n }), /the kernel is big-endian/),
  kernel(
    'text offset',
    linuxImage({ textOffset: 0x1234n }),
    /asks for the offset 0x1234, no multiple of 2 MiB/,
  ),
  kernel('image size', linuxImage({ imageBytes: 1n << 40n }), /states a size of 1099511627776 bytes/),
  kernel(
    'too large for RAM',
    linuxImage({ imageBytes: 20n << 20n }),
    /does not fit in 16M of RAM; give --ram 32M/,
    '--ram',
    '16M',
  ),

  {
    name: 'initrd: missing',
    args: ['run', '--kernel', '@k', '--initrd', '@none'],
    files: { k: KERNEL },
    line: /none: the file does not exist/,
  },
  beside('initrd', 'empty', bytes(0), /f: the file is empty/),
  beside('initrd', 'a kernel', KERNEL, /it is not an initrd but a RISC-V Linux Image; give a cpio archive/),
  beside('initrd', 'a program', elfFile(), /it is not an initrd but an ELF file/),
  beside(
    'initrd',
    'too large for RAM',
    bytes(20 << 20),
    /initrd of 20 MiB does not fit beside the kernel.*give --ram 32M/,
    '--ram',
    '16M',
  ),
  beside('firmware', 'empty', bytes(0), /f: the file is empty/),
  beside('firmware', 'a kernel', KERNEL, /it is not firmware but a RISC-V Linux Image/),
  beside('firmware', 'x86', elfFile({ machine: 62 }), /it is a program for x86-64/),
  beside(
    'firmware',
    'elsewhere',
    elfFile({ segments: [{ ...PROGRAM, address: 0x9000_0000n }], entry: 0x9000_0000n }),
    /outside the first 2 MiB of RAM/,
  ),
  beside('firmware', 'too large', bytes(3 << 20), /it has 3 MiB, more than the limit of 2 MiB/),
  beside(
    'firmware',
    'too little RAM',
    bytes(64),
    /kernel and firmware do not fit in 16M of RAM; give --ram 64M/,
    '--ram',
    '16M',
  ),
  beside('disk', 'empty', bytes(0), /f: the file is empty/),
  beside('disk', 'no whole sector', bytes(1000), /its size of 1000 bytes is no multiple of 512/),
  beside(
    'disk',
    'qcow2',
    patched(bytes(1024), 0, 0x51, 0x46, 0x49, 0xfb),
    /a qcow2 disk image, not a raw disk; convert it/,
  ),
  beside('disk', 'gzip’d', patched(bytes(1024), 0, 0x1f, 0x8b), /gzip data, not a raw disk/),
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trampoline-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(rows)('$name', async ({ name, args, files, line }) => {
  const own = join(folder, name.replace(/\W+/g, '-'));
  mkdirSync(own);
  for (const [file, content] of Object.entries(files ?? {})) writeFileSync(join(own, file), content);
  const context = testContext(noEngine);
  const status = await command(
    args.map((argument) => argument.replace(/^@/, `${own}/`)),
    context,
  );
  expect(context.stderrText()).toMatch(/^trampoline: [^\n]+: [^\n]+; [^\n]+\n$/);
  expect(context.stderrText()).toMatch(line);
  expect(context.stdoutText()).toBe('');
  expect(status).toBe(2);
});

test('there are at least forty malformed files and forty malformed options', () => {
  expect(rows.filter(({ files }) => files).length).toBeGreaterThanOrEqual(40);
  expect(rows.filter(({ files }) => !files).length).toBeGreaterThanOrEqual(40);
});
