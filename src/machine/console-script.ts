/**
 * Answers a console: waits for patterns in what the guest prints, in order, and says what to type. The
 * command line's `--type` and `--until`, and lessons, run on it.
 *
 * Output goes in byte by byte, in the very write that emits it, so that in deterministic mode a match falls
 * on an exact instruction. Patterns are JavaScript's, multi-line, over the bytes as Latin-1, searched from the
 * end of the previous match; echoed text counts.
 *
 * The search must not become quadratic in the output. A pattern that cannot match a line break is searched
 * in the current line only; any other in the last {@link MATCH_WINDOW_BYTES} at least and twice as many at
 * most. A match that is longer than this window is not found.
 */
import { failure, problem, type Result, success } from '../base/problem.ts';
import { utf8 } from '../base/utf8.ts';

export const MATCH_WINDOW_BYTES = 4096;

export interface ConsoleRule {
  readonly pattern: ConsolePattern;
  /** What to type after the match; `stop` ends the run. */
  readonly answer: Uint8Array | 'stop';
}

export interface ConsolePattern {
  /** With the flags `g` and `m`. */
  readonly regex: RegExp;
  /** True when no match can hold or look at a line break. */
  readonly withinLine: boolean;
}

/** Constructs that can match, or look at, a line break, or that we do not analyse. */
const MAY_CROSS_LINES = /\\[^.*+?^${}()|[\]\\/#\-dwb<>=!:,;'"@~%& ]|\[\^|\(\?[a-z-]|[\0-\x1f]/;

const usage = (code: string, where: string, what: string, action: string) =>
  failure(problem('usage', `console.${code}`, where, what, action));

/** A pattern as written after `--type` or `--until`. */
export function parsePattern(source: string, where: string): Result<ConsolePattern> {
  if (source === '') return usage('pattern', where, 'the pattern is empty', 'give a regular expression');
  try {
    return success({ regex: new RegExp(source, 'gm'), withinLine: !MAY_CROSS_LINES.test(source) });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : '';
    const what = `it is not a JavaScript regular expression (${reason})`;
    return usage('pattern', where, what, 'escape special characters with a backslash');
  }
}

/** A pattern that matches a text as it stands, such as a prompt. */
export function literalPattern(text: string): ConsolePattern {
  const source = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return { regex: new RegExp(source, 'gm'), withinLine: !text.includes('\n') };
}

/** What terminals send for the Enter key. */
const ENTER = '\r';
const ESCAPES: Readonly<Record<string, string>> = { n: ENTER, r: '\r', t: '\t', e: '\x1b', '\\': '\\' };

/** Bytes to type: UTF-8, with the escapes \n (Enter), \r, \t, \e, \\ and \xHH. */
export function parseTypedText(text: string, where: string): Result<Uint8Array> {
  let unknown = '';
  const control: number[] = [];
  const plain = text.replace(/\\(x[0-9a-fA-F]{2}|[^])?/g, (escape, letter: string | undefined) => {
    if (letter?.startsWith('x') && letter.length === 3) {
      control.push(Number.parseInt(letter.slice(1), 16));
      return '\0';
    }
    const value = ESCAPES[letter ?? ''];
    unknown ||= value === undefined ? escape : '';
    return value ?? '';
  });
  if (unknown !== '') {
    const what = `the text to type has the unknown escape "${unknown}"`;
    return usage('escape', where, what, 'use \\n, \\r, \\t, \\e, \\\\ or \\xHH');
  }
  if (text.includes('\0'))
    return usage('escape', where, 'the text to type has a zero byte', 'write it as \\x00');
  return success(utf8(plain).map((byte) => (byte === 0 ? (control.shift() ?? 0) : byte)));
}

/** A rule as written after `--type`: `REGEX=>TEXT`, split at the first `=>` whose `=` is not escaped. */
export function parseTypeRule(rule: string, where: string): Result<ConsoleRule> {
  const source = /^((?:\\[^]|(?!=>)[^\\])*)=>/.exec(rule)?.[1];
  if (source === undefined) {
    return usage('rule', where, `"${rule}" has no "=>"`, "write it as 'REGEX=>TEXT'");
  }
  const pattern = parsePattern(source, where);
  if (!pattern.ok) return pattern;
  const answer = parseTypedText(rule.slice(source.length + 2), where);
  if (!answer.ok) return answer;
  return success({ pattern: pattern.value, answer: answer.value });
}

export class ConsoleScript {
  private readonly rules: readonly ConsoleRule[];
  private nextRule = 0;
  /** Output since about the end of the previous match, with at least one character before it as context. */
  private text = '';
  /** Index in `text` from which the search goes. */
  private from = 0;

  constructor(rules: readonly ConsoleRule[]) {
    this.rules = rules;
  }

  /** How many rules have matched. */
  get matched(): number {
    return this.nextRule;
  }

  /** True once every rule has matched; further output is not looked at. */
  get isDone(): boolean {
    return this.nextRule >= this.rules.length;
  }

  /** Takes one byte of output; the answers of the rules that it completes (mostly none), in order. */
  push(byte: number): readonly ConsoleRule['answer'][] {
    let rule = this.rules[this.nextRule];
    if (!rule) return NO_ANSWERS;
    this.append(byte, rule.pattern.withinLine);
    let answers: ConsoleRule['answer'][] | undefined;
    for (; rule && this.search(rule.pattern.regex); rule = this.rules[this.nextRule]) {
      this.nextRule++;
      answers ??= [];
      answers.push(rule.answer);
    }
    return answers ?? NO_ANSWERS;
  }

  private append(byte: number, withinLine: boolean): void {
    this.text += String.fromCharCode(byte);
    if (byte === 10 && withinLine) {
      this.text = '\n';
      this.from = 1;
    } else if (this.text.length > 2 * MATCH_WINDOW_BYTES) {
      const dropped = this.text.length - MATCH_WINDOW_BYTES;
      this.text = this.text.slice(dropped);
      this.from = Math.max(1, this.from - dropped);
    }
  }

  private search(regex: RegExp): boolean {
    regex.lastIndex = this.from;
    const match = regex.exec(this.text);
    if (!match) return false;
    this.from = match.index + match[0].length;
    return true;
  }
}

const NO_ANSWERS: readonly ConsoleRule['answer'][] = [];
