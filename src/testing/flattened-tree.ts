/** Reads a flattened device tree back, independently of the writer (Devicetree Specification 0.4, chapter 5). */

export interface ReadNode {
  readonly name: string;
  readonly properties: Record<string, Uint8Array>;
  readonly children: ReadNode[];
}

const terminated = (blob: Uint8Array, from: number): string => {
  const end = blob.indexOf(0, from);
  if (end < 0) throw new Error('a string runs past the blob');
  return String.fromCharCode(...blob.subarray(from, end));
};

export function readTree(blob: Uint8Array): { readonly root: ReadNode; readonly bootHart: number } {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const header = (index: number): number => view.getUint32(index * 4);
  if (header(0) !== 0xd00dfeed || header(1) !== blob.length) throw new Error('not a device tree');
  let at = header(2);
  const structureEnd = at + header(9);
  const next = (): number => {
    at += 4;
    return view.getUint32(at - 4);
  };
  const node = (): ReadNode => {
    const name = terminated(blob, at);
    at = (at + name.length + 4) & ~3;
    const result: ReadNode = { name, properties: {}, children: [] };
    for (;;) {
      const token = next();
      if (token === 1) result.children.push(node());
      else if (token === 2) return result;
      else if (token !== 3) throw new Error(`unexpected token ${token} at ${at - 4}`);
      else {
        const length = next();
        result.properties[terminated(blob, header(3) + next())] = blob.slice(at, at + length);
        at = (at + length + 3) & ~3;
      }
    }
  };
  if (next() !== 1) throw new Error('no root node');
  const root = node();
  if (next() !== 9 || at !== structureEnd) throw new Error('the structure block does not end');
  return { root, bootHart: header(7) };
}

/** The node at a path such as `/soc/serial@10000000`. */
export function findNode(root: ReadNode, path: string): ReadNode | undefined {
  let node: ReadNode | undefined = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    node = node?.children.find((child) => child.name === name);
  }
  return node;
}

/** A property as big-endian cells. */
export function cellsOf(node: ReadNode | undefined, property: string): number[] {
  const value = node?.properties[property] ?? new Uint8Array(0);
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: value.length >> 2 }, (_, index) => view.getUint32(index * 4));
}

/** A property as strings. */
export const textOf = (node: ReadNode | undefined, property: string): string[] =>
  String.fromCharCode(...(node?.properties[property] ?? []))
    .split('\0')
    .slice(0, -1);
