/**
 * virtio over MMIO, version 2 (section 4.2.2): turns a {@link VirtioKind} into a device.
 * Event tag: the queue that was notified.
 */
import { at } from '../../base/assert.ts';
import { isPowerOfTwo } from '../../base/bits.ts';
import type { AccessBytes, Device, DeviceServices } from '../device.ts';
import {
  INTERRUPT_CONFIG,
  STATUS_DRIVER_OK,
  STATUS_FEATURES_OK,
  STATUS_NEEDS_RESET,
  VIRTIO_F_INDIRECT_DESC,
  VIRTIO_F_VERSION_1,
  type VirtioKind,
} from './kind.ts';
import { isLive } from './queue.ts';
import * as register from './registers.ts';
import { MAX_QUEUES, type TransportState } from './state.ts';

const offered = (own: bigint): bigint => own | VIRTIO_F_VERSION_1 | VIRTIO_F_INDIRECT_DESC;

const half = (features: bigint, select: number): number =>
  select > 1 ? 0 : Number((features >> BigInt(select * 32)) & 0xffff_ffffn);

/** Forgets everything that the driver set up; what the device itself is stays. */
function resetTransport(state: TransportState, services: DeviceServices): void {
  state.status = 0;
  state.interruptStatus = 0;
  state.deviceFeaturesSelect = 0;
  state.driverFeaturesSelect = 0;
  state.queueSelect = 0;
  state.driverFeatures.fill(0);
  for (let queue = 0; queue < MAX_QUEUES; queue++) {
    resetQueue(state, queue);
    services.cancel(queue);
  }
  services.setLine(false);
}

function resetQueue(state: TransportState, queue: number): void {
  state.queueSize[queue] = 0;
  state.queueReady[queue] = 0;
  state.queueDescriptors[queue] = 0n;
  state.queueDriver[queue] = 0n;
  state.queueDevice[queue] = 0n;
  state.nextAvailable[queue] = 0;
  state.nextUsed[queue] = 0;
  state.queueNotified[queue] = 0;
}

function writeStatus(state: TransportState, value: number, features: bigint, services: DeviceServices): void {
  if (value === 0) return resetTransport(state, services);
  let status = value & 0xff & ~STATUS_NEEDS_RESET;
  const accepted = BigInt(at(state.driverFeatures, 0)) | (BigInt(at(state.driverFeatures, 1)) << 32n);
  const acceptable = (accepted & ~features) === 0n && (accepted & VIRTIO_F_VERSION_1) !== 0n;
  if (!acceptable) status &= ~STATUS_FEATURES_OK;
  if ((status & STATUS_FEATURES_OK) === 0) status &= ~STATUS_DRIVER_OK;
  state.status = status | (state.status & STATUS_NEEDS_RESET);
}

const setLow = (old: bigint, value: number): bigint => (old & ~0xffff_ffffn) | BigInt(value);
const setHigh = (old: bigint, value: number): bigint => (old & 0xffff_ffffn) | (BigInt(value) << 32n);

/** Registers of the selected queue; they are fixed while the queue is ready. */
function writeQueue(state: TransportState, offset: number, value: number, queueSizeMax: number): void {
  const queue = state.queueSelect;
  const edit = (addresses: BigUint64Array, set: typeof setLow): void => {
    addresses[queue] = set(at(addresses, queue), value);
  };
  if (offset === register.QUEUE_READY) {
    const usable = at(state.queueSize, queue) !== 0;
    state.queueReady[queue] = (value & 1) !== 0 && usable ? 1 : 0;
    return;
  }
  if (at(state.queueReady, queue) !== 0) return;
  switch (offset) {
    case register.QUEUE_SIZE:
      if (isPowerOfTwo(value) && value <= queueSizeMax) state.queueSize[queue] = value;
      return;
    case register.QUEUE_DESCRIPTORS_LOW:
      return edit(state.queueDescriptors, setLow);
    case register.QUEUE_DESCRIPTORS_HIGH:
      return edit(state.queueDescriptors, setHigh);
    case register.QUEUE_DRIVER_LOW:
      return edit(state.queueDriver, setLow);
    case register.QUEUE_DRIVER_HIGH:
      return edit(state.queueDriver, setHigh);
    case register.QUEUE_DEVICE_LOW:
      return edit(state.queueDevice, setLow);
    case register.QUEUE_DEVICE_HIGH:
      return edit(state.queueDevice, setHigh);
  }
}

function readConfig(config: Uint8Array, offset: number, bytes: AccessBytes): number {
  let value = 0;
  for (let index = bytes - 1; index >= 0; index--) value = value * 256 + (config[offset + index] ?? 0);
  return value;
}

