/**
 * What a share link holds (version 1): the whole of a run, so that whoever opens it gets the same machine,
 * program, input and settings, and can compare the state that they end in.
 *
 * Once released a shape is never changed, only extended by optional parts: every link ever published has a
 * fixture under fixtures/v1. The schema repeats the machine configuration's on purpose, so that a change there
 * cannot change a link; a test holds the two together. There is no place for addresses or secrets, and unknown fields are refused.
 */
import * as v from 'valibot';

const MAX_SOURCE_CHARACTERS = 48 * 1024;
/** Of a file; a link holds fewer (see link.ts). */
const MAX_EVENTS = 65_536;
const MAX_INPUT_CHARACTERS = 16 * 1024;
const MAX_APPEND_CHARACTERS = 1023;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hex digits'));
const latin1 = (max: number) =>
  v.pipe(v.string(), v.maxLength(max), v.regex(/^[\0-\xff]*$/, 'a character stands for one byte'));

/** `[virtual time in nanoseconds at which the first byte arrives, bytes as Latin-1]` */
const inputEvent = v.strictTuple([count, latin1(MAX_INPUT_CHARACTERS)]);

const kinds = <const K extends string>(...names: readonly K[]) => v.picklist(names);

const terminalSide = v.pipe(count, v.minValue(1), v.maxValue(0xffff));

/**
 * A logged event: instructions retired since the event before, its kind, its value. A capital letter stands for
 * an event that came while every hart waited. `i`: bytes as Latin-1, and where they did not arrive at once the
 * nanoseconds until the first and between two; `j`: time jumped to so many microseconds after the target of the
 * jump before; `r`: nanoseconds per instruction from then on, in 1/65536; `w`: the terminal's
 * columns and rows from then on.
 */
const logEvent = v.union([
  v.strictTuple([count, kinds('i', 'I'), latin1(MAX_INPUT_CHARACTERS)]),
  v.strictTuple([count, kinds('i', 'I'), latin1(MAX_INPUT_CHARACTERS), count, count]),
  v.strictTuple([count, kinds('j', 'J'), count]),
  v.strictTuple([count, kinds('w', 'W'), terminalSide, terminalSide]),
  v.strictTuple([count, kinds('r', 'R'), v.pipe(count, v.minValue(1), v.maxValue(0xffff_ffff))]),
]);

export type LinkEvent = v.InferOutput<typeof logEvent>;

const machine = v.strictObject({
  isa: v.picklist(['riscv64']),
  harts: v.pipe(count, v.minValue(1), v.maxValue(8)),
  ramBytes: count,
  mmu: v.picklist(['sv39', 'sv48', 'sv57']),
});

const contentSchema = v.pipe(
  v.strictObject({
    /** Version of the deterministic semantics, and the build that made the link. */
    semantics: v.pipe(count, v.minValue(1)),
    build: v.pipe(v.string(), v.regex(/^[0-9A-Za-z._+-]{1,64}$/, 'a build is a short name')),
    image: v.nullable(
      v.strictObject({ id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'an image id')), sha256 }),
    ),
    machine,
    /** Kernel command line; null is the image's own. */
    append: v.nullable(v.pipe(v.string(), v.maxLength(MAX_APPEND_CHARACTERS))),
    tiers: v.pipe(
      v.array(v.picklist(['interpreter', 'baseline', 'optimizing'])),
      v.minLength(1),
      v.maxLength(3),
      v.check((tiers) => new Set(tiers).size === tiers.length, 'a tier is named twice'),
    ),
    warm: v.picklist(['off', 'patterns', 'cache', 'profile']),
    mode: v.picklist(['realtime', 'deterministic']),
    seed: count,
    /** Assembly source; null where the image is all there is. */
    program: v.nullable(v.pipe(v.string(), v.maxLength(MAX_SOURCE_CHARACTERS))),
    /** A small ELF program as base64url; instead of `program`. */
    elf: v.optional(
      v.pipe(v.string(), v.maxLength(MAX_SOURCE_CHARACTERS), v.regex(/^[A-Za-z0-9_-]+$/, 'base64url')),
    ),
    /** Typed at virtual times, all of it scheduled at power-on. */
    input: v.pipe(v.array(inputEvent), v.maxLength(MAX_EVENTS)),
    /** What came from outside during a recorded run, in order. */
    log: v.optional(v.pipe(v.array(logEvent), v.maxLength(MAX_EVENTS))),
    /**
     * What the run ended in; null for a run that nothing can be expected of. `end` is how the guest ended it;
     * without it the run was stopped where it first had so many instructions.
     */
    result: v.nullable(
      v.strictObject({
        instructions: count,
        stateHash: sha256,
        end: v.optional(v.picklist(['poweroff', 'tohost', 'finisher', 'reset'])),
      }),
    ),
    /** Instructions from one checkpoint to the next; without it they divide the run into equal parts. */
    spacing: v.optional(v.pipe(count, v.minValue(1))),
    /** First 4 bytes of evenly spaced state hashes, as hex, one after the other. */
    checkpoints: v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{8}){0,64}$/, 'up to 64 checkpoints')),
  }),
  v.check(
    ({ image, program, elf }) => image !== null || program !== null || elf !== undefined,
    'neither image nor program is given',
  ),
  v.check(({ program, elf }) => program === null || elf === undefined, 'two programs are given'),
  v.check(
    ({ mode, machine: { harts }, result, checkpoints }) =>
      mode === 'deterministic' || harts === 1 || (result === null && checkpoints === ''),
    'several harts in real time cannot be reproduced, so no hash can be expected',
  ),
  v.check(
    ({ input }) => input.every(([atNs], index) => atNs >= (input[index - 1]?.[0] ?? 0)),
    'input events are out of order',
  ),
);

/** See the schema's comments. */
export type LinkContent = v.InferOutput<typeof contentSchema>;

/** The content if it fits, or where it does not and why. */
export function checkContent(
  input: unknown,
): { ok: true; content: LinkContent } | { ok: false; field: string; reason: string } {
  const parsed = v.safeParse(contentSchema, input, { abortEarly: true });
  if (parsed.success) return { ok: true, content: parsed.output };
  const [issue] = parsed.issues;
  return { ok: false, field: v.getDotPath(issue) ?? '', reason: issue.message };
}
