/** Reading and writing files, with every way to fail as a problem that names the file. */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { failure, problem, type Result, success } from '../../base/problem.ts';

const REASONS: Readonly<Record<string, readonly [what: string, action: string]>> = {
  ENOENT: ['the file does not exist', 'check the name'],
  ENOTDIR: ['a part of its path is not a directory', 'check the name'],
  EACCES: ['permission is denied', 'change its permissions with chmod'],
  EPERM: ['the operation is not permitted', 'change its permissions'],
  EEXIST: ['a file of this name is in the way', 'choose another name'],
  EISDIR: ['it is a directory, not a file', 'name a file in it'],
  ELOOP: ['its symbolic links form a loop', 'check the links'],
  ENAMETOOLONG: ['the name is too long', 'check the name'],
  EMFILE: ['too many files are open', 'close some'],
  ENOSPC: ['the disk is full', 'make room'],
  EROFS: ['the file system is read-only', 'choose another place'],
  ERR_INVALID_ARG_VALUE: ['the name has a zero byte', 'check the name'],
};

const READ_BYTES = 64 * 1024;

function fileProblem(path: string, doing: 'read' | 'write', code: string): Result<never> {
  const [what, action] = REASONS[code] ?? [`the system cannot ${doing} it (${code})`, 'check the file'];
  return failure(problem('storage', `file.${code.toLowerCase()}`, path, what, action));
}

/** Runs something that `node:fs` may throw in. */
function attempt<T>(path: string, doing: 'read' | 'write', work: () => Result<T>): Result<T> {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return fileProblem(path, doing, code);
  }
}

function tooLarge(path: string, limitBytes: number): Result<never> {
  const what = `it has more than the limit of ${limitBytes} bytes`;
  return failure(problem('limit', 'file.large', path, what, 'use a smaller file'));
}

/** A regular file's bytes, at most `limitBytes`; nothing is read of a larger one. */
export function readInputFile(path: string, limitBytes: number): Result<Uint8Array> {
  return attempt(path, 'read', () => {
    const status = statSync(path);
    if (status.isDirectory()) return fileProblem(path, 'read', 'EISDIR');
    if (!status.isFile()) return readStream(path, limitBytes);
    return status.size > limitBytes ? tooLarge(path, limitBytes) : success(readFileSync(path));
  });
}

/** Pipes and devices (`/dev/stdin`, `<(command)`) have no size: read until the end or past the limit. */
function readStream(path: string, limitBytes: number): Result<Uint8Array> {
  const parts: Uint8Array[] = [];
  let totalBytes = 0;
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const part = new Uint8Array(READ_BYTES);
      const count = readSync(file, part);
      if (count === 0) return success(Buffer.concat(parts));
      totalBytes += count;
      if (totalBytes > limitBytes) return tooLarge(path, limitBytes);
      parts.push(part.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}

/** Writes a whole file from parts, replacing what was there. */
export function writeOutputFile(path: string, parts: Iterable<Uint8Array | string>): Result<null> {
  return attempt(path, 'write', () => {
    const file = openSync(path, 'w');
    try {
      for (const part of parts) writeFileSync(file, part);
    } finally {
      closeSync(file);
    }
    return success(null);
  });
}

/** Replaces a file's bytes at once: who reads it meanwhile sees the old ones or the new ones, whole. */
export function replaceFile(path: string, bytes: Uint8Array): Result<null> {
  const beside = `${path}.${process.pid}`;
  return attempt(path, 'write', () => {
    writeFileSync(beside, bytes);
    renameSync(beside, path);
    return success(null);
  });
}

/** A folder is there, with those above it. */
export function makeFolder(path: string): Result<null> {
  return attempt(path, 'write', () => {
    mkdirSync(path, { recursive: true });
    return success(null);
  });
}

/** Checks, before a long run, that {@link writeOutputFile} will work; an absent file is made, empty. */
export function checkWritable(path: string): Result<null> {
  return attempt(path, 'write', () => {
    const isNew = !existsSync(path);
    closeSync(openSync(path, 'a'));
    // An attempt leaves nothing behind: what is written later may never come.
    if (isNew) unlinkSync(path);
    return success(null);
  });
}

/** A file that is changed in place. */
export interface WritableFile {
  write(offsetBytes: number, bytes: Uint8Array): Result<null>;
  close(): void;
}

/** Opens an existing regular file for changes in place. */
export function openForWriting(path: string): Result<WritableFile> {
  return attempt(path, 'write', () => {
    const file = openSync(path, 'r+');
    if (!fstatSync(file).isFile()) {
      closeSync(file);
      return failure(problem('storage', 'file.kind', path, 'it is not a regular file', 'name a disk image'));
    }
    const write = (offsetBytes: number, bytes: Uint8Array) =>
      attempt(path, 'write', () => {
        for (let done = 0; done < bytes.length; ) {
          done += writeSync(file, bytes, done, bytes.length - done, offsetBytes + done);
        }
        return success(null);
      });
    return success({ write, close: () => closeSync(file) });
  });
}
