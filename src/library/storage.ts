/**
 * Where the library keeps its files, as every host can offer it: folders of files that are written in place and
 * flushed. Nothing is assumed of a write that was not flushed: after a crash any part of it may be there.
 */
import { problem, ProblemError } from '../base/problem.ts';

export interface StoredFile {
  sizeBytes(): number;
  /** Fewer bytes at the file's end. */
  read(at: number, lengthBytes: number): Uint8Array<ArrayBuffer>;
  /** Throws when storage is full. */
  write(at: number, bytes: Uint8Array): void;
  truncate(sizeBytes: number): void;
  /** Makes earlier writes last. */
  flush(): void;
  close(): void;
}

export interface Folder {
  /** To write; made if it is not there. Throws while somebody else has it open. */
  open(name: string): Promise<StoredFile>;
  /** All of it, also while it is open elsewhere; undefined if it is not there. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Names and sizes of files. */
  files(): Promise<ReadonlyMap<string, number>>;
  remove(name: string): Promise<void>;
  /** Made if it is not there. */
  folder(name: string): Promise<Folder>;
  folders(): Promise<readonly string[]>;
  /** With everything in it. */
  removeFolder(name: string): Promise<void>;
}

/** Writes a whole file of parts; what could not be written whole is removed again. Returns its size. */
export async function writeWhole(
  folder: Folder,
  name: string,
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  const file = await folder.open(name);
  let at = 0;
  try {
    file.truncate(0);
    for await (const part of parts) {
      file.write(at, part);
      at += part.length;
    }
    file.flush();
  } catch (error) {
    file.close();
    await folder.remove(name);
    throw error;
  }
  file.close();
  return at;
}

/** What storage threw, as a problem; problems pass. */
export function storageProblem(error: unknown, where: string): ProblemError {
  if (error instanceof ProblemError) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') {
    const what = 'the storage that this browser gives the page is full, so it was not saved';
    const action = 'delete what you no longer need, or export it first';
    return new ProblemError(problem('storage', 'library.full', where, what, action));
  }
  if (name === 'NoModificationAllowedError') {
    const what = 'another tab has it open';
    const action = 'close it there, take it over, or open a copy';
    return new ProblemError(problem('storage', 'library.held', where, what, action));
  }
  const what = error instanceof Error && error.message ? error.message : 'storage failed';
  return new ProblemError(problem('storage', 'library.failed', where, what, 'try it again'));
}
