/** What one kind of virtio device adds to the transport: identity, features, configuration, work. */
import type { DeviceServices } from '../device.ts';
import type { TransportState } from './state.ts';

/** Feature bits that are not a device's own. */
export const VIRTIO_F_INDIRECT_DESC = 1n << 28n;
export const VIRTIO_F_VERSION_1 = 1n << 32n;

/** Device status bits. */
export const STATUS_DRIVER_OK = 0x04;
export const STATUS_FEATURES_OK = 0x08;
export const STATUS_NEEDS_RESET = 0x40;

/** Interrupt status bits. */
export const INTERRUPT_USED = 0x01;
export const INTERRUPT_CONFIG = 0x02;

export interface VirtioKind<State extends TransportState, Config, Services extends DeviceServices> {
  /** Section 5 of the specification. */
  readonly deviceId: number;
  readonly queueCount: number;
  /** The largest ring, a power of two; the same for each queue. */
  readonly queueSizeMax: number;
  /** Virtual time between a notification and the work it asks for. */
  readonly latencyNs: bigint;
  /** Gives the kind's own fields their power-on value; the transport's are 0. */
  reset(state: State, config: Config): void;
  /** Feature bits offered, `VIRTIO_F_VERSION_1` and indirect descriptors aside. */
  features(state: State): bigint;
  /** The configuration space from its beginning. */
  config(state: State): Uint8Array;
  /** Works through what is available in a queue; returns true when a bound made it stop early. */
  process(state: State, queue: number, services: Services): boolean;
}
