/**
 * virtio entropy: random bytes from the machine's seed, the same in every run. Fit for a guest that wants to
 * get on; not for keys.
 */
import { u64 } from '../../base/bits.ts';
import { Random } from '../../base/random.ts';
import type { Device, DeviceServices } from '../device.ts';
import { scatter } from '../virtio/buffers.ts';
import type { VirtioKind } from '../virtio/kind.ts';
import { type Chain, serveQueue, totalBytes } from '../virtio/queue.ts';
import { virtioDevice } from '../virtio/transport.ts';
import type { VirtioRngState } from './state.ts';

const RNG_LATENCY_NS = 10_000n;
/** A request is answered with at most so many bytes; the driver asks again. */
const MAX_ANSWER_BYTES = 4096;
const BUDGET_BYTES = 64 << 10;

export interface VirtioRngConfig {
  readonly seed: bigint;
}

function fill(state: VirtioRngState, chain: Chain, services: DeviceServices): number | 'broken' {
  const bytes = new Uint8Array(Math.min(totalBytes(chain.writable), MAX_ANSWER_BYTES));
  if (bytes.length === 0) return 'broken';
  const random = new Random(state.seed);
  for (let index = 0; index < bytes.length; index++) bytes[index] = random.next32() & 0xff;
  state.seed = random.next64();
  return scatter(services.memory, chain.writable, bytes);
}

const kind: VirtioKind<VirtioRngState, VirtioRngConfig, DeviceServices> = {
  deviceId: 4,
  queueCount: 1,
  queueSizeMax: 8,
  latencyNs: RNG_LATENCY_NS,
  reset(state, { seed }) {
    state.seed = u64(seed);
  },
  features: () => 0n,
  config: () => new Uint8Array(0),
  process: (state, queue, services) =>
    serveQueue(state, queue, services, BUDGET_BYTES, (chain) => fill(state, chain, services)),
};

export const virtioRng: Device<VirtioRngState, VirtioRngConfig> = virtioDevice(kind);
