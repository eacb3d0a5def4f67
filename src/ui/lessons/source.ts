/** Where a lesson's files come from: this page, one file that holds them all, or an https address. */
import { failure, problem, type Result, success } from '../../base/problem.ts';
import { isOwn, readOwn } from './own.ts';
import { type LessonData, type LessonText, MAX_FILE_CHARACTERS, parseLesson, splitText } from './schema.ts';

export interface Lesson {
  /** Progress is kept under it: a name, an address, or a file's name. */
  readonly key: string;
  readonly from: 'page' | 'file' | 'address';
  readonly data: LessonData;
  readonly text: LessonText;
  readonly read: (file: string) => Promise<Result<string>>;
}

const TEXT = 'lesson.md';

async function complete(
  lesson: Omit<Lesson, 'data' | 'text'>,
  json: Result<string>,
  where: string,
): Promise<Result<Lesson>> {
  if (!json.ok) return json;
  const data = parseLesson(json.value, where);
  if (!data.ok) return data;
  const { files } = data.value;
  const read = async (file: string): Promise<Result<string>> => {
    const held = files && Object.hasOwn(files, file) ? files[file] : undefined;
    return held === undefined ? lesson.read(file) : success(held);
  };
  const markdown = await read(TEXT);
  if (!markdown.ok) return markdown;
  const text = splitText(markdown.value, data.value.steps.length, TEXT);
  return text.ok ? success({ ...lesson, data: data.value, text: text.value, read }) : text;
}

async function fetchText(address: string): Promise<Result<string>> {
  const bad = (what: string): Result<never> =>
    failure(
      problem('network', 'lesson.fetch', address, what, 'check the address, or save the lesson as a file'),
    );
  try {
    const response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
    if (!response.ok) return bad(`the server answered ${response.status}`);
    const text = await response.text();
    return text.length > 12 * MAX_FILE_CHARACTERS ? bad('it is larger than any lesson') : success(text);
  } catch {
    return bad('it could not be fetched, or its server lets no other site read it');
  }
}

function remote(name: string): Promise<Result<Lesson>> {
  // `…/lesson.json`, `…/my.lesson.json`, or the folder.
  const address = name.endsWith('.json') ? name : `${name.replace(/\/$/, '')}/lesson.json`;
  const read = (file: string): Promise<Result<string>> => fetchText(new URL(file, address).href);
  const lesson = { key: address, from: 'address', read } as const;
  return fetchText(address).then((json) => complete(lesson, json, address));
}

/** `name`: one of the page's own, or an https address. */
export async function findLesson(name: string): Promise<Result<Lesson>> {
  if (isOwn(name)) {
    const read = (file: string): Promise<Result<string>> => readOwn(name, file);
    return complete({ key: name, from: 'page', read }, await read('lesson.json'), `lesson ${name}`);
  }
  if (URL.canParse(name) && new URL(name).protocol === 'https:') return remote(name);
  const what = `"${name.slice(0, 100)}" is neither a lesson of this page nor an https address`;
  const action = 'choose one of the panel "Lesson"';
  return failure(problem('input', 'lesson.unknown', '?lesson=', what, action));
}

/** One file with everything in it. */
export async function readLessonFile(file: File): Promise<Result<Lesson>> {
  const read = (name: string): Promise<Result<string>> =>
    Promise.resolve(
      failure(problem('input', 'lesson.file', name, `${file.name} does not hold it`, 'add it under "files"')),
    );
  const json = await file
    .text()
    .then(success, () =>
      failure(problem('input', 'file.read', file.name, 'it cannot be read', 'choose the file again')),
    );
  return complete({ key: file.name, from: 'file', read }, json, file.name);
}