/** The configuration has changed by the device's own doing (section 2.5). */
export function configChanged(state: TransportState, services: DeviceServices): void {
  state.configGeneration++;
  if ((state.status & STATUS_DRIVER_OK) === 0) return;
  state.interruptStatus |= INTERRUPT_CONFIG;
  services.setLine(true);
}

/** Asks for the queue to be served one latency from now. */
function scheduleQueue(
  state: TransportState,
  queue: number,
  latencyNs: bigint,
  services: DeviceServices,
): void {
  state.queueNotified[queue] = 1;
  services.schedule(queue, services.nowNs() + latencyNs);
}

/** What the registers need to know of a kind. */
type Traits = Pick<
  VirtioKind<TransportState, never, DeviceServices>,
  'deviceId' | 'queueCount' | 'queueSizeMax' | 'latencyNs'
>;

function readRegister(traits: Traits, state: TransportState, offset: number, features: bigint): number {
  const chosen = state.queueSelect < traits.queueCount;
  switch (offset) {
    case register.MAGIC_VALUE:
      return register.MAGIC;
    case register.VERSION:
      return 2;
    case register.DEVICE_ID:
      return traits.deviceId;
    case register.VENDOR_ID:
      return register.VENDOR;
    case register.DEVICE_FEATURES:
      return half(features, state.deviceFeaturesSelect);
    case register.QUEUE_SIZE_MAX:
      return chosen ? traits.queueSizeMax : 0;
    case register.QUEUE_READY:
      return chosen ? at(state.queueReady, state.queueSelect) : 0;
    case register.INTERRUPT_STATUS:
      return state.interruptStatus;
    case register.STATUS:
      return state.status;
    case register.SHARED_MEMORY_LENGTH_LOW:
    case register.SHARED_MEMORY_LENGTH_HIGH:
    case register.SHARED_MEMORY_BASE_LOW:
    case register.SHARED_MEMORY_BASE_HIGH:
      return 0xffff_ffff;
    case register.CONFIG_GENERATION:
      return state.configGeneration;
    default:
      return 0;
  }
}

function notify(traits: Traits, state: TransportState, queue: number, services: DeviceServices): void {
  if (queue >= traits.queueCount || !isLive(state, queue) || at(state.queueNotified, queue) !== 0) return;
  scheduleQueue(state, queue, traits.latencyNs, services);
}

function writeRegister(
  traits: Traits,
  state: TransportState,
  offset: number,
  value: number,
  features: bigint,
  services: DeviceServices,
): void {
  switch (offset) {
    case register.DEVICE_FEATURES_SELECT:
      state.deviceFeaturesSelect = value;
      return;
    case register.DRIVER_FEATURES_SELECT:
      state.driverFeaturesSelect = value;
      return;
    case register.DRIVER_FEATURES:
      if ((state.status & STATUS_FEATURES_OK) === 0 && state.driverFeaturesSelect < 2)
        state.driverFeatures[state.driverFeaturesSelect] = value;
      return;
    case register.QUEUE_SELECT:
      state.queueSelect = value;
      return;
    case register.QUEUE_NOTIFY:
      return notify(traits, state, value, services);
    case register.INTERRUPT_ACKNOWLEDGE:
      state.interruptStatus &= ~value;
      services.setLine(state.interruptStatus !== 0);
      return;
    case register.STATUS:
      return writeStatus(state, value, features, services);
    default:
      if (state.queueSelect < traits.queueCount) writeQueue(state, offset, value, traits.queueSizeMax);
  }
}

export function virtioDevice<State extends TransportState, Config, Services extends DeviceServices>(
  kind: VirtioKind<State, Config, Services>,
): Device<State, Config, Services> {
  return {
    reset: (state, config) => kind.reset(state, config),
    read(state, offset, bytes) {
      if (offset >= register.CONFIG) return readConfig(kind.config(state), offset - register.CONFIG, bytes);
      return bytes === 4 ? readRegister(kind, state, offset, offered(kind.features(state))) : 0;
    },
    write(state, offset, bytes, value, services) {
      if (bytes !== 4 || offset >= register.CONFIG) return;
      writeRegister(kind, state, offset, value, offered(kind.features(state)), services);
    },
    tick(state, queue, services) {
      state.queueNotified[queue] = 0;
      if (!isLive(state, queue) || !kind.process(state, queue, services)) return;
      scheduleQueue(state, queue, kind.latencyNs, services);
    },
  };
}
