/** A hart's access to a device. Values pass through the hart's `transfer` fields, in halves. */
import type { Board } from '../board/board.ts';
import type { Hart } from './hart.ts';

const LOW_HALF = 0xffff_ffffn;

/** False where no device answers. `bytes` is 1, 2, 4 or 8, and the address a multiple of it. */
export function accessDevice(
  board: Board,
  { engine }: Hart,
  address: number,
  bytes: number,
  access: 'load' | 'store',
): boolean {
  const device = board.find(address, bytes);
  if (!device) return false;
  const offset = address - device.base;
  if (access === 'load') {
    const value =
      bytes === 8 ? device.port.read64(offset) : BigInt(device.port.read(offset, bytes as 1 | 2 | 4));
    engine.transferLow = Number(value & LOW_HALF);
    engine.transferHigh = Number(value >> 32n);
  } else if (bytes === 8) {
    device.port.write64(offset, (BigInt(engine.transferHigh) << 32n) | BigInt(engine.transferLow));
  } else {
    const mask = bytes === 4 ? 0xffff_ffff : 2 ** (8 * bytes) - 1;
    device.port.write(offset, bytes as 1 | 2 | 4, (engine.transferLow & mask) >>> 0);
  }
  return true;
}
