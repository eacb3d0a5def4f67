/**
 * virtio console: queue 0 takes typed bytes to the guest, queue 1 brings its output. A typed byte goes
 * straight into the next buffer the driver has offered; without one, `canReceive` says so and it waits
 * outside.
 */
import { assert } from '../../base/assert.ts';
import type { ConsoleInput, ConsoleServices, Device } from '../device.ts';
import { gather, scatter, slice } from '../virtio/buffers.ts';
import type { VirtioKind } from '../virtio/kind.ts';
import {
  availableCount,
  type Chain,
  giveBack,
  interruptUsed,
  isLive,
  needReset,
  serveQueue,
  takeChain,
  totalBytes,
} from '../virtio/queue.ts';
import { configChanged, virtioDevice } from '../virtio/transport.ts';
import type { VirtioConsoleState } from './state.ts';

const CONSOLE_LATENCY_NS = 10_000n;
const RECEIVE = 0;
const TRANSMIT = 1;
const F_SIZE = 1n << 0n;
/** The longest write taken in one request, and in one tick; a longer request is refused. */
const MAX_OUTPUT_BYTES = 1 << 20;
const COPY_BYTES = 4096;

export interface VirtioConsoleConfig {
  readonly columns: number;
  readonly rows: number;
}

function print(chain: Chain, services: ConsoleServices): number | 'broken' {
  const lengthBytes = totalBytes(chain.readable);
  if (lengthBytes > MAX_OUTPUT_BYTES) return 'broken';
  for (let offset = 0; offset < lengthBytes; offset += COPY_BYTES) {
    const piece = new Uint8Array(Math.min(COPY_BYTES, lengthBytes - offset));
    gather(services.memory, slice(chain.readable, offset, piece.length), piece);
    for (const byte of piece) services.output(byte);
  }
  return 0;
}

const kind: VirtioKind<VirtioConsoleState, VirtioConsoleConfig, ConsoleServices> = {
  deviceId: 3,
  queueCount: 2,
  queueSizeMax: 64,
  latencyNs: CONSOLE_LATENCY_NS,
  reset(state, { columns, rows }) {
    state.columns = columns;
    state.rows = rows;
  },
  features: () => F_SIZE,
  config(state) {
    const bytes = new Uint8Array(12);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, state.columns, true);
    view.setUint16(2, state.rows, true);
    view.setUint32(4, 1, true);
    return bytes;
  },
  process(state, queue, services) {
    if (queue !== TRANSMIT) return false;
    return serveQueue(state, queue, services, MAX_OUTPUT_BYTES, (chain) => print(chain, services));
  },
};

export const virtioConsole: Device<VirtioConsoleState, VirtioConsoleConfig, ConsoleServices> =
  virtioDevice(kind);

export const virtioConsoleInput: ConsoleInput<VirtioConsoleState> = {
  canReceive: (state, services) =>
    isLive(state, RECEIVE) && availableCount(state, RECEIVE, services.memory) !== 0,
  receive(state, byte, services) {
    const chain = takeChain(state, RECEIVE, services.memory);
    assert(chain !== undefined, 'a byte is received only while there is room');
    const done =
      chain !== 'broken' &&
      giveBack(
        state,
        RECEIVE,
        chain,
        scatter(services.memory, chain.writable, Uint8Array.of(byte)),
        services.memory,
      );
    if (done) interruptUsed(state, RECEIVE, services);
    else needReset(state, services);
  },
};

/** The terminal has another size now. */
export function resizeConsole(
  state: VirtioConsoleState,
  { columns, rows }: VirtioConsoleConfig,
  services: ConsoleServices,
): void {
  if (state.columns === columns && state.rows === rows) return;
  state.columns = columns;
  state.rows = rows;
  configChanged(state, services);
}
