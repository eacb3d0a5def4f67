/** Small arithmetic on bits and addresses. */

/** The value as an unsigned 64-bit bigint. */
export const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

/** The value as a signed 64-bit bigint. */
export const s64 = (value: bigint): bigint => BigInt.asIntN(64, value);

/** Rounds up to a multiple of a power of two. */
export const alignUp = (value: number, alignment: number): number => Math.ceil(value / alignment) * alignment;

export const isPowerOfTwo = (value: number): boolean => value > 0 && (value & (value - 1)) === 0;

/** Sixteen lower-case hex digits with a leading 0x. */
export const hex64 = (value: bigint): string => `0x${u64(value).toString(16).padStart(16, '0')}`;
