/**
 * Guest memory as devices see it: bounded copies by physical address.
 *
 * Addresses are numbers; a 64-bit address that a guest wrote may be passed through `Number()`, because what
 * that rounds is far outside any RAM. Nothing here throws: an access that is not wholly inside RAM changes
 * nothing and answers false.
 */

export interface PhysicalMemory {
  /** Whether all `lengthBytes` bytes from `address` are RAM. */
  has(address: number, lengthBytes: number): boolean;
  /** Fills `into`; false (and `into` untouched) outside RAM. */
  read(address: number, into: Uint8Array): boolean;
  /** Stores `from` and tells the machine which bytes changed; false outside RAM. */
  write(address: number, from: Uint8Array): boolean;
}

/**
 * RAM that stands in `bytes`, beginning at physical address `base`.
 * `onWrite` is called after each device write, so that translations and page walks can be dropped.
 */
export function ramMemory(
  bytes: Uint8Array,
  base: number,
  onWrite: (address: number, lengthBytes: number) => void = () => {},
): PhysicalMemory {
  const has = (address: number, lengthBytes: number): boolean =>
    address >= base && lengthBytes >= 0 && address + lengthBytes <= base + bytes.length;
  return {
    has,
    read(address, into) {
      if (!has(address, into.length)) return false;
      into.set(bytes.subarray(address - base, address - base + into.length));
      return true;
    },
    write(address, from) {
      if (!has(address, from.length)) return false;
      bytes.set(from, address - base);
      onWrite(address, from.length);
      return true;
    },
  };
}

/** Little-endian numbers through a {@link PhysicalMemory}; undefined or false outside RAM. */
const scratch = new DataView(new ArrayBuffer(8));
const scratch2 = new Uint8Array(scratch.buffer, 0, 2);
const scratch4 = new Uint8Array(scratch.buffer, 0, 4);
const scratch8 = new Uint8Array(scratch.buffer, 0, 8);

export const readU16 = (memory: PhysicalMemory, address: number): number | undefined =>
  memory.read(address, scratch2) ? scratch.getUint16(0, true) : undefined;

export const readU32 = (memory: PhysicalMemory, address: number): number | undefined =>
  memory.read(address, scratch4) ? scratch.getUint32(0, true) : undefined;

export const readU64 = (memory: PhysicalMemory, address: number): bigint | undefined =>
  memory.read(address, scratch8) ? scratch.getBigUint64(0, true) : undefined;

export function writeU16(memory: PhysicalMemory, address: number, value: number): boolean {
  scratch.setUint16(0, value, true);
  return memory.write(address, scratch2);
}

export function writeU32(memory: PhysicalMemory, address: number, value: number): boolean {
  scratch.setUint32(0, value, true);
  return memory.write(address, scratch4);
}
