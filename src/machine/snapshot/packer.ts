/** Compression of snapshots. Hosts have faster ones than this, with the same bytes: deflate without a wrapper. */
import { deflateSync, inflateSync } from 'fflate';

export interface Packer {
  pack(bytes: Uint8Array): Promise<Uint8Array>;
  /** The bytes, exactly `lengthBytes` of them; undefined if they are not that. */
  unpack(packed: Uint8Array, lengthBytes: number): Promise<Uint8Array | undefined>;
}

/** Works everywhere. */
export const plainPacker: Packer = {
  pack: async (bytes) => deflateSync(bytes, { level: 1 }),
  unpack: async (packed, lengthBytes) => {
    try {
      // One byte more than allowed, so that too much is seen; an output that is given never grows.
      const bytes = inflateSync(packed, { out: new Uint8Array(lengthBytes + 1) });
      return bytes.length === lengthBytes ? bytes : undefined;
    } catch {
      return undefined;
    }
  },
};
