/** Node's own inflater in place of ours: three times as fast in a process that has just started. */
import { gunzipSync } from 'node:zlib';
import { success } from '../base/problem.ts';
import { gunzip } from '../machine/loaders/gzip.ts';
import type { Gunzip } from '../machine/loaders/linux-image.ts';

/** The same values and problems as `gunzip`: whatever Node refuses is looked at again for a good message. */
export const nodeGunzip: Gunzip = (bytes, limitBytes, where) => {
  const statedBytes = bytes.length < 18 ? -1 : Buffer.from(bytes.slice(-4)).readUInt32LE();
  if (statedBytes < 0 || statedBytes > limitBytes) return gunzip(bytes, limitBytes, where);
  try {
    const unpacked = gunzipSync(bytes, { maxOutputLength: statedBytes + 1 });
    return unpacked.length === statedBytes ? success(unpacked) : gunzip(bytes, limitBytes, where);
  } catch {
    return gunzip(bytes, limitBytes, where);
  }
};
