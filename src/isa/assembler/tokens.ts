/**
 * Splits a line of assembly into tokens and statements. `#` and `//` start a comment, `;` separates
 * statements; block comments are already gone (`lines.ts`).
 */
import type { Diagnostics, Place } from './diagnostics.ts';

export interface Token extends Place {
  /**
   * `local` is a reference to a numeric label (`1f`, `2b`), `modifier` a name behind a percent sign (`%lo`),
   * `string` has its escapes undone.
   */
  readonly kind: 'name' | 'number' | 'string' | 'local' | 'modifier' | 'punctuation';
  readonly text: string;
  /** Of a number. */
  readonly value?: bigint;
  /** Of a string: its bytes, UTF-8. */
  readonly bytes?: Uint8Array;
}

const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['name', /[A-Za-z_.$][\w.$]*/y],
  ['number', /0[xX][\da-fA-F]+|0[bB][01]+(?!\w)/y],
  ['local', /\d+[fb](?!\w)/y],
  ['number', /\d+(?!\w)/y],
  ['number', /'(?:\\.|[^\\'])'/y],
  ['string', /"(?:\\.|[^\\"])*"/y],
  ['modifier', /%[A-Za-z_]\w*/y],
  ['punctuation', /<<|>>|[-+*/%&|^~()=,:@!<>]/y],
];

const ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  b: 8,
  f: 12,
  e: 27,
  '\\': 92,
  '"': 34,
  "'": 39,
};

/** The bytes of a quoted text, quotes included; nothing where an escape is unknown. */
function unquote(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  const pieces = text.slice(1, -1).match(/\\x[\da-fA-F]{1,2}|\\[0-7]{1,3}|\\.|[^\\]+/g) ?? [];
  for (const piece of pieces) {
    if (!piece.startsWith('\\')) {
      bytes.push(...encodeText(piece));
      continue;
    }
    const name = piece.slice(1);
    const code = /^x[\da-f]/i.test(name)
      ? Number.parseInt(name.slice(1), 16)
      : /^[0-7]/.test(name)
        ? Number.parseInt(name, 8)
        : ESCAPES[name];
    if (code === undefined) return undefined;
    bytes.push(code & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** UTF-8 without the host's encoder, which this layer does not have. */
export function encodeText(text: string): number[] {
  return Array.from(text).flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return [code];
    const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
    if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
    if (code < 0x1_0000) return [0xe0 | (code >> 12), tail(6), tail(0)];
    return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
  });
}

function numberOf(text: string): bigint | undefined {
  if (text.startsWith("'")) {
    const bytes = unquote(text);
    return bytes && BigInt(bytes[0] ?? 0);
  }
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  return /^0\d/.test(text) ? undefined : BigInt(text);
}

function tokenAt(text: string, position: number, place: Place): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = position;
    const match = pattern.exec(text)?.[0];
    if (match === undefined) continue;
    if (kind === 'number') {
      const value = numberOf(match);
      return value === undefined ? undefined : { kind, text: match, value, ...place };
    }
    if (kind === 'string') {
      const bytes = unquote(match);
      return bytes && { kind, text: match, bytes, ...place };
    }
    return { kind, text: match, ...place };
  }
  return undefined;
}

/**
 * The statements of a line. A text that is no token is reported and ends the line.
 *
 * @param column where every token of the line is said to stand, for lines that a macro made
 */
export function tokenize(text: string, line: number, diagnostics: Diagnostics, column?: number): Token[][] {
  const statements: Token[][] = [[]];
  let position = 0;
  for (;;) {
    while (/\s/.test(text.charAt(position))) position += 1;
    const rest = text.slice(position, position + 2);
    if (rest === '' || rest.startsWith('#') || rest === '//') return statements;
    if (rest.startsWith(';')) {
      statements.push([]);
      position += 1;
      continue;
    }
    const place = { line, column: column ?? position + 1 };
    const token = tokenAt(text, position, place);
    if (!token) {
      const shown = (/^\S{1,20}/.exec(text.slice(position)) ?? [''])[0];
      diagnostics.report(place, 'token', `${shown} is not assembly text`, 'correct or remove it');
      return statements;
    }
    statements.at(-1)?.push(token);
    position += token.text.length;
  }
}
