/** A slot on the board without a device in it: device id 0, which drivers pass over in silence. */
import { struct } from '../../memory/struct.ts';
import type { Device } from '../device.ts';
import * as register from './registers.ts';

export const emptySlotState = struct('virtio-empty', {});

export const emptySlot: Device<ReturnType<typeof emptySlotState.bind>, undefined> = {
  reset() {},
  read(_state, offset, bytes) {
    if (bytes !== 4) return 0;
    if (offset === register.MAGIC_VALUE) return register.MAGIC;
    if (offset === register.VERSION) return 2;
    return offset === register.VENDOR_ID ? register.VENDOR : 0;
  },
  write() {},
  tick() {},
};
