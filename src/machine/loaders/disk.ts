/** Raw disk images: any bytes, in whole sectors. */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { MAX_DISK_BYTES, SECTOR_BYTES } from '../config/limits.ts';
import { describeSize } from '../config/size.ts';
import { sniff } from './magic.ts';

export function checkDisk(bytes: Uint8Array, where: string): Result<Uint8Array> {
  const refuse = (kind: 'input' | 'limit', code: string, what: string, action: string) =>
    failure(problem(kind, `disk.${code}`, where, what, action));
  if (bytes.length === 0)
    return refuse('input', 'empty', 'the file is empty', 'make it with "truncate -s 64M"');
  const kind = sniff(bytes);
  if (kind && (kind.family === 'disk' || kind.family === 'compressed')) {
    return refuse('input', 'format', `it is ${kind.is}, not a raw disk`, kind.remedy);
  }
  if (bytes.length > MAX_DISK_BYTES) {
    const what = `it has ${describeSize(bytes.length)}, more than the limit of ${describeSize(MAX_DISK_BYTES)}`;
    return refuse('limit', 'large', what, 'use a smaller disk');
  }
  if (bytes.length % SECTOR_BYTES !== 0) {
    const what = `its size of ${bytes.length} bytes is no multiple of ${SECTOR_BYTES}`;
    return refuse('input', 'size', what, `pad it with "truncate -s %${SECTOR_BYTES}"`);
  }
  return success(bytes);
}
