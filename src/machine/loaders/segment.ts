/** What every loader yields: bytes with a place in guest-physical memory. */

export interface LoadSegment {
  /** For messages: `segment 1`, `the kernel`. */
  readonly name: string;
  /** A safe integer; whether RAM is there is the business of placement. */
  readonly physicalAddress: number;
  /** Bytes of the file; what is left of `sizeBytes` is zero. */
  readonly bytes: Uint8Array;
  /** Bytes in memory, at least `bytes.length`. */
  readonly sizeBytes: number;
}

export const endOf = (segment: { physicalAddress: number; sizeBytes: number }): number =>
  segment.physicalAddress + segment.sizeBytes;

/** `0x80200000` */
export const hexAddress = (address: number | bigint): string => `0x${address.toString(16)}`;
