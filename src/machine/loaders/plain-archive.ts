/** The plain cpio archive, which most visits boot from: apart from what tells all other kinds of file. */
import { MAX_INITRD_BYTES } from '../config/limits.ts';
import { hasBytes } from './bytes.ts';

/** Whether this surely is an initial root that a kernel takes. */
export const isPlainArchive = (bytes: Uint8Array): boolean =>
  hasBytes(bytes, 0, '070701') && bytes.length <= MAX_INITRD_BYTES;
