/** Deflate without a wrapper, by Node's zlib: the snapshots' compression. */
import { deflateRaw, inflateRaw } from 'node:zlib';

export const nodePacker = {
  pack: (bytes: Uint8Array): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      deflateRaw(bytes, { level: 1 }, (error, packed) => (error ? reject(error) : resolve(packed)));
    }),
  /** Undefined for what does not unpack to exactly `lengthBytes`. */
  unpack: (packed: Uint8Array, lengthBytes: number): Promise<Uint8Array | undefined> =>
    new Promise((resolve) => {
      inflateRaw(packed, { maxOutputLength: Math.max(1, lengthBytes) }, (error, bytes) =>
        resolve(error || bytes.length !== lengthBytes ? undefined : bytes),
      );
    }),
};
