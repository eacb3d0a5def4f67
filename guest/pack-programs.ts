/**
 * Assembles guest/programs and puts the ELF files into public/images, as images of the catalogue beside Linux.
 *
 *   npx tsx guest/pack-programs.ts      after a change in guest/programs, or of the assembler
 *
 * Nothing but our own assembler is needed. Everything else in the catalogue stays as it is.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { unwrap } from '../src/base/problem.ts';
import { assembleProgram } from '../src/machine/programs.ts';
import index from './programs/index.json' with { type: 'json' };

const images = new URL('../public/images/', import.meta.url);
const catalogueFile = new URL('catalogue.json', images);
const RAM_BYTES = 128 * 1024 * 1024;

/** The ELF file of a program of the index. */
export function assembleListed(file: string): Uint8Array {
  return unwrap(assembleProgram(readFileSync(new URL(`programs/${file}`, import.meta.url), 'utf8'), file))
    .elf;
}

const pathOf = (elf: Uint8Array): { sha256: string; path: string } => {
  const sha256 = createHash('sha256').update(elf).digest('hex');
  return { sha256, path: `elf-${sha256.slice(0, 16)}.bin` };
};

/** The catalogue's entry of each program. */
export const programImages = index.map(({ id, title, shows, file, harts }) => {
  const elf = assembleListed(file);
  const { sha256, path } = pathOf(elf);
  const size = { sizeBytes: elf.length, unpackedBytes: elf.length };
  return {
    id,
    title: `Program: ${title}`,
    description: `${shows}.`,
    files: [{ role: 'elf', path, compression: 'none', ...size, sha256 }],
    licence: 'MIT',
    machine: { isa: 'riscv64', harts, ramBytes: RAM_BYTES, append: '' },
  };
});

function pack(): void {
  const entries = JSON.parse(readFileSync(catalogueFile, 'utf8')) as { files: { role: string }[] }[];
  const others = entries.filter(({ files }) => files.every(({ role }) => role !== 'elf'));
  for (const name of readdirSync(images)) {
    if (/^elf-[0-9a-f]{16}\.bin$/.test(name)) rmSync(new URL(name, images));
  }
  for (const { file } of index) {
    const elf = assembleListed(file);
    writeFileSync(new URL(pathOf(elf).path, images), elf);
  }
  writeFileSync(catalogueFile, `${JSON.stringify([...others, ...programImages], null, 2)}\n`);
  console.log(`${programImages.length} programs packed`);
}

if (process.argv[1]?.endsWith('pack-programs.ts')) pack();
