/** Puts a device on the board: its functions, its bound state and its services, behind one untyped port. */
import type { AccessBytes, Device, DeviceServices } from '../../devices/device.ts';

/** A device as the bus sees it; offsets are from its base. */
export interface Port {
  read(offset: number, bytes: AccessBytes): number;
  write(offset: number, bytes: AccessBytes, value: number): void;
  read64(offset: number): bigint;
  write64(offset: number, value: bigint): void;
  tick(tag: number): void;
  /** Power-on value; the state's bytes are 0. */
  reset(): void;
}

export function mount<State, Config, Services extends DeviceServices>(
  device: Device<State, Config, Services>,
  state: State,
  config: Config,
  services: Services,
): Port {
  const readWords = (offset: number): bigint =>
    BigInt(device.read(state, offset, 4, services)) |
    (BigInt(device.read(state, offset + 4, 4, services)) << 32n);
  const writeWords = (offset: number, value: bigint): void => {
    device.write(state, offset, 4, Number(value & 0xffff_ffffn), services);
    device.write(state, offset + 4, 4, Number((value >> 32n) & 0xffff_ffffn), services);
  };
  return {
    read: (offset, bytes) => device.read(state, offset, bytes, services),
    write: (offset, bytes, value) => device.write(state, offset, bytes, value, services),
    read64: (offset) => device.read64?.(state, offset, services) ?? readWords(offset),
    write64(offset, value) {
      if (device.write64 === undefined) writeWords(offset, value);
      else device.write64(state, offset, value, services);
    },
    tick: (tag) => device.tick(state, tag, services),
    reset: () => device.reset(state, config),
  };
}
