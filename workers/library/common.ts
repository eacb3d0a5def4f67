/** What the parts of the library worker share. */
import { failure, type Result, success } from '../../src/base/problem.ts';
import { browserPacker } from '../../src/host/browser/packer.ts';
import { storageProblem } from '../../src/library/storage.ts';
import { plainPacker } from '../../src/machine/snapshot/packer.ts';

export const WHERE = 'the library';
export const packer = browserPacker ?? plainPacker;

export const newId = (): string => crypto.randomUUID();

/** What an operation threw, as its result. */
export async function result<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return success(await work());
  } catch (error) {
    return failure(storageProblem(error, WHERE).problem);
  }
}
