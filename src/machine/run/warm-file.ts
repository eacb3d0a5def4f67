/** Warm starts as files, for whoever keeps them; apart from warm-start.ts, since a first start has none to read. */
export { decodeWarmStart, encodeWarmStart } from '../../exec/warm/file.ts';
