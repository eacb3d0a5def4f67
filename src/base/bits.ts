/** Bit arithmetic on 32-bit numbers and 64-bit bigints, named as the manuals name it. */

/** Bits `high..low` of a 32-bit number, as an unsigned number. */
export function bits(value: number, high: number, low: number): number {
  const width = high - low + 1;
  return width === 32 ? value >>> 0 : (value >>> low) & ((1 << width) - 1);
}

/** The low `width` bits (1 to 32), sign-extended to a signed 32-bit number. */
export function signExtend(value: number, width: number): number {
  const shift = 32 - width;
  return (value << shift) >> shift;
}

/** The value as an unsigned 64-bit bigint. */
export const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

/** The value as a signed 64-bit bigint. */
export const s64 = (value: bigint): bigint => BigInt.asIntN(64, value);

/** Rounds up to a multiple of a power of two. */
export const alignUp = (value: number, alignment: number): number => Math.ceil(value / alignment) * alignment;

export const isPowerOfTwo = (value: number): boolean => value > 0 && (value & (value - 1)) === 0;

/** Sixteen lower-case hex digits with a leading 0x. */
export const hex64 = (value: bigint): string => `0x${u64(value).toString(16).padStart(16, '0')}`;
