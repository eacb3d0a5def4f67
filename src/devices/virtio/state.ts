/**
 * The state that every virtio device over MMIO shares (Virtual I/O Device specification 1.2, section 4.2.2).
 * A device's struct is `{ ...transportFields, … }`. What has been asked for but not yet done stands in the
 * guest's rings alone, so requests can be issued again after a snapshot.
 */
import { array, struct } from '../../memory/struct.ts';

/** No device here has more queues. */
export const MAX_QUEUES = 2;

export const transportFields = {
  status: 'u32',
  interruptStatus: 'u32',
  configGeneration: 'u32',
  deviceFeaturesSelect: 'u32',
  driverFeaturesSelect: 'u32',
  queueSelect: 'u32',
  /** Low and high word of what the driver accepted. */
  driverFeatures: array('u32', 2),
  /** Entries in each ring. */
  queueSize: array('u32', MAX_QUEUES),
  queueReady: array('u32', MAX_QUEUES),
  /** Guest-physical addresses of the descriptor table, the available ring and the used ring. */
  queueDescriptors: array('u64', MAX_QUEUES),
  queueDriver: array('u64', MAX_QUEUES),
  queueDevice: array('u64', MAX_QUEUES),
  /** The next available entry to look at, and the next used entry to write: free-running. */
  nextAvailable: array('u16', MAX_QUEUES),
  nextUsed: array('u16', MAX_QUEUES),
  /** 1 while a notification waits for its tick. */
  queueNotified: array('u8', MAX_QUEUES),
} as const;

const transport = struct('virtio', transportFields);

export type TransportState = ReturnType<typeof transport.bind>;
