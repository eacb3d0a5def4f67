/**
 * From a source text to the lines that are assembled: block comments go, `.macro` and `.rept` are expanded.
 *
 * Both work on text. In a macro's body `\name` stands for an argument and `\@` for the number of the
 * expansion (for labels of its own). Expanded lines are said to stand where the macro was called.
 */
import type { Diagnostics, Place } from './diagnostics.ts';

export interface Line {
  readonly text: string;
  readonly line: number;
  /** Where every token stands, if a macro made the line. */
  readonly column?: number;
}

interface Macro {
  readonly parameters: readonly { readonly name: string; readonly fallback: string }[];
  readonly body: readonly Line[];
}

/** Bounds on what a source may expand to; a macro that calls itself meets the first. */
const MAX_DEPTH = 32;
const MAX_LINES = 200_000;
const MAX_LINE_CHARACTERS = 4096;

/** Replaces block comments by blanks, so that lines and columns stay. */
const withoutBlockComments = (source: string): string =>
  source.replace(/"(?:\\.|[^\\"\n])*"|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (match) =>
    match.startsWith('/*') ? match.replace(/[^\n]/g, ' ') : match,
  );

/** Splits at commas outside parentheses and quotes. */
function splitArguments(text: string): string[] {
  const bare = text.replace(/\s*(?:#|\/\/).*$/, '').trim();
  if (bare === '') return [];
  const pieces: string[] = [''];
  let depth = 0;
  for (const piece of bare.match(/"(?:\\.|[^\\"])*"|[\s\S]/g) ?? []) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece === ',' && depth <= 0) pieces.push('');
    else pieces.push((pieces.pop() ?? '') + piece);
  }
  return pieces.map((piece) => piece.trim());
}

const parameterOf = (text: string): Macro['parameters'][number] => {
  const [name = '', fallback = ''] = text.split('=').map((part) => part.trim());
  return { name, fallback };
};

const wordOf = (text: string): string => (/^\s*([\w.$]+)/.exec(text)?.[1] ?? '').toLowerCase();

export class LineExpander {
  private readonly diagnostics: Diagnostics;
  private readonly macros = new Map<string, Macro>();
  private readonly lines: Line[] = [];
  private expansions = 0;
  private processed = 0;
  private overflowed = false;

  constructor(diagnostics: Diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** The lines; none of a source that expands to too much, which is reported. */
  expand(source: string): readonly Line[] {
    const lines = withoutBlockComments(source)
      .split(/\r?\n/)
      .map((text, index): Line => ({ text, line: index + 1 }));
    this.add(lines, 0);
    return this.overflowed ? [] : this.lines;
  }

  private add(lines: readonly Line[], depth: number): void {
    for (let index = 0; index < lines.length && !this.overflowed; index += 1) {
      const line = lines[index];
      if (line === undefined || this.isTooMuch(line)) return;
      const word = wordOf(line.text);
      if (word === '.macro' || word === '.rept') {
        const end = this.endOf(lines, index, word === '.macro' ? '.endm' : '.endr');
        const body = lines.slice(index + 1, end);
        if (word === '.macro') this.define(line, body);
        else this.repeat(line, body, depth);
        index = end;
      } else if (word === '.endm' || word === '.endr') {
        this.report(line, 'macro', `${word} without its beginning`, 'remove it, or add what it ends');
      } else {
        this.addLine(line, depth);
      }
    }
  }

  /** The index of the matching end, or of the end of the text, which is reported. */
  private endOf(lines: readonly Line[], start: number, end: string): number {
    const begin = end === '.endm' ? '.macro' : '.rept';
    let open = 0;
    for (let index = start; index < lines.length; index += 1) {
      const word = wordOf(lines[index]?.text ?? '');
      if (word === begin) open += 1;
      if (word === end) open -= 1;
      if (open === 0) return index;
    }
    const line = lines[start];
    if (line) this.report(line, 'macro', `${begin} has no ${end}`, `add ${end}`);
    return lines.length;
  }

  private define(line: Line, body: readonly Line[]): void {
    const parts = /^\s*\.macro\s+([\w.$]+)[\s,]*(.*)$/i.exec(line.text);
    if (!parts) {
      this.report(line, 'macro', '.macro without a name', 'write .macro NAME PARAMETER, PARAMETER');
      return;
    }
    const list = (parts[2] ?? '').replace(/(?:#|\/\/).*$/, '');
    const names = list.split(/[\s,]+/).filter((name) => name !== '');
    this.macros.set((parts[1] ?? '').toLowerCase(), { parameters: names.map(parameterOf), body });
  }

  private repeat(line: Line, body: readonly Line[], depth: number): void {
    const count = /^\s*\.rept\s+(0[xX][\da-fA-F]+|\d+)\s*(?:#.*|\/\/.*)?$/i.exec(line.text)?.[1];
    if (count === undefined) {
      this.report(line, 'macro', '.rept takes a number', 'write the number of repetitions out');
      return;
    }
    if (this.tooDeep(line, depth)) return;
    const rounds = Number(count);
    for (let round = 0; round < rounds && !this.overflowed; round += 1) {
      if (body.length === 0) return;
      this.add(body, depth + 1);
    }
  }

  private addLine(line: Line, depth: number): void {
    const parts = /^(\s*(?:[\w.$]+:\s*)*)([\w.$]+)(.*)$/.exec(line.text);
    const macro = parts && this.macros.get((parts[2] ?? '').toLowerCase());
    if (!parts || !macro) {
      this.lines.push(line);
      return;
    }
    const labels = parts[1] ?? '';
    if (labels.trim() !== '') this.lines.push({ ...line, text: labels });
    if (this.tooDeep(line, depth)) return;
    const column = line.column ?? labels.length + 1;
    this.expansions += 1;
    this.add(this.substitute(macro, { line: line.line, column }, parts[3] ?? ''), depth + 1);
  }

  private substitute(macro: Macro, place: Place, argumentText: string): Line[] {
    const given = splitArguments(argumentText);
    if (given.length > macro.parameters.length) {
      const takes = `the macro takes ${macro.parameters.length} arguments, not ${given.length}`;
      this.diagnostics.report(place, 'macro', takes, 'remove what is too much');
    }
    const values = new Map(macro.parameters.map(({ name, fallback }, i) => [name, given[i] || fallback]));
    const number = String(this.expansions);
    return macro.body.map(({ text }) => ({
      text: text.replace(/\\(@|\(\)|[\w$]+)/g, (match, name: string) => {
        if (name === '@') return number;
        return name === '()' ? '' : (values.get(name) ?? match);
      }),
      ...place,
    }));
  }

  /** Counts every line that is looked at, so that nothing a source can say runs away. */
  private isTooMuch(line: Line): boolean {
    this.processed += 1;
    if (this.processed <= MAX_LINES && line.text.length <= MAX_LINE_CHARACTERS) return false;
    const what =
      this.processed > MAX_LINES
        ? `the source expands to more than ${MAX_LINES} lines`
        : `the line has more than ${MAX_LINE_CHARACTERS} characters`;
    this.report(line, 'size', what, 'use .fill or .space, or split it');
    this.overflowed = true;
    return true;
  }

  private tooDeep(line: Line, depth: number): boolean {
    if (depth < MAX_DEPTH) return false;
    this.report(
      line,
      'macro',
      `macros are nested more than ${MAX_DEPTH} deep`,
      'stop it from calling itself',
    );
    return true;
  }

  private report(line: Line, code: string, what: string, action: string): void {
    this.diagnostics.report({ line: line.line, column: line.column ?? 1 }, code, what, action);
  }
}
