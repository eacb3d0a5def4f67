/** virtio block: one queue, over a {@link DiskBackend} that comes with the services. */
import type { Device, DeviceServices } from '../device.ts';
import { type DiskBackend, SECTOR_BYTES } from '../block/backend.ts';
import type { VirtioKind } from '../virtio/kind.ts';
import { serveQueue } from '../virtio/queue.ts';
import { virtioDevice } from '../virtio/transport.ts';
import { MAX_REQUEST_BYTES, serveRequest } from './request.ts';
import type { VirtioBlockState } from './state.ts';

const BLOCK_LATENCY_NS = 100_000n;
const QUEUE_SIZE = 256;
/** Header and status take two of the ring's descriptors. */
const SEGMENTS_MAX = QUEUE_SIZE - 2;
const SEGMENT_BYTES_MAX = 64 << 10;

const F_SIZE_MAX = 1n << 1n;
const F_SEG_MAX = 1n << 2n;
const F_RO = 1n << 5n;
const F_BLK_SIZE = 1n << 6n;
const F_FLUSH = 1n << 9n;

export interface BlockServices extends DeviceServices {
  readonly disk: DiskBackend;
}

export interface VirtioBlockConfig {
  readonly sizeBytes: number;
  readonly readOnly: boolean;
  /** A 4 KiB disk whose size is no multiple of 4096 loses its last sectors. */
  readonly blockBytes: 512 | 4096;
  /** What `/sys/block/…/serial` shows: at most 20 ASCII characters. */
  readonly identity: string;
}

const kind: VirtioKind<VirtioBlockState, VirtioBlockConfig, BlockServices> = {
  deviceId: 2,
  queueCount: 1,
  queueSizeMax: QUEUE_SIZE,
  latencyNs: BLOCK_LATENCY_NS,
  reset(state, { sizeBytes, readOnly, blockBytes, identity }) {
    state.capacitySectors = BigInt(Math.floor(sizeBytes / blockBytes) * (blockBytes / SECTOR_BYTES));
    state.blockBytes = blockBytes;
    state.readOnly = readOnly ? 1 : 0;
    const ascii = Uint8Array.from(identity, (character) => character.charCodeAt(0) & 0x7f);
    state.identity.set(ascii.subarray(0, state.identity.length));
  },
  features: (state) => F_SIZE_MAX | F_SEG_MAX | F_BLK_SIZE | F_FLUSH | (state.readOnly !== 0 ? F_RO : 0n),
  config(state) {
    const bytes = new Uint8Array(24);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, state.capacitySectors, true);
    view.setUint32(8, SEGMENT_BYTES_MAX, true);
    view.setUint32(12, SEGMENTS_MAX, true);
    view.setUint32(20, state.blockBytes, true);
    return bytes;
  },
  process: (state, queue, services) =>
    serveQueue(state, queue, services, MAX_REQUEST_BYTES, (chain) =>
      serveRequest(state, chain, services.memory, services.disk),
    ),
};

export const virtioBlock: Device<VirtioBlockState, VirtioBlockConfig, BlockServices> = virtioDevice(kind);
