/**
 * One block request: a header of 16 bytes, data, a status byte. The driver may cut all of that into segments
 * as it likes: header and data to write are one readable stream, data to read and status one writable stream.
 */
import { type DiskBackend, SECTOR_BYTES } from '../block/backend.ts';
import type { PhysicalMemory } from '../physical-memory.ts';
import { gather, scatter, slice } from '../virtio/buffers.ts';
import { type Chain, type Segment, totalBytes } from '../virtio/queue.ts';
import type { VirtioBlockState } from './state.ts';

const HEADER_BYTES = 16;
const TYPE_IN = 0;
const TYPE_OUT = 1;
const TYPE_FLUSH = 4;
const TYPE_GET_ID = 8;
const STATUS_OK = 0;
const STATUS_IO_ERROR = 1;
const STATUS_UNSUPPORTED = 2;

/** The most data one request may carry; what `seg_max` and `size_max` promise stays below it. */
export const MAX_REQUEST_BYTES = 16 << 20;
/** Data is copied through a buffer of this size. */
const COPY_BYTES = 64 << 10;

/** Whether a transfer of whole logical blocks lies inside the disk. */
function fits(state: VirtioBlockState, sector: bigint, lengthBytes: number): boolean {
  const blockSectors = BigInt(state.blockBytes / SECTOR_BYTES);
  return (
    lengthBytes > 0 &&
    lengthBytes <= MAX_REQUEST_BYTES &&
    lengthBytes % state.blockBytes === 0 &&
    sector % blockSectors === 0n &&
    sector + BigInt(lengthBytes / SECTOR_BYTES) <= state.capacitySectors
  );
}

/** Moves data piece by piece; `move` says whether the disk did its part. */
function eachPiece(lengthBytes: number, move: (offset: number, piece: Uint8Array) => boolean): boolean {
  const buffer = new Uint8Array(Math.min(lengthBytes, COPY_BYTES));
  for (let offset = 0; offset < lengthBytes; offset += COPY_BYTES) {
    if (!move(offset, buffer.subarray(0, lengthBytes - offset))) return false;
  }
  return true;
}

function readDisk(
  disk: DiskBackend,
  sector: bigint,
  memory: PhysicalMemory,
  data: readonly Segment[],
): boolean {
  const start = Number(sector) * SECTOR_BYTES;
  return eachPiece(totalBytes(data), (offset, piece) => {
    if (!disk.read(start + offset, piece)) return false;
    scatter(memory, slice(data, offset, piece.length), piece);
    return true;
  });
}

function writeDisk(
  disk: DiskBackend,
  sector: bigint,
  memory: PhysicalMemory,
  data: readonly Segment[],
): boolean {
  const start = Number(sector) * SECTOR_BYTES;
  return eachPiece(totalBytes(data), (offset, piece) => {
    gather(memory, slice(data, offset, piece.length), piece);
    return disk.write(start + offset, piece);
  });
}

const outcome = (ok: boolean): number => (ok ? STATUS_OK : STATUS_IO_ERROR);

/** Answers a request; the bytes written for the driver, or 'broken' without room for header or status. */
export function serveRequest(
  state: VirtioBlockState,
  chain: Chain,
  memory: PhysicalMemory,
  disk: DiskBackend,
): number | 'broken' {
  const outBytes = totalBytes(chain.readable) - HEADER_BYTES;
  const inBytes = totalBytes(chain.writable) - 1;
  if (outBytes < 0 || inBytes < 0) return 'broken';
  const header = new Uint8Array(HEADER_BYTES);
  gather(memory, chain.readable, header);
  const view = new DataView(header.buffer);
  const sector = view.getBigUint64(8, true);
  const room = slice(chain.writable, 0, inBytes);

  let status = STATUS_UNSUPPORTED;
  let written = 0;
  switch (view.getUint32(0, true)) {
    case TYPE_IN:
      status = outcome(fits(state, sector, inBytes) && readDisk(disk, sector, memory, room));
      if (status === STATUS_OK) written = inBytes;
      break;
    case TYPE_OUT: {
      const allowed = state.readOnly === 0 && fits(state, sector, outBytes);
      const data = slice(chain.readable, HEADER_BYTES, outBytes);
      status = outcome(allowed && writeDisk(disk, sector, memory, data));
      break;
    }
    case TYPE_FLUSH:
      status = outcome(disk.flush());
      break;
    case TYPE_GET_ID:
      written = scatter(memory, room, state.identity);
      status = STATUS_OK;
      break;
  }
  scatter(memory, slice(chain.writable, inBytes, 1), Uint8Array.of(status));
  return written + 1;
}
