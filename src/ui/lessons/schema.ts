/**
 * What a lesson is: `lesson.json` with its steps and their goals, `lesson.md` with a section for each step, and the
 * programs that it starts. Lessons come from anywhere, so everything is checked, and everything has a limit.
 * docs/writing-a-lesson.md is for those who write them.
 */
import * as v from 'valibot';
import { failure, problem, type Result, success } from '../../base/problem.ts';

export const MAX_FILE_CHARACTERS = 64 * 1024;
const MAX_STEPS = 30;
const MAX_GOALS = 8;
const MAX_PATTERN = 200;

const text = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const range = { atLeast: v.optional(amount), atMost: v.optional(amount) };
/** Numbers of 64 bits do not fit JSON's: they are text. */
const value = v.pipe(
  v.string(),
  v.regex(/^(0x[0-9a-f]{1,16}|\d{1,20})$/i, 'a value is "0x…" or decimal digits'),
);
const pattern = v.pipe(
  text(MAX_PATTERN),
  v.check((source) => {
    try {
      return new RegExp(source, 'm') instanceof RegExp;
    } catch {
      return false;
    }
  }, 'this is no regular expression'),
);
const tier = v.picklist(['interpreter', 'baseline', 'optimizing']);
const fileName = v.pipe(
  text(100),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'a file stands beside lesson.json'),
);

/** A predicate over what can be seen of the machine; all of a step's must hold at once. */
const goal = v.union([
  /** The console of this life, from where it was when the step began, or from its beginning. */
  v.strictObject({ console: pattern, since: v.optional(v.picklist(['step', 'start'])) }),
  /** A counter, `instructions` included: how far it grew since then. */
  v.strictObject({ counter: text(60), since: v.optional(v.picklist(['step', 'start'])), ...range }),
  /** The same for each million instructions of the last second in which a million were retired. */
  v.strictObject({ rate: text(60), ...range }),
  /** By name, of a machine that stands still. */
  v.strictObject({
    register: text(20),
    hart: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(7))),
    equals: v.optional(value),
    atLeast: v.optional(value),
  }),
  /** So many bytes at an address (or label) as a little-endian number, likewise. */
  v.strictObject({ memory: text(60), bytes: v.picklist([1, 2, 4, 8]), equals: value }),
  v.strictObject({ state: v.picklist(['running', 'paused', 'ended']) }),
  /** Exactly these are switched on. */
  v.strictObject({ tiers: v.pipe(v.array(tier), v.minLength(1)) }),
  /** What is to be found out: any of these, numbers in whatever base. */
  v.strictObject({
    question: text(300),
    answers: v.pipe(v.array(text(60)), v.minLength(1), v.maxLength(10)),
  }),
]);

const start = v.strictObject({
  /** One of the two: a program beside lesson.json, or an image of the catalogue. */
  program: v.optional(fileName),
  image: v.optional(v.pipe(text(64), v.regex(/^[a-z0-9][a-z0-9-]*$/, 'an image id'))),
  paused: v.optional(v.boolean()),
  mode: v.optional(v.picklist(['deterministic', 'realtime'])),
  tiers: v.optional(v.pipe(v.array(tier), v.minLength(1))),
  harts: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8))),
  ram: v.optional(v.pipe(v.string(), v.regex(/^\d{1,6}[KMG]$/, 'a size such as "64M"'))),
  seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  /** What the page knows of the image's code is forgotten first. */
  cold: v.optional(v.boolean()),
});

const step = v.strictObject({
  /** Progress is kept under it. */
  id: v.pipe(text(40), v.regex(/^[a-z0-9-]+$/, 'an id has small letters, digits and hyphens')),
  /** The panel that is opened with it. */
  panel: v.optional(text(40)),
  /** A machine of its own; else the one before goes on. */
  start: v.optional(start),
  hints: v.optional(v.pipe(v.array(text(600)), v.maxLength(6))),
  goals: v.pipe(v.array(goal), v.minLength(1), v.maxLength(MAX_GOALS)),
});

const lessonSchema = v.strictObject({
  lesson: v.literal(1),
  title: text(100),
  summary: text(300),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600)),
  start,
  steps: v.pipe(
    v.array(step),
    v.minLength(1),
    v.maxLength(MAX_STEPS),
    v.check((steps) => new Set(steps.map(({ id }) => id)).size === steps.length, 'two steps have one id'),
  ),
  /** Of a lesson in one file: the text and the programs, by name. */
  files: v.optional(v.record(fileName, v.pipe(v.string(), v.maxLength(MAX_FILE_CHARACTERS)))),
});

export type Goal = v.InferOutput<typeof goal>;
export type LessonStart = v.InferOutput<typeof start>;
export type LessonStep = v.InferOutput<typeof step>;
export type LessonData = v.InferOutput<typeof lessonSchema>;

const broken = (where: string, what: string): Result<never> =>
  failure(problem('input', 'lesson.invalid', where, what, 'ask whoever wrote the lesson'));

/** Reads lesson.json. */
export function parseLesson(json: string, where: string): Result<LessonData> {
  if (json.length > 12 * MAX_FILE_CHARACTERS) return broken(where, 'it is larger than any lesson');
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return broken(where, 'it is no JSON');
  }
  const parsed = v.safeParse(lessonSchema, data);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return broken(where, `${v.getDotPath(issue) ?? 'the lesson'}: ${issue.message}`);
  }
  const starts = [parsed.output.start, ...parsed.output.steps.flatMap((one) => one.start ?? [])];
  if (starts.some(({ program, image }) => (program === undefined) === (image === undefined)))
    return broken(where, 'each start names either a program or an image');
  return success(parsed.output);
}

export interface LessonText {
  readonly intro: string;
  readonly sections: readonly { readonly heading: string; readonly text: string }[];
}

/** Splits lesson.md: what stands before the first `## ` heading introduces, then each heading is a step's. */
export function splitText(markdown: string, steps: number, where: string): Result<LessonText> {
  const [head = '', ...rest] = markdown.replaceAll('\r\n', '\n').split(/^## /m);
  if (rest.length !== steps)
    return broken(where, `it has ${rest.length} sections ("## …") for ${steps} steps`);
  const sections = rest.map((section) => {
    const end = section.indexOf('\n');
    return end < 0
      ? { heading: section.trim(), text: '' }
      : { heading: section.slice(0, end).trim(), text: section.slice(end).trim() };
  });
  return success({ intro: head.replace(/^# .*$/m, '').trim(), sections });
}
