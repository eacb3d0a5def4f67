/**
 * Files of generated and translated code in the browser's private file system (OPFS), one for each image. Nothing here
 * is needed: what is missing, refused or torn is made again, and the reader checks what a file holds.
 */
import { writeFile } from './part-store.ts';

const FOLDER = 'trampoline-code';
/** Images whose code is kept; the one that was written longest ago goes first. */
const MAX_FILES = 6;

async function folder(create: boolean): Promise<FileSystemDirectoryHandle> {
  const top = await navigator.storage.getDirectory();
  return top.getDirectoryHandle(FOLDER, { create });
}

/** Undefined where there is none, or none may be read. */
export async function readCode(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const file = await (await (await folder(false)).getFileHandle(name)).getFile();
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}

/** Throws what the browser throws: full, refused, written by another tab just now. */
export async function writeCode(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const code = await folder(true);
  await writeFile(await code.getFileHandle(name, { create: true }), bytes);
  const others: { readonly name: string; readonly atMs: number }[] = [];
  for await (const other of code.keys()) {
    if (other === name) continue;
    others.push({ name: other, atMs: (await (await code.getFileHandle(other)).getFile()).lastModified });
  }
  others.sort((a, b) => b.atMs - a.atMs);
  for (const old of others.slice(MAX_FILES - 1)) await code.removeEntry(old.name).catch(() => undefined);
}

/** One image's file, or all. */
export async function removeCode(name: string | undefined): Promise<void> {
  try {
    if (name !== undefined) return await (await folder(false)).removeEntry(name);
    await (await navigator.storage.getDirectory()).removeEntry(FOLDER, { recursive: true });
  } catch {
    // There is nothing to remove.
  }
}
