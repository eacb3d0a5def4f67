/**
 * The catalogue of images (`images/catalogue.json`): what comes with a build, or beside a page.
 *
 * Each file of an image has the SHA-256 of its unpacked bytes, so that what boots is known whatever way it
 * travelled; `path` is relative to the catalogue.
 */
import * as v from 'valibot';
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { hardwareEntries, schemaProblem } from './configuration.ts';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
const sizeBytes = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const relativePath = v.pipe(
  v.string(),
  v.regex(/^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._/-]{0,255}$/, 'a path is relative, without ".."'),
);

const part = v.object({ path: relativePath, sizeBytes });

const file = v.object({
  role: v.picklist(
    ['kernel', 'initrd', 'elf', 'disk', 'firmware'],
    'a role is kernel, initrd, elf, disk or firmware',
  ),
  path: relativePath,
  compression: v.picklist(['none', 'gzip'], 'compression is none or gzip'),
  /** As it travels, and unpacked. */
  sizeBytes,
  unpackedBytes: sizeBytes,
  /** Where a host takes no large files: the file in pieces, in order, instead of at `path`. */
  parts: v.optional(v.pipe(v.array(part), v.minLength(1), v.maxLength(1024))),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hex digits')),
});

const image = v.object({
  id: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'an id is lower-case letters, digits and dashes'),
  ),
  title: text,
  description: text,
  files: v.pipe(v.array(file), v.minLength(1), v.maxLength(16)),
  licence: text,
  /** What the console shows, literally, when the guest is ready to be typed to. */
  prompt: v.optional(text),
  /** The machine it wants; the rest takes the general defaults. */
  machine: v.object({
    isa: hardwareEntries.isa,
    harts: hardwareEntries.harts,
    ramBytes: hardwareEntries.ramBytes,
    append: v.optional(v.string(), ''),
    /** `append` with a console that learns the terminal's size, for a terminal that has one to tell. */
    terminalAppend: v.optional(v.string()),
  }),
});

const catalogue = v.pipe(
  v.array(image),
  v.check((images) => new Set(images.map(({ id }) => id)).size === images.length, 'an id is used twice'),
);

export type CatalogueFile = v.InferOutput<typeof file>;
export type CatalogueImage = v.InferOutput<typeof image>;

/** The catalogue from its text. */
export function parseCatalogue(json: string, where: string): Result<readonly CatalogueImage[]> {
  const action = 'build the images again';
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return failure(problem('input', 'catalogue.json', where, 'it is not JSON', action));
  }
  const parsed = v.safeParse(catalogue, value);
  return parsed.success
    ? success(parsed.output)
    : schemaProblem(parsed.issues, 'catalogue.schema', where, action);
}
