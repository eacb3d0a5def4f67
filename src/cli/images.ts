/** The images that come with this build: the catalogue, and an image's files, checked. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failure, problem, type Result, success } from '../base/problem.ts';
import { readInputFile } from '../host/node/files.ts';
import { imageIdentity } from '../machine/config/image-identity.ts';
import { type CatalogueFile, type CatalogueImage, parseCatalogue } from '../machine/config/catalogue.ts';
import { MAX_CATALOGUE_BYTES, MAX_DISK_BYTES } from '../machine/config/limits.ts';
import { describeSize, formatSize } from '../machine/config/size.ts';
import { nodeGunzip } from './gunzip.ts';
import { nearest } from './suggest.ts';

/** The checkout: two folders above this module, in `src/cli` as in `dist/cli`. */
const PROJECT_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** Where the built page has its images, or where the sources have them. */
export function imagesFolder(): string {
  const sources = join(PROJECT_FOLDER, 'public/images');
  return existsSync(join(sources, 'catalogue.json')) ? sources : join(PROJECT_FOLDER, 'dist/page/images');
}

export function readCatalogue(folder: string): Result<readonly CatalogueImage[]> {
  const path = join(folder, 'catalogue.json');
  if (!existsSync(path)) {
    const what = 'this build has no images';
    return failure(
      problem('input', 'catalogue.missing', 'images', what, 'give --kernel and --initrd, or --elf'),
    );
  }
  const read = readInputFile(path, MAX_CATALOGUE_BYTES);
  return read.ok ? parseCatalogue(Buffer.from(read.value).toString(), path) : read;
}

export function findImage(catalogue: readonly CatalogueImage[], id: string): Result<CatalogueImage> {
  const found = catalogue.find((image) => image.id === id);
  if (found) return success(found);
  const ids = catalogue.map((image) => image.id);
  const near = nearest(id, ids);
  const action = near ? `did you mean ${near}?` : `give one of ${ids.join(', ')}`;
  return failure(problem('usage', 'image.unknown', '--image', `there is no image "${id}"`, action));
}

/** A file of an image, unpacked and checked against its hash. */
export function readImageFile(folder: string, file: CatalogueFile): Result<Uint8Array> {
  const path = join(folder, file.path);
  const read = readInputFile(path, MAX_DISK_BYTES);
  if (!read.ok) return read;
  const unpacked =
    file.compression === 'gzip' ? nodeGunzip(read.value, file.unpackedBytes, path) : success(read.value);
  if (!unpacked.ok) return unpacked;
  const sha256 = createHash('sha256').update(unpacked.value).digest('hex');
  if (sha256 === file.sha256) return unpacked;
  const what = `its SHA-256 is ${sha256.slice(0, 16)}…, the catalogue says ${file.sha256.slice(0, 16)}…`;
  return failure(problem('input', 'image.hash', path, what, 'get the images again'));
}

/** Identifies an image in links. */
export const imageHash = (image: CatalogueImage): string =>
  createHash('sha256').update(imageIdentity(image)).digest('hex');

/** The catalogue as a table for people. */
export function catalogueTable(catalogue: readonly CatalogueImage[]): string {
  const rows = catalogue.map(({ id, title, files, machine, licence }) => {
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    return [id, title, describeSize(sizeBytes), `${machine.harts}`, formatSize(machine.ramBytes), licence];
  });
  const table = [['ID', 'TITLE', 'SIZE', 'HARTS', 'RAM', 'LICENCE'], ...rows];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return table.map((row) => `${line(row).trimEnd()}\n`).join('');
}

/** From package.json. */
export function projectVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8'));
  const isObject = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isObject ? String(manifest.version) : 'unknown';
}
