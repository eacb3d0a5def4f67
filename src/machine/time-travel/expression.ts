/**
 * Address expressions, as a person types them: numbers (`0x80000000`, `64`), registers, symbols, sums and
 * differences, and `[…]` for the doubleword that stands at an address.
 *
 *   evaluate('[sp + 8] - 0x10', names, 'address')
 */
import { failure, problem, type Result, success } from '../../base/problem.ts';

export interface ExpressionNames {
  /** A register's or symbol's value. */
  readonly valueOf: (name: string) => bigint | undefined;
  /** The doubleword at an address; undefined where nothing is mapped. */
  readonly load: (address: bigint) => bigint | undefined;
}

/** Longer ones are not addresses. */
const MAX_CHARACTERS = 200;
const MAX_DEPTH = 8;
const TOKEN = /\s*(?:(0[xX][0-9a-fA-F_]+|\d[\d_]*)|([A-Za-z_.$][\w.$]*)|([-+[\]]))/y;

type Token = { readonly kind: 'number' | 'name' | 'sign'; readonly text: string };

const ACTION = 'give something like 0x80000000, sp + 16, a symbol, or [a0]';

class Reader {
  private readonly tokens: readonly Token[];
  private readonly names: ExpressionNames;
  private next = 0;

  constructor(tokens: readonly Token[], names: ExpressionNames) {
    this.tokens = tokens;
    this.names = names;
  }

  get isAtEnd(): boolean {
    return this.next >= this.tokens.length;
  }

  private take(sign: string): boolean {
    const token = this.tokens[this.next];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.next++;
    return true;
  }

  /** The value, or what is wrong. */
  sum(depth: number): bigint | string {
    let total = 0n;
    let isNegative = this.take('-');
    for (;;) {
      const value = this.term(depth);
      if (typeof value === 'string') return value;
      total += isNegative ? -value : value;
      if (this.take('+')) isNegative = false;
      else if (this.take('-')) isNegative = true;
      else return BigInt.asUintN(64, total);
    }
  }

  private term(depth: number): bigint | string {
    const token = this.tokens[this.next++];
    if (!token) return 'something is missing at the end';
    if (token.kind === 'number') return BigInt(token.text.replaceAll('_', ''));
    if (token.kind === 'name')
      return this.names.valueOf(token.text) ?? `"${token.text}" is neither a register nor a symbol here`;
    if (token.text !== '[' || depth >= MAX_DEPTH) return `"${token.text}" is out of place`;
    const address = this.sum(depth + 1);
    if (typeof address === 'string') return address;
    if (!this.take(']')) return 'a "]" is missing';
    return this.names.load(address) ?? `nothing is mapped at 0x${address.toString(16)}`;
  }
}

function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    const [, number, name, sign = ''] = match;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

/** The address that a text means; `where` names its field. */
export function evaluate(text: string, names: ExpressionNames, where: string): Result<bigint> {
  const wrong = (what: string): Result<never> =>
    failure(problem('input', 'address.expression', where, what, ACTION));
  const trimmed = text.trim();
  if (trimmed === '') return wrong('the address is missing');
  if (trimmed.length > MAX_CHARACTERS) return wrong(`it is longer than ${MAX_CHARACTERS} characters`);
  const tokens = tokenize(trimmed);
  if (!tokens) return wrong(`"${trimmed}" is no address`);
  const reader = new Reader(tokens, names);
  const value = reader.sum(0);
  if (typeof value === 'string') return wrong(value);
  return reader.isAtEnd ? success(value) : wrong(`"${trimmed}" goes on after an address`);
}
