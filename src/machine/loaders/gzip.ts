/**
 * Bounded gzip: never inflates more than the file itself states, nor more than a stated limit, and checks
 * size and checksum (RFC 1952). One member, nothing after it: that is what kernels and images are.
 */
import { Inflate } from 'fflate';
import { crc32 } from '../../base/crc32.ts';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { describeSize } from '../config/size.ts';
import { FileView } from './bytes.ts';

const TRAILER_BYTES = 8;
/** What one call may inflate is at most {@link MAX_RATIO} times this. */
const CHUNK_BYTES = 128 * 1024;
/** Deflate codes 258 bytes in no fewer than two bits. */
const MAX_RATIO = 1032;

const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const FLAGS_RESERVED = 0xe0;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const damaged = (where: string, what: string) =>
  failure(
    problem('input', 'gzip.damaged', where, what, 'get the file again, or unpack it with gunzip to see'),
  );

/** Offset of the compressed data, or undefined when the header is cut or not ours. */
function headerEnd(file: FileView): number | undefined {
  const { bytes } = file;
  if (bytes.length < 10 + TRAILER_BYTES || bytes[2] !== 8) return undefined;
  const flags = file.u8(3);
  if (flags & FLAGS_RESERVED) return undefined;
  let offset = 10;
  if (flags & FLAG_EXTRA) offset += 2 + file.u16(offset);
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if (!(flags & flag)) continue;
    const zeroAt = bytes.indexOf(0, offset);
    if (zeroAt < 0) return undefined;
    offset = zeroAt + 1;
  }
  if (flags & FLAG_HEADER_CRC) offset += 2;
  return offset + TRAILER_BYTES <= bytes.length ? offset : undefined;
}

/** Fills `out` exactly; false when the data end early or go on. Throws what the inflater throws. */
function inflateInto(data: Uint8Array, out: Uint8Array): boolean {
  let filledBytes = 0;
  let overrun = false;
  const inflater = new Inflate((part) => {
    overrun ||= filledBytes + part.length > out.length;
    if (!overrun) out.set(part, filledBytes);
    filledBytes += part.length;
  });
  for (let offset = 0; offset < data.length && !overrun; offset += CHUNK_BYTES) {
    const last = offset + CHUNK_BYTES >= data.length;
    inflater.push(data.subarray(offset, offset + CHUNK_BYTES), last);
  }
  return !overrun && filledBytes === out.length;
}

/** The unpacked bytes of a gzip file, at most `limitBytes` of them. */
export function gunzip(bytes: Uint8Array, limitBytes: number, where: string): Result<Uint8Array> {
  const file = new FileView(bytes);
  const start = isGzip(bytes) ? headerEnd(file) : undefined;
  if (start === undefined) return damaged(where, 'the gzip header is cut or damaged');
  const dataEnd = bytes.length - TRAILER_BYTES;
  const statedBytes = file.u32(dataEnd + 4);
  if (statedBytes > (dataEnd - start) * MAX_RATIO) {
    return damaged(where, 'the gzip data are cut, or something follows them');
  }
  if (statedBytes > limitBytes) {
    const what = `it unpacks to ${describeSize(statedBytes)}, more than the limit of ${describeSize(limitBytes)}`;
    return failure(problem('limit', 'gzip.large', where, what, 'use a smaller file'));
  }
  const out = new Uint8Array(statedBytes);
  try {
    if (!inflateInto(bytes.subarray(start, dataEnd), out)) {
      return damaged(where, 'the gzip data do not have the size that they state');
    }
  } catch {
    return damaged(where, 'the gzip data are cut or damaged');
  }
  if (crc32(out) !== file.u32(dataEnd)) return damaged(where, 'the checksum of the gzip data is wrong');
  return success(out);
}
