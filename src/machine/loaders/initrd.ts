/** Initial RAM disks: passed to the kernel as they are, since the kernel unpacks them itself. */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { MAX_INITRD_BYTES } from '../config/limits.ts';
import { describeSize } from '../config/size.ts';
import { sniff } from './magic.ts';

/** Kinds of file that no kernel takes as an initrd: given by mistake, most often in the wrong option. */
const REFUSED: ReadonlySet<string> = new Set(['program', 'kernel', 'text', 'disk']);

export function checkInitrd(bytes: Uint8Array, where: string): Result<Uint8Array> {
  if (bytes.length === 0) {
    return failure(problem('input', 'initrd.empty', where, 'the file is empty', 'build or copy it again'));
  }
  if (bytes.length > MAX_INITRD_BYTES) {
    const what = `it has ${describeSize(bytes.length)}, more than the limit of ${describeSize(MAX_INITRD_BYTES)}`;
    return failure(
      problem('limit', 'initrd.large', where, what, 'use a smaller one, and a disk for the rest'),
    );
  }
  const kind = sniff(bytes);
  if (kind && REFUSED.has(kind.family)) {
    const what = `it is not an initrd but ${kind.is}`;
    return failure(problem('input', 'initrd.kind', where, what, 'give a cpio archive, plain or compressed'));
  }
  return success(bytes);
}
