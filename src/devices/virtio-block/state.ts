/** virtio block device (Virtual I/O Device specification 1.2, section 5.2). */
import { array, struct } from '../../memory/struct.ts';
import { transportFields } from '../virtio/state.ts';

const IDENTITY_BYTES = 20;

export const virtioBlockState = struct('virtio-block', {
  ...transportFields,
  /** In sectors of 512 bytes. */
  capacitySectors: 'u64',
  /** Logical block size: 512 or 4096. */
  blockBytes: 'u32',
  readOnly: 'u32',
  /** ASCII, filled up with zeros. */
  identity: array('u8', IDENTITY_BYTES),
});

export type VirtioBlockState = ReturnType<typeof virtioBlockState.bind>;
