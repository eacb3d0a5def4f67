/** virtio entropy device (Virtual I/O Device specification 1.2, section 5.4). */
import { struct } from '../../memory/struct.ts';
import { transportFields } from '../virtio/state.ts';

export const virtioRngState = struct('virtio-rng', {
  ...transportFields,
  /** Seeds the next request's bytes. */
  seed: 'u64',
});

export type VirtioRngState = ReturnType<typeof virtioRngState.bind>;
