#!/usr/bin/env node
// Packs a folder into an initramfs (cpio, format "newc"), the same bytes whoever runs it and wherever.
//
// Why not cpio(1): owners, times and order must not come from the machine that builds; and Linux copies a
// file's data word by word only if it lies at a multiple of 8 in the archive, else byte by byte (3 million
// instructions of a boot). Data follows the name, so a name may get four more closing zeros: to Linux and to
// cpio(1) it is the same name.
//
// usage: make-cpio.mjs FOLDER OUT [NODE…]     NODE: PATH:MODE:MAJOR:MINOR, a character device, e.g. dev/console:600:5:1
// Everything belongs to root, at time 0. A folder comes before what it holds. Hard links stay hard links.
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CHARACTER_DEVICE = 0o020000;
const HEADER_BYTES = 110;
const roundUp = (/** @type {number} */ n, /** @type {number} */ to) => Math.ceil(n / to) * to;

/**
 * Entries below `folder`, sorted by byte order of their names.
 *
 * @param {string} folder
 * @returns {Generator<{ path: string, stat: import('node:fs').Stats }>}
 */
function* walk(folder, prefix = '') {
  for (const name of readdirSync(join(folder, prefix)).sort()) {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const stat = lstatSync(join(folder, path));
    yield { path, stat };
    if (stat.isDirectory()) yield* walk(folder, path);
  }
}

/** One archive: entries appended in order, data at multiples of 8. */
class Archive {
  /** @type {Buffer[]} */
  #parts = [];
  #size = 0;

  /** @param {Buffer} bytes */
  #push(bytes) {
    this.#parts.push(bytes);
    this.#size += bytes.length;
  }

  /**
   * @param {{ path: string, inode: number, mode: number, links?: number, data?: Buffer, major?: number,
   *   minor?: number }} entry
   */
  add({ path, inode, mode, links = 1, data = Buffer.alloc(0), major = 0, minor = 0 }) {
    const name = Buffer.from(`${path}\0`);
    let nameBytes = roundUp(HEADER_BYTES + name.length, 4) - HEADER_BYTES;
    if (data.length > 0 && (this.#size + HEADER_BYTES + nameBytes) % 8 !== 0) nameBytes += 4;
    const nameSize = nameBytes >= name.length + 4 ? nameBytes : name.length;
    const fields = [inode, mode, 0, 0, links, 0, data.length, 0, 0, major, minor, nameSize, 0];
    this.#push(Buffer.from(`070701${fields.map((n) => n.toString(16).padStart(8, '0')).join('')}`));
    this.#push(Buffer.concat([name, Buffer.alloc(nameBytes - name.length)]));
    this.#push(Buffer.concat([data, Buffer.alloc(roundUp(data.length, 4) - data.length)]));
  }

  bytes() {
    this.add({ path: 'TRAILER!!!', inode: 0, mode: 0 });
    return Buffer.concat([...this.#parts, Buffer.alloc(roundUp(this.#size, 512) - this.#size)]);
  }
}

/**
 * @param {string} folder
 * @param {string[]} nodes
 */
function pack(folder, nodes) {
  const archive = new Archive();
  const inodes = new Map();
  for (const { path, stat } of walk(folder)) {
    const again = inodes.has(stat.ino);
    if (!again) inodes.set(stat.ino, inodes.size + 1);
    const inode = inodes.get(stat.ino) ?? 0;
    const entry = { path, inode, mode: stat.mode, links: stat.isDirectory() ? 2 : stat.nlink };
    if (stat.isSymbolicLink())
      archive.add({ ...entry, mode: 0o120777, data: Buffer.from(readlinkSync(join(folder, path))) });
    else if (stat.isDirectory() || again) archive.add(entry);
    else if (stat.isFile()) archive.add({ ...entry, data: readFileSync(join(folder, path)) });
    else throw new Error(`${path}: neither file, folder nor link: name it as a NODE`);
  }
  let inode = inodes.size;
  for (const node of nodes) {
    const [path = '', mode = '', major, minor] = node.split(':');
    if (minor === undefined) throw new Error(`${node}: a NODE is PATH:MODE:MAJOR:MINOR`);
    inode += 1;
    archive.add({
      path,
      inode,
      mode: CHARACTER_DEVICE | Number.parseInt(mode, 8),
      major: Number(major),
      minor: Number(minor),
    });
  }
  return archive.bytes();
}

const [folder, out, ...nodes] = process.argv.slice(2);
if (folder === undefined || out === undefined) {
  console.error('usage: make-cpio.mjs FOLDER OUT [NODE…]');
  process.exit(2);
}
writeFileSync(out, pack(folder, nodes));
