/** What the library knows of a machine: the text in its `about` file. Checked like any other input. */
import * as v from 'valibot';
import { failure, problem, type Result, success } from '../base/problem.ts';

/** Raised when an older build could not read what a newer one writes. */
const ABOUT_VERSION = 1;
const MAX_NAME_CHARACTERS = 80;
export const MAX_SNAPSHOTS = 100;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME_CHARACTERS));

const pointSchema = v.strictObject({
  /** Ascending over the machine's life. The log of the same number has what came in after it. */
  number: count,
  /** Null for one that was taken automatically. */
  name: v.nullable(name),
  takenMs: count,
  instructions: count,
  stateHash: sha256,
  /** Numbers of the snapshot files: a full one, and what changed from each to the next. */
  files: v.pipe(v.array(count), v.minLength(1)),
  /** The machine went back to an older state here: what came before leads elsewhere. */
  isBranch: v.boolean(),
  deletedMs: v.nullable(count),
});

/** As an address has them; checked where a machine is started from them. */
const options = v.record(v.string(), v.string());

const aboutSchema = v.strictObject({
  version: v.literal(ABOUT_VERSION),
  /** Null as long as nobody gave it one: such machines give way to newer ones. */
  name: v.nullable(name),
  /** Of what boots: an image by its id, or the user's own files, kept beside. */
  source: v.variant('kind', [
    v.strictObject({ kind: v.literal('image'), id: v.string() }),
    v.strictObject({ kind: v.literal('files'), names: v.array(v.string()) }),
    /** It came as a snapshot, without what it was started from. */
    v.strictObject({ kind: v.literal('snapshot') }),
  ]),
  /** Disks of the library that it was given, in order. */
  disks: v.optional(v.array(v.strictObject({ id: v.string(), name: v.string() })), []),
  title: v.string(),
  options,
  hardware: v.strictObject({
    ramBytes: count,
    harts: count,
    mode: v.picklist(['realtime', 'deterministic']),
  }),
  createdMs: count,
  usedMs: count,
  deletedMs: v.nullable(count),
  /** It was ended in order, or given up: nothing to go on with unasked. */
  isDone: v.boolean(),
  points: v.array(pointSchema),
});

export type AboutMachine = v.InferOutput<typeof aboutSchema>;
export type KeptPoint = v.InferOutput<typeof pointSchema>;

export function parseAbout(text: string, where: string): Result<AboutMachine> {
  const bad = (what: string, action: string) =>
    failure(problem('input', 'library.about', where, what, action));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad('what is known of it cannot be read', 'delete it, or leave it for a later build');
  }
  const version: unknown =
    typeof value === 'object' && value && 'version' in value ? value.version : undefined;
  if (typeof version === 'number' && version > ABOUT_VERSION) {
    const what = `it was kept by a newer version of this page (${version}; this one knows ${ABOUT_VERSION})`;
    return failure(problem('unsupported', 'library.version', where, what, 'open it with the newer version'));
  }
  const parsed = v.safeParse(aboutSchema, value);
  if (parsed.success) return success(parsed.output);
  return bad('what is known of it does not fit', 'delete it, or leave it for a later build');
}

/** A name as people give it: trimmed, one line, not empty. */
export function parseName(given: string, where: string): Result<string> {
  const text = given.replace(/\s+/g, ' ').trim();
  if (text === '') return failure(problem('usage', 'library.name', where, 'a name is empty', 'give one'));
  if (text.length <= MAX_NAME_CHARACTERS) return success(text);
  const what = `a name of ${text.length} characters is longer than ${MAX_NAME_CHARACTERS}`;
  return failure(problem('limit', 'library.name', where, what, 'shorten it'));
}
