/** The guest that every emulator boots: kernel and initial root of an image of the catalogue, as plain files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface GuestFiles {
  readonly kernel: string;
  readonly initrd: string;
  readonly append: string;
  readonly prompt: string;
  /** Temporary folder, gone when this process ends. */
  readonly folder: string;
}

interface CatalogueImage {
  readonly id: string;
  readonly prompt: string;
  readonly machine: { readonly append: string };
  readonly files: readonly { readonly role: string; readonly path: string; readonly compression: string }[];
}

const folders: string[] = [];
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder for one run's files. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'trampoline-bench-'));
  folders.push(folder);
  return folder;
}

/** QEMU does not unpack a kernel, so everyone gets it unpacked; the kernel itself unpacks its initial root. */
export function unpackGuest(root: string, image = 'linux'): GuestFiles {
  const images = join(root, 'public/images');
  const catalogue = JSON.parse(readFileSync(join(images, 'catalogue.json'), 'utf8')) as CatalogueImage[];
  const found = catalogue.find(({ id }) => id === image);
  if (!found) throw new Error(`the catalogue has no image ${image}`);
  const file = (role: string) => {
    const entry = found.files.find((candidate) => candidate.role === role);
    if (!entry) throw new Error(`the image ${image} has no ${role}`);
    return { path: join(images, entry.path), packed: entry.compression === 'gzip' };
  };
  const folder = temporaryFolder();
  const [packed, initrd] = [file('kernel'), file('initrd')];
  const kernel = join(folder, 'Image');
  const bytes = readFileSync(packed.path);
  writeFileSync(kernel, packed.packed ? gunzipSync(bytes) : bytes);
  return { kernel, initrd: initrd.path, append: found.machine.append, prompt: found.prompt, folder };
}
