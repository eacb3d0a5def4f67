#!/usr/bin/env node
// Puts what the builds left in WORK into public/images, with the catalogue that names it.
//
// usage: guest/pack-images.mjs WORK      after kernel/build.sh and root/build.sh
// `sources` and `prompt` of an entry: the Debian source packages it is made of; what its console shows when it waits
// for a person.
// Needs zopfli (Debian package zopfli): 3 % smaller than gzip -9.
//
// A file is named by the hash of what it holds, so that it can be cached for ever. The name ends in .bin: a web
// server that knows .gz would unpack it on the way, or label it so that the browser does.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const OUT = join(dirname(fileURLToPath(import.meta.url)), '../public/images');
/** Debian's copies of the licence texts, which must travel with the programs. */
const LICENCES = '/usr/share/common-licenses';
const MAX_PART_BYTES = 16 * 1024 * 1024;
const MIB = 1024 * 1024;

const [, , work = ''] = process.argv;
if (work === '') {
  console.error('usage: pack-images.mjs WORK');
  process.exit(2);
}
/** The one line of a file in WORK. */
const line = (/** @type {string} */ name) => readFileSync(join(work, name), 'utf8').trim();

/**
 * Compresses one file into OUT; gives its entry in the catalogue.
 *
 * @param {'kernel' | 'initrd'} role
 * @param {string} name
 */
function pack(role, name) {
  const source = join(work, name);
  const unpacked = readFileSync(source);
  const sha256 = createHash('sha256').update(unpacked).digest('hex');
  const packed = execFileSync('zopfli', ['-c', '--i15', source], { maxBuffer: 4 * MAX_PART_BYTES });
  if (!gunzipSync(packed).equals(unpacked)) throw new Error(`${source}: does not survive compression`);
  if (packed.length > MAX_PART_BYTES)
    throw new Error(`${source}: ${packed.length} bytes packed, 16 MiB is the most`);
  const path = `${role}-${sha256.slice(0, 16)}.bin`;
  writeFileSync(join(OUT, path), packed);
  return {
    role,
    path,
    compression: 'gzip',
    sizeBytes: packed.length,
    unpackedBytes: unpacked.length,
    sha256,
  };
}

/**
 * The version of glibc that a package's `Built-Using` names.
 *
 * @param {string} name
 */
function glibcIn(name) {
  const version = line(name).match(/glibc \(= ([^)]+)\)/)?.[1];
  if (version === undefined) throw new Error(`${name} names no glibc`);
  return version;
}

/** Debian source packages, for whoever wants the source that the licences promise. */
function sources() {
  const gpl = 'GPL-2.0-only';
  const lgpl = 'LGPL-2.1-or-later';
  const rows = [
    ['linux', line('kernel.version'), gpl, 'guest/kernel/build.sh'],
    ['busybox', line('root.version'), gpl, 'guest/root/build.sh'],
    ['glibc', glibcIn('root.built-using'), lgpl, 'linked into busybox by Debian'],
    ['glibc', glibcIn('root.libc'), lgpl, 'linked into vmbench by guest/bench/Makefile'],
  ];
  return rows.map(([name, version, licence, recipe]) => ({ package: name, version, licence, recipe }));
}

mkdirSync(OUT, { recursive: true });
const kernelVersion = line('kernel.version').replace(/-.*/, '');
const catalogue = [
  {
    id: 'linux',
    title: `Linux ${kernelVersion} with BusyBox`,
    description:
      'A small Linux that boots in an instant to a shell: 270 commands, an editor, benchmarks, ext4, networking inside the machine.',
    files: [pack('kernel', 'Image'), pack('initrd', 'root.cpio')],
    licence: 'GPL-2.0 (Linux, BusyBox), LGPL-2.1 (glibc), MIT (init, vmbench)',
    sources: sources(),
    prompt: 'trampoline:~# ',
    machine: {
      isa: 'riscv64',
      harts: 1,
      ramBytes: 256 * MIB,
      append: 'console=ttyS0 earlycon=sbi',
      // hvc0 is the SBI console, which has no size either.
      terminalAppend: 'console=hvc1 earlycon=sbi',
    },
  },
];
// The programs of pack-programs.ts stay.
const present = join(OUT, 'catalogue.json');
/** @type {typeof catalogue} */
const before = existsSync(present) ? JSON.parse(readFileSync(present, 'utf8')) : [];
catalogue.push(...before.filter(({ files }) => files.some(({ role }) => String(role) === 'elf')));
const named = new Set(catalogue.flatMap(({ files }) => files.map(({ path }) => path)));
for (const file of readdirSync(OUT)) {
  if (/^(?:kernel|initrd)-[0-9a-f]{16}\.bin$/.test(file) && !named.has(file)) rmSync(join(OUT, file));
}
copyFileSync(join(LICENCES, 'GPL-2'), join(OUT, 'GPL-2.0.txt'));
copyFileSync(join(LICENCES, 'LGPL-2.1'), join(OUT, 'LGPL-2.1.txt'));
writeFileSync(join(OUT, 'catalogue.json'), `${JSON.stringify(catalogue, null, 2)}\n`);
for (const { path, sizeBytes, unpackedBytes } of catalogue.flatMap(({ files }) => files)) {
  console.log(`${path}: ${sizeBytes} bytes, ${unpackedBytes} unpacked`);
}
