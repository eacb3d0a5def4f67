/** virtio console with a single port (Virtual I/O Device specification 1.2, section 5.3). */
import { struct } from '../../memory/struct.ts';
import { transportFields } from '../virtio/state.ts';

export const virtioConsoleState = struct('virtio-console', {
  ...transportFields,
  columns: 'u32',
  rows: 'u32',
});

export type VirtioConsoleState = ReturnType<typeof virtioConsoleState.bind>;
