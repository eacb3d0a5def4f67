/**
 * Writes a device tree as a flattened blob (Devicetree Specification 0.4, chapter 5): header, memory
 * reservations, structure block, strings block; version 17, big-endian.
 */
import { alignUp } from '../../base/bits.ts';
import type { TreeNode } from '../../devices/device-tree.ts';

const MAGIC = 0xd00dfeed;
const VERSION = 17;
const LAST_COMPATIBLE_VERSION = 16;
const HEADER_BYTES = 40;
const BEGIN_NODE = 1;
const END_NODE = 2;
const PROPERTY = 3;
const END = 9;

/** Bytes that grow; every item begins on a word. */
class Words {
  private bytes = new Uint8Array(4096);
  private view = new DataView(this.bytes.buffer);
  lengthBytes = 0;

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.lengthBytes, value);
    this.lengthBytes += 4;
  }

  /** Fills up to the next word with zeros. */
  raw(data: Uint8Array): void {
    this.reserve(data.length + 4);
    this.bytes.set(data, this.lengthBytes);
    this.lengthBytes = alignUp(this.lengthBytes + data.length, 4);
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.lengthBytes);
  }

  private reserve(moreBytes: number): void {
    if (this.lengthBytes + moreBytes <= this.bytes.length) return;
    const larger = new Uint8Array((this.lengthBytes + moreBytes) * 2);
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
}

const ascii = (value: string): Uint8Array =>
  Uint8Array.from(`${value}\0`, (character) => character.charCodeAt(0));

/** Property names, each stored once. */
class Names {
  readonly offsets = new Map<string, number>();
  private text = '';

  offset(name: string): number {
    const known = this.offsets.get(name);
    if (known !== undefined) return known;
    const offset = this.text.length;
    this.offsets.set(name, offset);
    this.text += `${name}\0`;
    return offset;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.text, (character) => character.charCodeAt(0));
  }
}

function writeNode(node: TreeNode, out: Words, names: Names): void {
  out.u32(BEGIN_NODE);
  out.raw(ascii(node.name));
  for (const [name, value] of Object.entries(node.properties)) {
    out.u32(PROPERTY);
    out.u32(value.length);
    out.u32(names.offset(name));
    out.raw(value);
  }
  for (const child of node.children ?? []) writeNode(child, out, names);
  out.u32(END_NODE);
}

/** The blob; `bootHart` is the hart that enters the kernel. The root's name is empty. */
export function flattenTree(root: TreeNode, bootHart: number): Uint8Array {
  const names = new Names();
  const words = new Words();
  writeNode(root, words, names);
  words.u32(END);
  const structure = words.finish();
  const strings = names.finish();
  const reservationsOffset = HEADER_BYTES;
  const structureOffset = reservationsOffset + 16;
  const stringsOffset = structureOffset + structure.length;
  const blob = new Uint8Array(alignUp(stringsOffset + strings.length, 8));
  const header = new DataView(blob.buffer);
  [
    MAGIC,
    blob.length,
    structureOffset,
    stringsOffset,
    reservationsOffset,
    VERSION,
    LAST_COMPATIBLE_VERSION,
    bootHart,
    strings.length,
    structure.length,
  ].forEach((value, index) => header.setUint32(index * 4, value));
  blob.set(structure, structureOffset);
  blob.set(strings, stringsOffset);
  return blob;
}
