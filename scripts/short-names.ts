/**
 * Gives the terminal library's inner names two or three letters, since it is the largest thing before the first prompt
 * and its properties are spelt out in what it publishes: 5 KB (gzip) of 82.
 *
 * By the library's own convention a property that begins with an underscore is not for others; its add-ons use some of
 * them all the same. So all files of its packages are read first, and every one gets the same names. Nothing of the
 * platform begins with an underscore and a letter. What also stands as text in a string is left alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** As words: in published code such a word is a property, or a variable, which may have another name as well. */
const INNER_NAMES = /(?<![\w$])_[a-zA-Z]\w{2,}(?![\w$])/g;
const WORDS = /(?<![\w$])_\w+/g;
const QUOTED = /(?<=(["'`]))_\w+(?=\1)/g;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function* freshNames(taken: ReadonlySet<string>): Iterable<string> {
  for (let index = 0; ; index++) {
    let name = '';
    for (let rest = index; rest >= 0; rest = Math.floor(rest / LETTERS.length) - 1)
      name = `${LETTERS[rest % LETTERS.length]}${name}`;
    if (!taken.has(`_${name}`)) yield `_${name}`;
  }
}

/** New names for the inner ones of files that belong together, the shortest for the most frequent. */
export function shortNames(files: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const name of files.flatMap((code) => code.match(INNER_NAMES) ?? []))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const name of files.flatMap((code) => code.match(QUOTED) ?? [])) counts.delete(name);
  const fresh = freshNames(new Set(files.flatMap((code) => code.match(WORDS) ?? [])))[Symbol.iterator]();
  return new Map(
    [...counts]
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .map(([name]) => [name, fresh.next().value as string]),
  );
}

export const withShortNames = (code: string, names: ReadonlyMap<string, string>): string =>
  code.replace(INNER_NAMES, (name) => names.get(name) ?? name);

/** For the build of the page: the library's packages stand in `folder`. */
export function shortenNames(folder: string): Plugin {
  const readAll = (): ReadonlyMap<string, string> =>
    shortNames(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.mjs'))
        .sort()
        .map((path) => readFileSync(join(folder, path), 'utf8')),
    );
  let names: ReadonlyMap<string, string> | undefined;
  return {
    name: 'short-names',
    apply: 'build',
    transform: {
      filter: { id: `${folder.replaceAll('\\', '/')}/**/*.mjs` },
      handler(code) {
        names ??= readAll();
        return { code: withShortNames(code, names), map: null };
      },
    },
  };
}
