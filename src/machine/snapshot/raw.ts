/**
 * A snapshot's parts before they are packed. A machine's thread only copies; whoever stores the snapshot packs it,
 * elsewhere and while the machine goes on.
 */
import { strToU8 } from 'fflate';
import { PAGE_BYTES } from '../../memory/layout.ts';
import { type Chunk, chunkParts, fileEnd, fileHeader } from './chunks.ts';
import { headerJson, type SnapshotHeader } from './header.ts';
import type { Packer } from './packer.ts';
import type { Page, Pages, SnapshotPoint } from './point.ts';

export const CHUNK = { header: 1, state: 2, ram: 3, disk: 16 } as const;
/** Pages of one chunk: 1 MiB before compression. */
export const CHUNK_PAGES = 256;

/** Unpacked length, then packed bytes. */
async function packed(bytes: Uint8Array, packer: Packer): Promise<Uint8Array> {
  const body = await packer.pack(bytes);
  const payload = new Uint8Array(4 + body.length);
  new DataView(payload.buffer).setUint32(0, bytes.length, true);
  payload.set(body, 4);
  return payload;
}

/** Count, page numbers with the top bit set where the page is empty, then the contents of the others. */
function pageList(pages: readonly [number, Page][]): Uint8Array {
  const full = pages.filter(([, contents]) => contents !== null);
  const bytes = new Uint8Array(4 + pages.length * 4 + full.length * PAGE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, pages.length, true);
  pages.forEach(([page, contents], index) => {
    view.setUint32(4 + index * 4, page + (contents === null ? 2 ** 31 : 0), true);
  });
  full.forEach(([, contents], index) => bytes.set(contents ?? [], 4 + pages.length * 4 + index * PAGE_BYTES));
  return bytes;
}

/** A snapshot before it is packed: what a machine's thread hands to whoever stores it. */
export interface RawSnapshot {
  /** As JSON. */
  readonly header: string;
  /** Of the state, and of the one that it builds on. */
  readonly stateHash: string;
  readonly base: string | null;
  /** State first, then page lists; none packed. */
  readonly chunks: readonly Chunk[];
}

function* pageChunks(type: number, pages: Pages): Generator<Chunk> {
  const list = [...pages].sort(([a], [b]) => a - b);
  for (let start = 0; start < list.length; start += CHUNK_PAGES) {
    yield { type, payload: pageList(list.slice(start, start + CHUNK_PAGES)) };
  }
}

export function rawSnapshot(header: SnapshotHeader, point: Omit<SnapshotPoint, 'run'>): RawSnapshot {
  const parts = [...point.harts, point.devices];
  const state = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    state.set(part, position);
    position += part.length;
  }
  const disks = point.disks.flatMap((pages, disk) => [...pageChunks(CHUNK.disk + disk, pages)]);
  const chunks = [{ type: CHUNK.state, payload: state }, ...pageChunks(CHUNK.ram, point.ram), ...disks];
  return { header: headerJson(header), stateHash: header.stateHash, base: header.base, chunks };
}

/** The parts of the file, packed as they are drawn. */
export async function* packSnapshot(
  { header, chunks }: Pick<RawSnapshot, 'header' | 'chunks'>,
  packer: Packer,
): AsyncGenerator<Uint8Array> {
  yield fileHeader();
  yield* chunkParts({ type: CHUNK.header, payload: strToU8(header) });
  for (const { type, payload } of chunks) {
    yield* chunkParts({ type, payload: await packed(payload, packer) });
  }
  yield fileEnd();
}

/** Of a full snapshot, empty pages need not be said. */
export function forgetEmpty(pages: Pages): void {
  for (const [page, contents] of pages) if (contents === null) pages.delete(page);
}
